"""A fault that belongs to no field, told inside the card."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from desktop.views import theme
from desktop.views.widgets.icon_label import IconLabel


class ProblemLabel(QFrame):
    """A sign and a sentence; takes no room while there is nothing to tell."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said: Callable[[], str] | None = None
        self._label = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._label.setObjectName(name)
        theme.mark(self, role="banner", state="danger")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_12, theme.SPACE_8, theme.SPACE_12, theme.SPACE_8)
        row.setSpacing(theme.SPACE_12)
        row.addWidget(IconLabel("danger", "danger", 20), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._label, 1)
        self.hide()

    def text(self) -> str:
        """What it tells; ``""`` for nothing."""
        return self._said() if self._said else ""

    def tell(self, said: Callable[[], str] | None) -> None:
        """Tell this, or nothing."""
        self._said = said
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._show()

    def _show(self) -> None:
        self._label.setText(self.text())
        self.setAccessibleName(self.text())
        self.setVisible(self._said is not None)

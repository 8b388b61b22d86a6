"""What an empty list says."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.views import theme
from desktop.views.widgets.icon_label import IconLabel


class EmptyState(QWidget):
    """An icon, a sentence about what would be here, and the action that brings it here. While the
    desk is fetching its data it says so instead: what is missing is not known to be nothing."""

    action_clicked = Signal()

    def __init__(self, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._says = ""
        self._coming = False
        self._icon = IconLabel(icon, "quiet", 40)
        self._text = QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self.action_button = QPushButton()
        theme.mark(self._text, role="quiet")
        theme.mark(self.action_button, role="primary")
        self.action_button.hide()
        column = QVBoxLayout(self)
        column.setSpacing(theme.SPACE_12)
        column.addStretch(1)
        column.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._text)
        column.addWidget(self.action_button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        self.action_button.clicked.connect(self.action_clicked)

    def set_texts(self, text: str, action: str = "") -> None:
        """The sentence and the action's label; without a label there is no button."""
        self._says = text
        self.action_button.setText(action)
        self.action_button.setVisible(bool(action))
        self._show_text()

    def set_coming(self, coming: bool) -> None:
        """Whether the desk is still fetching its data."""
        self._coming = coming
        self._show_text()

    def text(self) -> str:
        """The sentence that shows."""
        return self._text.text()

    def _show_text(self) -> None:
        coming = _("Nothing is here yet: this desk is still fetching its data.")
        self._text.setText(coming if self._coming else self._says)
        self.setAccessibleName(self._text.text())

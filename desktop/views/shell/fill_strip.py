"""One line over every page while a desk is still fetching its data."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.i18n import _
from desktop.views import theme
from desktop.views.widgets.icon_label import IconLabel


class FillStrip(QFrame):
    """Says that lists may not be complete; leads to the Sync page. Hidden at first."""

    more_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("fill_strip")
        theme.mark(self, role="banner", state="info")
        self._text = QLabel(wordWrap=True)
        self._more = QPushButton()
        self._more.setObjectName("fill_strip_more")
        theme.mark(self._more, role="quiet")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_12, theme.SPACE_4, theme.SPACE_4, theme.SPACE_4)
        row.setSpacing(theme.SPACE_12)
        row.addWidget(IconLabel("info", "accent", 20))
        row.addWidget(self._text, 1)
        row.addWidget(self._more)
        self._more.clicked.connect(self.more_clicked)
        self.hide()
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text again."""
        self._text.setText(
            _("This desk is still fetching its data. What is missing here may be on its way.")
        )
        self._more.setText(_("How far it is"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

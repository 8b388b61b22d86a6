"""The one field of the serving desk."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.i18n import _
from desktop.views import theme
from desktop.views.background import Background
from desktop.views.widgets.person_finder import FindPeople, PersonFinder


class ServingEntry(PersonFinder):
    """Large, and always ready: Esc, and Enter while it is empty, belong to the page."""

    def __init__(
        self, background: Background, find: FindPeople, parent: QWidget | None = None
    ) -> None:
        super().__init__(background, find, at_once=True, parent=parent)
        self.setObjectName("meals_entry")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFont(theme.font(theme.TITLE))

    def retranslate(self) -> None:
        """Say what one can scan or type."""
        self.set_texts(_("Scan the card, or type number, name or room"))

    def reset(self) -> None:
        """Empty, with the focus, and no list under it."""
        self.clear()
        self.results().hide()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if event.key() == Qt.Key.Key_Escape or (enter and not self.text().strip()):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            large = theme.font(theme.TITLE)
            if self.font().pixelSize() != large.pixelSize():
                self.setFont(large)

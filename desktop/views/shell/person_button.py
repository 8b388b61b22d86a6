"""Who is signed in, and what they can do about it: another password, another person."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from desktop.i18n import _
from desktop.views import icons, theme

_WIDEST = 120
"""Pixels for a name; the whole of it is in the tooltip."""


class PersonButton(QPushButton):
    """A button with a menu, at the right of the top bar."""

    password_asked = Signal()
    switch_asked = Signal()
    lock_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("person_button")
        theme.mark(self, role="quiet")
        self._person = ""
        menu = QMenu(self)
        menu.setObjectName("person_menu")
        self._password = QAction(menu)
        self._password.setObjectName("person_change_password")
        self._switch = QAction(menu)
        self._switch.setObjectName("person_switch")
        self._lock = QAction(menu)
        self._lock.setObjectName("person_lock")
        for action in (self._password, self._switch, self._lock):
            menu.addAction(action)
        self.setMenu(menu)
        self._password.triggered.connect(self.password_asked)
        self._switch.triggered.connect(self.switch_asked)
        self._lock.triggered.connect(self.lock_asked)
        self.retranslate()

    def set_person(self, name: str) -> None:
        """Who is signed in; ``""`` hides the button."""
        self._person = name
        self.setVisible(bool(name))
        self.retranslate()

    def retranslate(self) -> None:
        """Name, tooltip, the menu."""
        shown = self.fontMetrics().elidedText(
            self._person, Qt.TextElideMode.ElideRight, theme.px(_WIDEST)
        )
        self.setText(shown)
        icons.put(self, "person", "quiet", 20)
        signed_in = _("Signed in: {name}").format(name=self._person)
        self.setToolTip(signed_in)
        self.setAccessibleName(signed_in)
        self._password.setText(_("Change password…"))
        self._password.setIcon(icons.icon("key", "quiet"))
        self._switch.setText(_("Change person…"))
        self._switch.setIcon(icons.icon("residents", "quiet"))
        self._lock.setText(_("Lock"))
        self._lock.setIcon(icons.icon("lock", "quiet"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

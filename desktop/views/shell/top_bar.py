"""The bar on top: site, search, languages, light or dark, who is signed in, lock."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from desktop.i18n import _
from desktop.views import theme
from desktop.views.background import Background
from desktop.views.icons import icon
from desktop.views.shell.person_button import PersonButton
from desktop.views.shell.search_box import Search, SearchBox
from desktop.views.widgets.language_switch import LanguageSwitch


class TopBar(QFrame):
    """What is needed on every page."""

    theme_chosen = Signal(str)
    """``light`` or ``dark``."""
    lock_asked = Signal()

    def __init__(
        self, background: Background, search: Search, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("top_bar")
        self._site = QLabel(textFormat=Qt.TextFormat.PlainText)
        theme.mark(self._site, role="heading")
        self.search_box = SearchBox(background, search)
        self.search_box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.search_box.setMinimumWidth(140)
        self.search_box.setMaximumWidth(560)
        self.language_switch = LanguageSwitch()
        self.theme_button = QPushButton()
        theme.mark(self.theme_button, role="icon")
        self.theme_button.clicked.connect(self._choose_theme)
        self.person = PersonButton()
        self.lock_button = QPushButton()
        self.lock_button.setObjectName("lock_button")
        theme.mark(self.lock_button, role="icon")
        self.lock_button.clicked.connect(self.lock_asked)
        self.person.lock_asked.connect(self.lock_asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_16, theme.SPACE_8, theme.SPACE_16, theme.SPACE_8)
        row.setSpacing(theme.SPACE_8)
        row.addWidget(self._site)
        row.addWidget(self.search_box, 4)
        row.addStretch(1)
        row.addWidget(self.language_switch)
        row.addWidget(self.theme_button)
        row.addWidget(self.person)
        row.addWidget(self.lock_button)
        self.retranslate()

    def set_site(self, name: str) -> None:
        """The site that the desk works for; ``""`` shows none."""
        self._site.setText(name)
        self._site.setVisible(bool(name))

    def set_person(self, name: str) -> None:
        """Who is signed in; ``""`` shows nobody."""
        self.person.set_person(name)

    def retranslate(self) -> None:
        """Names and tooltips."""
        dark = theme.current().dark
        other = _("Change to light colours") if dark else _("Change to dark colours")
        self.theme_button.setIcon(icon("light" if dark else "dark", "quiet"))
        self.theme_button.setToolTip(other)
        self.theme_button.setAccessibleName(other)
        keys = QKeySequence("Ctrl+L").toString(QKeySequence.SequenceFormat.NativeText)
        lock = _("Lock this desk ({shortcut})").format(shortcut=keys)
        self.lock_button.setIcon(icon("lock", "quiet"))
        self.lock_button.setToolTip(lock)
        self.lock_button.setAccessibleName(lock)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange or event.type() in theme.THEME_CHANGES:
            self.retranslate()

    def _choose_theme(self) -> None:
        self.theme_chosen.emit("light" if theme.current().dark else "dark")

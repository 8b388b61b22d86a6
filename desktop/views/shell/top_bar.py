"""The bar on top: site, search, languages, light or dark, who is signed in."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from desktop.i18n import _
from desktop.views import theme
from desktop.views.background import Background
from desktop.views.icons import icon
from desktop.views.shell.search_box import Search, SearchBox
from desktop.views.widgets.icon_label import IconLabel
from desktop.views.widgets.language_switch import LanguageSwitch


class TopBar(QFrame):
    """What is needed on every page."""

    theme_chosen = Signal(str)
    """``light`` or ``dark``."""

    def __init__(
        self, background: Background, search: Search, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("top_bar")
        self._site = QLabel(textFormat=Qt.TextFormat.PlainText)
        theme.mark(self._site, role="heading")
        self.search_box = SearchBox(background, search)
        self.search_box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.search_box.setMinimumWidth(200)
        self.search_box.setMaximumWidth(560)
        self.language_switch = LanguageSwitch()
        self.theme_button = QPushButton()
        theme.mark(self.theme_button, role="icon")
        self.theme_button.clicked.connect(self._choose_theme)
        self._person_sign = IconLabel("", "quiet", 20)
        self._person = QLabel(textFormat=Qt.TextFormat.PlainText)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_16, theme.SPACE_8, theme.SPACE_16, theme.SPACE_8)
        row.setSpacing(theme.SPACE_12)
        row.addWidget(self._site)
        row.addWidget(self.search_box, 4)
        row.addStretch(1)
        row.addWidget(self.language_switch)
        row.addWidget(self.theme_button)
        row.addWidget(self._person_sign)
        row.addWidget(self._person)
        self.retranslate()

    def set_site(self, name: str) -> None:
        """The site that the desk works for; ``""`` shows none."""
        self._site.setText(name)
        self._site.setVisible(bool(name))

    def set_person(self, name: str) -> None:
        """Who is signed in; ``""`` shows nobody."""
        self._person.setText(name)
        self._person.setVisible(bool(name))
        self._person_sign.set_icon("person" if name else "", "quiet")
        self.retranslate()

    def retranslate(self) -> None:
        """Names and tooltips."""
        dark = theme.current().dark
        other = _("Change to light colours") if dark else _("Change to dark colours")
        self.theme_button.setIcon(icon("light" if dark else "dark", "quiet"))
        self.theme_button.setToolTip(other)
        self.theme_button.setAccessibleName(other)
        signed_in = _("Signed in: {name}").format(name=self._person.text())
        self._person.setToolTip(signed_in)
        self._person.setAccessibleName(signed_in)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange or event.type() in theme.THEME_CHANGES:
            self.retranslate()

    def _choose_theme(self) -> None:
        self.theme_chosen.emit("light" if theme.current().dark else "dark")

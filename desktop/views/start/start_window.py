"""What the windows before signing in have in common."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.i18n import language
from desktop.views import theme
from desktop.views.widgets.card import Card
from desktop.views.widgets.language_switch import LanguageSwitch
from desktop.views.widgets.scroll_column import ScrollColumn

APP_NAME = "Ankomst"
_CARD_WIDTH = 480


class StartWindow(QWidget):
    """A card in the middle, the languages always at the top right.

    ``opened`` carries a ``profile.Opened``; the caller connects ``language_chosen`` to
    ``install_language``. A subclass fills ``card`` before it calls ``retranslate``.
    """

    opened = Signal(object)
    language_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = QLabel(APP_NAME)
        theme.mark(self._name, role="heading")
        self.language_switch = LanguageSwitch()
        self.language_switch.setObjectName("start_language")
        self.language_switch.language_chosen.connect(self.language_chosen)
        top = QHBoxLayout()
        top.setContentsMargins(theme.SPACE_24, theme.SPACE_16, theme.SPACE_24, theme.SPACE_8)
        top.addWidget(self._name)
        top.addStretch(1)
        top.addWidget(self.language_switch)
        self.card = Card()
        self._middle = ScrollColumn()
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(self.card)
        across.addStretch(1)
        self._middle.body.addStretch(2)
        self._middle.body.addLayout(across)
        self._middle.body.addStretch(3)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, theme.SPACE_16)
        whole.addLayout(top)
        whole.addWidget(self._middle, 1)
        # The window's own ground, also where it is no child of another.
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._fit()

    def retranslate(self) -> None:
        """Which language is marked; a subclass sets its texts too."""
        self.language_switch.set_value(language())
        self.setWindowTitle(APP_NAME)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() in theme.THEME_CHANGES:
            self._fit()

    def sizeHint(self) -> QSize:
        return QSize(960, 720)

    def _fit(self) -> None:
        self.card.setFixedWidth(theme.px(_CARD_WIDTH))

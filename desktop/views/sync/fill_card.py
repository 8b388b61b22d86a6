"""The first fill: how far it is, what can be done meanwhile, and a way to pause it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from desktop.i18n import _
from desktop.sync.state import EngineState
from desktop.views import theme
from desktop.views.sync.fill_words import fill_numbers
from desktop.views.widgets.card import Card


class FillCard(Card):
    """Shows itself while the desk takes a scope whole."""

    pause_asked = Signal(bool)
    """True: to stop for now; False: to go on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sync_fill")
        self._state = EngineState()
        self._paused = False
        self._can_work = False
        self._bar = QProgressBar(textVisible=False)
        self._bar.setObjectName("sync_fill_bar")
        self._numbers = QLabel(wordWrap=True)
        self._numbers.setObjectName("sync_fill_numbers")
        self._meanwhile = QLabel(wordWrap=True)
        self._meanwhile.setObjectName("sync_fill_meanwhile")
        theme.mark(self._numbers, role="quiet")
        self._pause = QPushButton()
        self._pause.setObjectName("sync_fill_pause")
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_16)
        row.addWidget(self._numbers, 1)
        row.addWidget(self._pause)
        self.body.addWidget(self._bar)
        self.body.addLayout(row)
        self.body.addWidget(self._meanwhile)
        self._pause.clicked.connect(self._ask)
        self.hide()

    def show_state(self, state: EngineState) -> None:
        """How far it is now; away with the card when all is here."""
        self._state = state
        if not state.filling:
            self._paused = False
        self.setVisible(state.filling and state.fill is not None)
        self.retranslate()

    def show_can_work(self, can_work: bool) -> None:
        """Whether beds and people are here."""
        self._can_work = can_work
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text again."""
        fill = self._state.fill
        self.set_title(_("Fetching this desk's data"))
        self._bar.setRange(0, fill.total if fill else 0)
        self._bar.setValue(fill.done if fill else 0)
        numbers = fill_numbers(self._state)
        self._bar.setAccessibleName(numbers)
        if self._paused:
            numbers = f"{numbers} {_('Paused; what has come is kept.')}"
        self._numbers.setText(numbers)
        self._meanwhile.setText(
            _("You can work already: beds and people are here.")
            if self._can_work
            else _("Beds and people are still on their way, so lists are not complete yet.")
        )
        self._pause.setText(_("Go on") if self._paused else _("Pause"))

    def _ask(self) -> None:
        self._paused = not self._paused
        self.retranslate()
        self.pause_asked.emit(self._paused)

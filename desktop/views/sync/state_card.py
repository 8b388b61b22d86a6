"""How the desk stands with the central store: the sentence, what can be done about it, the line."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.sync.state import EngineState
from desktop.views import theme
from desktop.views.sync.state_words import StateWords, clock_words
from desktop.views.widgets.card import Card
from desktop.views.widgets.icon_label import IconLabel


class StateCard(Card):
    """The page tells it what to say; what is pressed comes out as signals."""

    try_now = Signal()
    re_enrol_asked = Signal()
    metered_chosen = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = EngineState()
        self._sign = IconLabel(size=28)
        self._sentence = QLabel(wordWrap=True)
        self._sentence.setObjectName("sync_sentence")
        theme.mark(self._sentence, role="heading")
        self._more = QLabel(wordWrap=True)
        self._more.setObjectName("sync_more")
        theme.mark(self._more, role="quiet")
        self._clock = QLabel(wordWrap=True)
        self._clock.setObjectName("sync_clock")
        theme.mark(self._clock, role="note")
        self._re_enrol = QPushButton()
        self._re_enrol.setObjectName("sync_re_enrol")
        self._try_now = QPushButton()
        self._try_now.setObjectName("sync_try_now")
        self._metered = QCheckBox()
        self._metered.setObjectName("sync_metered")
        self._metered_means = QLabel(wordWrap=True)
        theme.mark(self._metered_means, role="quiet")
        self._lay_out()
        self._try_now.clicked.connect(self.try_now)
        self._re_enrol.clicked.connect(self.re_enrol_asked)
        self._metered.clicked.connect(self.metered_chosen)

    def show_state(self, state: EngineState, said: StateWords) -> None:
        """How things stand now, and the words for it."""
        self._state = state
        self._sign.set_icon(said.icon, said.state)
        self._sentence.setText(said.sentence)
        self._more.setText(said.more)
        self._more.setVisible(bool(said.more))
        self._clock.setText(clock_words(state))
        self._clock.setVisible(state.clock_is_off)
        self._metered.setChecked(state.metered)
        is_unknown = state.problem == "unknown_device"
        self._re_enrol.setVisible(is_unknown)
        theme.mark(self._re_enrol, role="primary")
        theme.mark(self._try_now, role="quiet" if is_unknown else "primary")

    def retranslate(self) -> None:
        """The buttons and the line; the page then tells the state anew."""
        self._try_now.setText(_("Try now"))
        self._re_enrol.setText(_("Enter a new code…"))
        self._metered.setText(_("This line is metered"))
        means = _(
            "Ankomst then looks for news every five minutes and sends about once a minute. "
            "“Try now” goes at once all the same."
        )
        self._metered_means.setText(means)
        self._metered.setAccessibleDescription(means)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(theme.SPACE_4)
        words.addWidget(self._sentence)
        words.addWidget(self._more)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_16)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words, 1)
        buttons = QVBoxLayout()
        buttons.setSpacing(theme.SPACE_4)
        buttons.addStretch(1)
        for button in (self._re_enrol, self._try_now):
            buttons.addWidget(button)
        buttons.addStretch(1)
        row.addLayout(buttons)
        line = QHBoxLayout()
        line.setSpacing(theme.SPACE_16)
        line.addWidget(self._metered)
        line.addWidget(self._metered_means, 1)
        self.body.addLayout(row)
        self.body.addWidget(self._clock)
        self.body.addLayout(line)

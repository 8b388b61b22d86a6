"""A step that was done before: when, and the way on."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import _, format_list, format_when
from desktop.services.words import word, word_within
from desktop.views import theme
from desktop.views.flow.foot_row import FootRow
from desktop.views.flow.member import Done, Member
from desktop.views.flow.step_panel import OTHER_KEY, with_key
from desktop.views.widgets.icon_label import IconLabel

Said = Callable[[Done], str]


class StepDonePanel(QWidget):
    """Shown when one goes back to a step that needs nothing more; there it can be undone, for all
    for whom it was done in the same breath. ``note`` puts into words what was written down."""

    next_clicked = Signal()
    undo_clicked = Signal()

    def __init__(
        self, clock: Callable[[], datetime], note: Said, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("step_done")
        self._clock = clock
        self._note_of = note
        self._step: Done | None = None
        self._who: tuple[Member, ...] = ()
        self._undo_words: Callable[[], str] = _undo_words
        middle = Qt.AlignmentFlag.AlignHCenter
        self._title = QLabel()
        theme.mark(self._title, role="heading")
        self._when = QLabel(wordWrap=True, alignment=middle, textFormat=Qt.TextFormat.PlainText)
        theme.mark(self._when, role="quiet")
        self._note = QLabel(wordWrap=True, alignment=middle, textFormat=Qt.TextFormat.PlainText)
        self._note.setObjectName("step_done_note")
        self.next_button = QPushButton()
        self.next_button.setObjectName("step_next")
        theme.mark(self.next_button, role="primary")
        self.undo_button = QPushButton()
        self.undo_button.setObjectName("step_undo")
        for button in (self.next_button, self.undo_button):
            button.setMinimumHeight(theme.px(44))
        self.next_button.clicked.connect(self.next_clicked)
        self.undo_button.clicked.connect(self.undo_clicked)
        buttons = FootRow(centred=True)
        buttons.set_buttons(self.undo_button, self.next_button)
        column = QVBoxLayout(self)
        column.setSpacing(theme.SPACE_12)
        column.addStretch(1)
        column.addWidget(IconLabel("good", "good", 40), 0, middle)
        column.addWidget(self._title, 0, middle)
        column.addWidget(self._when)
        column.addWidget(self._note)
        column.addWidget(buttons)
        column.addStretch(2)

    def show_step(
        self, step: Done, who: Sequence[Member], undo_words: Callable[[], str] | None = None
    ) -> None:
        """Show a step and for whom it was done."""
        self._step, self._who = step, tuple(who)
        self._undo_words = undo_words or _undo_words
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text."""
        self.next_button.setText(_("Next step"))
        self.undo_button.setText(with_key(self._undo_words(), OTHER_KEY))
        if self._step is None:
            return
        self._title.setText(_("{step}: done").format(step=word(self._step.kind)))
        when = format_when(self._step.at, self._clock())
        name = format_list([member.person.name for member in self._who])
        if self._step.language is not None:
            language = word_within(self._step.language)
            said = _("{name}, {time}, in {language}").format(
                name=name, time=when, language=language
            )
        else:
            said = _("{name}, {time}").format(name=name, time=when)
        self._when.setText(said)
        note = self._note_of(self._step)
        self._note.setText(note)
        self._note.setVisible(bool(note))


def _undo_words() -> str:
    return _("Undo this step")

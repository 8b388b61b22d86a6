"""To whom a resident was referred, and what they answered; for confidants."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.errors import AppError
from desktop.i18n import _, format_date
from desktop.models.referrals import ReferralState
from desktop.services.referrals import OPEN, ReferralLine
from desktop.services.vault import UNREADABLE
from desktop.services.words import word
from desktop.views.residents.cards.entries_card import EntriesCard
from desktop.views.residents.confidential.entry import Entry
from desktop.views.widgets.chip import Chip

_STATE_LOOKS: dict[ReferralState, tuple[str, str]] = {
    ReferralState.SENT: ("", "hand_out"),
    ReferralState.ACCEPTED: ("accent", "done"),
    ReferralState.DECLINED: ("attention", "close"),
    ReferralState.DONE: ("good", ""),
}


class ReferralsCard(EntriesCard[ReferralLine]):
    """Shows only to those whose role may read it."""

    answer_asked = Signal(object)
    """The ``ReferralLine``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("referrals", parent)
        self._problem: AppError | None = None

    def set_problem(self, problem: AppError | None) -> None:
        """Why they can't be read; shown with the next rows."""
        self._problem = problem

    def heading(self) -> str:
        return _("Referrals")

    def add_words(self) -> str:
        return _("Refer…")

    def note_words(self) -> str:
        if self._problem is not None:
            return self._problem.text()
        return _("Only site leads and social liaisons can read this.")

    def make_entry(self, row: ReferralLine) -> Entry:
        chips = [Chip(state_words(row), *_STATE_LOOKS[row.state])]
        if row.follow_up_on is not None and row.state in OPEN:
            day = format_date(row.follow_up_on)
            if row.due:
                said = _("Follow-up was due {date}").format(date=day)
                chips.append(Chip(said, "attention", "clock"))
            else:
                chips.append(Chip(_("Follow up {date}").format(date=day), "", "calendar"))
        text = row.text
        if text is None:
            return Entry(chips, [(_(UNREADABLE), "")])
        answer = _("Answer: {text}").format(text=text.answer) if text.answer else ""
        entry = Entry(
            chips,
            [(word(text.service) if text.service else "", "strong"), (text.note, ""), (answer, "")],
        )
        entry.add_button(
            self.part("answer"), _("Note an answer…"), lambda: self.answer_asked.emit(row)
        )
        return entry


def state_words(row: ReferralLine) -> str:
    """How it stands; of one that was only sent, when."""
    if row.state is ReferralState.SENT:
        return _("Sent {date}").format(date=format_date(row.sent_on))
    return word(row.state)

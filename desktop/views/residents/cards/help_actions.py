"""Referring somebody to other help, and noting that a concern for a child was passed on."""

from collections.abc import Sequence

from desktop.i18n import _
from desktop.services.child_concerns import MAX_REASON, ChildConcerns, ConcernLine
from desktop.services.people import PersonLine
from desktop.services.referrals import ReferralLine, Referrals
from desktop.views.page import Page
from desktop.views.residents.cards.answer_dialog import AnswerDialog
from desktop.views.residents.cards.concern_dialog import ConcernDialog
from desktop.views.residents.cards.referral_dialog import ReferralDialog
from desktop.views.residents.cards.saving import Saving
from desktop.views.widgets.ask_reason_dialog import AskReasonDialog


class HelpActions:
    """Works for one page."""

    def __init__(self, page: Page, referrals: Referrals, concerns: ChildConcerns) -> None:
        self._page = page
        self._referrals = referrals
        self._concerns = concerns
        self._saving = Saving(page)

    def refer(self, person: PersonLine) -> None:
        """Asks to whom somebody is referred."""
        dialog = ReferralDialog(person, self._referrals.today(), self._page)
        self._saving.ask(
            dialog,
            lambda: self._referrals.send(person.id, dialog.draft()),
            lambda: _("The referral is saved."),
        )

    def note_answer(self, line: ReferralLine) -> None:
        """Asks what was answered."""
        dialog = AnswerDialog(line, self._referrals.today(), self._page)
        self._saving.ask(
            dialog,
            lambda: self._referrals.note_answer(
                line.id, dialog.state(), dialog.answer(), dialog.follow_up.value()
            ),
            lambda: _("The answer is saved."),
        )

    def pass_on(self, children: Sequence[PersonLine]) -> None:
        """Asks to whom a concern was passed on."""
        dialog = ConcernDialog(children, self._concerns.now(), self._page)
        self._saving.ask(
            dialog,
            lambda: self._concerns.pass_on(dialog.child_id(), dialog.text()),
            lambda: _("It is noted that you passed it on. Thank you for looking after the child."),
        )

    def take_back(self, line: ConcernLine) -> None:
        """Asks why a note was a mistake."""
        dialog = AskReasonDialog(
            "concern_back",
            title=lambda: _("Take back a note"),
            heading=lambda: _("Was this noted by mistake?"),
            follows=lambda: _(
                "The note stays on record as taken back. What was passed on to the municipality "
                "is not called off by this."
            ),
            hint=lambda: _("It is kept in the access log. Write nothing about the child here."),
            verb=lambda: _("Take it back"),
            most=MAX_REASON,
            parent=self._page,
        )
        self._saving.ask(
            dialog,
            lambda: self._concerns.take_back(line.id, dialog.reason()),
            lambda: _("The note is taken back."),
        )

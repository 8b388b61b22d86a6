"""The check-out of a household, or of some of it, guided from step to step."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import ClassVar

from PySide6.QtWidgets import QWidget

from desktop.i18n import _, format_list
from desktop.models.check_outs import CheckOutStepKind
from desktop.models.residents import StepKind
from desktop.services.check_out import CheckOuts, StayOn
from desktop.services.check_out_members import MemberCheckOut
from desktop.services.check_out_steps import LeavingStep, Plan
from desktop.services.days import day_of
from desktop.views.check_out.flow_view import CheckOutView
from desktop.views.check_out.start_view import StartView
from desktop.views.flow.course import At, next_missing
from desktop.views.flow.frame import FlowFrame
from desktop.views.flow.page import FlowPage
from desktop.views.page import Kind, PageContext
from desktop.views.widgets.confirm_dialog import ConfirmDialog


class CheckOutPage(FlowPage):
    """Every step is done once for those who leave together."""

    listens_to: ClassVar[frozenset[str]] = frozenset(
        {
            *("resident", "household", "check_out", "check_out_step", "further_step"),
            *("stay", "bed", "room", "kit_handout", "kit_type"),
        }
    )
    kinds = tuple(LeavingStep)

    def __init__(
        self,
        context: PageContext,
        check_outs: CheckOuts,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        parent: QWidget | None = None,
    ) -> None:
        self._check_outs = check_outs
        super().__init__(context, clock, parent)

    def title(self) -> str:
        return _("Check-out")

    def read_household(self, resident_id: str) -> Sequence[MemberCheckOut]:
        return self._check_outs.household(resident_id)

    def make_flow(self) -> FlowFrame:
        self.setObjectName("check_out_page")
        self._view = CheckOutView(self._clock)
        return self._view

    def make_start(self) -> QWidget:
        self._start_view = StartView()
        return self._start_view

    def refresh_start(self) -> None:
        self.run_latest(
            "start",
            lambda: (self._check_outs.departures(), self._check_outs.unfinished()),
            lambda lists: self._start_view.show_lists(day_of(self._clock()), *lists),
        )

    def first_step(self, members: Sequence[MemberCheckOut], begin: At) -> At | None:
        """Who leaves is asked first, as long as nobody of the household does."""
        if not any(member.leaving for member in members):
            return At(begin.resident_id, LeavingStep.PLAN)
        return next_missing(members, self.kinds, begin, self._put_off)

    def retranslate(self) -> None:
        self._start_view.retranslate()
        self._view.retranslate()

    def _connect(self) -> None:
        super()._connect()
        go, flow, check_outs, save = (
            self.context.go,
            self._view,
            self._check_outs,
            self._save,
        )
        for panel in flow.panels.values():
            self.offer("check_out", panel.main_button)
        self.offer("check_out", flow.plan.other_button or flow.plan.main_button)
        self.offer("check_out", flow.end.other_button)
        self.offer("undo_step", flow.step_done.undo_button)
        self._start_view.person_chosen.connect(lambda resident: go("check_out", resident))
        flow.plan.planned.connect(self._plan)
        flow.plan.call_off_clicked.connect(self._ask_to_call_off)
        flow.inspection.noted.connect(
            lambda ids, note: save(
                lambda: check_outs.inspect(ids, note), lambda _none: flow.inspection.saved()
            )
        )
        flow.keys.noted.connect(
            lambda ids, note: save(
                lambda: check_outs.take_keys(ids, note), lambda _none: flow.keys.saved()
            )
        )
        flow.loans.returned.connect(
            lambda ids, back, note: save(
                lambda: check_outs.take_loans(ids, back, note), lambda _none: flow.loans.saved()
            )
        )
        flow.bed.freed.connect(lambda ids, day: save(lambda: check_outs.free_beds(ids, day)))
        flow.leave.done.connect(lambda ids: save(lambda: check_outs.finish(ids)))
        flow.step_done.undo_clicked.connect(self._undo_step)
        flow.end.other_clicked.connect(lambda: self._ask_to_undo(flow.end.finished()))

    def _plan(self, resident_ids: Sequence[str], plan: Plan) -> None:
        """Who was to leave and is no longer ticked stays."""
        stay = [
            member.person.id
            for member in self._members
            if member.leaving
            and not member.leaving.done_at
            and member.person.id not in resident_ids
        ]

        def work() -> StayOn:
            self._check_outs.plan(resident_ids, plan)
            return self._check_outs.cancel(stay) if stay else StayOn((), ())

        def saved(result: StayOn) -> None:
            self._at = At(resident_ids[0], LeavingStep.INSPECTION)
            self._tell_beds(result)

        self._save(work, saved)

    def _undo_step(self) -> None:
        kind = self._at.kind if self._at else None
        if kind is LeavingStep.LEAVE:
            self._ask_to_undo(self._together())
        elif kind is not None:
            ids, recorded = self._together(), CheckOutStepKind(kind.value)
            self._save(lambda: self._check_outs.undo_step(ids, recorded), self._tell_beds)

    def _ask_to_call_off(self, resident_ids: Sequence[str]) -> None:
        self._ask(
            "call_off",
            question=lambda: _("Do they stay after all?"),
            follows=lambda: _(
                "The check-out is called off. Beds that were to be free are theirs again, "
                "unless they have been given away."
            ),
            verb=lambda: _("They stay"),
            work=lambda: self._check_outs.cancel(resident_ids),
        )

    def _ask_to_undo(self, resident_ids: Sequence[str]) -> None:
        self._ask(
            "undo_check_out",
            question=lambda: _("Undo the whole check-out?"),
            follows=lambda: _(
                "They live here as before, with their bed if it is still free. What they brought "
                "back stays returned."
            ),
            verb=lambda: _("Undo the check-out"),
            work=lambda: self._check_outs.undo(resident_ids),
        )

    def _ask(
        self,
        name: str,
        *,
        question: Callable[[], str],
        follows: Callable[[], str],
        verb: Callable[[], str],
        work: Callable[[], StayOn],
    ) -> None:
        dialog = ConfirmDialog(
            name,
            title=lambda: _("Check-out"),
            question=question,
            follows=follows,
            verb=verb,
            parent=self,
        )

        def confirmed() -> None:
            dialog.accept()
            self._save(work, self._tell_stay)

        dialog.confirmed.connect(confirmed)
        dialog.open()

    def _tell_stay(self, result: StayOn) -> None:
        names = [person.name for person in result.people]
        if not result.without_bed:
            self.announce(
                lambda: _("{names}: living here as before.").format(names=format_list(names)),
                Kind.GOOD,
            )
        self._tell_beds(result)

    def _tell_beds(self, result: StayOn) -> None:
        """Whose bed has gone to somebody else: where to find another."""
        if not result.without_bed:
            return
        names = [person.name for person in result.without_bed]
        first = result.without_bed[0].id
        self.announce(
            lambda: _(
                "{names}: the bed has been given to somebody else meanwhile. "
                "Please choose another one."
            ).format(names=format_list(names)),
            Kind.ATTENTION,
            lambda: _("Choose a bed"),
            lambda: self.context.go("check_in", (first, StepKind.BED)),
        )

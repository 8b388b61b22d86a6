"""How a check-out looks: its steps, and who of the household leaves."""

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtWidgets import QWidget

from desktop.i18n import _, format_date
from desktop.models.check_outs import LeavingReason
from desktop.services.check_out_members import MemberCheckOut
from desktop.services.check_out_steps import LeavingStep
from desktop.services.days import day_of
from desktop.services.words import word
from desktop.views.check_out.bed_free_step import BedFreeStep
from desktop.views.check_out.end_panel import CheckOutEnd
from desktop.views.check_out.inspection_step import InspectionStep
from desktop.views.check_out.keys_step import KeysStep
from desktop.views.check_out.leave_step import LeaveStep
from desktop.views.check_out.loans_step import LoansStep
from desktop.views.check_out.plan_step import PlanStep
from desktop.views.flow.course import At, done_together
from desktop.views.flow.frame import FlowFrame
from desktop.views.flow.member import Done
from desktop.views.flow.members import Members, progress_text
from desktop.views.flow.step_done import StepDonePanel
from desktop.views.flow.step_list import StepList


class CheckOutView(FlowFrame):
    """A panel a step. What was planned can be changed until they have left."""

    def __init__(self, clock: Callable[[], datetime], parent: QWidget | None = None) -> None:
        def today() -> date:
            return day_of(clock())

        self.plan = PlanStep(today)
        self.inspection = InspectionStep()
        self.keys = KeysStep()
        self.loans = LoansStep()
        self.bed = BedFreeStep(today)
        self.leave = LeaveStep()
        self.end = CheckOutEnd()
        self._current: MemberCheckOut | None = None
        super().__init__(
            (self.plan, self.inspection, self.keys, self.loans, self.bed, self.leave),
            StepDonePanel(clock, note_words),
            self.end,
            members=Members(_progress),
            step_list=StepList(LeavingStep, lambda: _("Steps of the check-out")),
            parent=parent,
        )
        self.name_head("check_out_plan", "check_out_note")

    def show_step(self, current: MemberCheckOut, at: At | None, *, focus: bool) -> None:
        self._current = current
        self._write_head()
        super().show_step(current, at, focus=focus)

    def panel_for(self, current: MemberCheckOut, at: At | None) -> QWidget:
        left = current.leaving is not None and current.leaving.done_at is not None
        if at is None or (left and at.kind is LeavingStep.PLAN):
            self.end.show_members(self.household)
            return self.end
        done = next((step for step in current.done if step.kind is at.kind), None)
        if done is not None and at.kind is not LeavingStep.PLAN:
            together = done_together(self.household, at, ())
            who = [m for id_ in together for m in self.household if m.person.id == id_]
            leaves = at.kind is LeavingStep.LEAVE
            self.step_done.show_step(done, who, _undo_words if leaves else None)
            return self.step_done
        panel = self.panels[at.kind if current.leaving else LeavingStep.PLAN]
        panel.show_household(self.household)
        panel.show_member(current)
        return panel

    def retranslate(self) -> None:
        self._write_head()
        super().retranslate()

    def _write_head(self) -> None:
        self.write_head(_("Check-out"), _plan_words(self._current) if self._current else "")


def note_words(step: Done) -> str:
    """What was written down with a step of a check-out."""
    if step.kind is LeavingStep.BED and step.note:
        day = format_date(date.fromisoformat(step.note))
        return _("Free from {date}").format(date=day)
    return step.note


def _undo_words() -> str:
    return _("Undo the check-out…")


def _plan_words(member: MemberCheckOut) -> str:
    leaving = member.leaving
    if leaving is None:
        return ""
    day = format_date(leaving.plan.leaves_on)
    if leaving.masked:
        return day
    if leaving.plan.reason is LeavingReason.DECEASED:
        return f"{word(leaving.plan.reason)} · {day}"
    return _("Leaves on {date}").format(date=day) + f" · {word(leaving.plan.reason)}"


def _progress(member: object) -> str:
    assert isinstance(member, MemberCheckOut)
    return progress_text(member) if member.leaving else _("Stays here")

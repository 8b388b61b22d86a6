"""Who leaves, why, on which day and whereto."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from desktop.i18n import _
from desktop.models.check_outs import LeavingReason
from desktop.services.check_out_members import MemberCheckOut
from desktop.services.check_out_steps import LeavingStep, Plan
from desktop.services.people import HERE
from desktop.services.words import word
from desktop.views import theme
from desktop.views.flow.member_checks import MemberChecks
from desktop.views.flow.step_panel import StepPanel
from desktop.views.widgets.choice_row import Choice, ChoiceRow
from desktop.views.widgets.date_field import DateField
from desktop.views.widgets.field_row import FieldRow
from desktop.views.widgets.scroll_column import ScrollColumn

SIGNS: dict[LeavingReason, str] = {
    LeavingReason.OWN_HOME: "key",
    LeavingReason.LEFT_COUNTRY: "arrivals",
    LeavingReason.OTHER_MUNICIPALITY: "site",
    LeavingReason.EVICTED: "documents",
    LeavingReason.DECEASED: "",
    LeavingReason.OTHER: "more",
}


class PlanStep(StepPanel):
    """Everybody of the household leaves for a home of their own today, unless one says
    otherwise. Of who has died nothing is asked but the day."""

    planned = Signal(object, object)
    """The ids of those who leave, and the ``Plan``."""
    call_off_clicked = Signal(object)
    """The ids of those whose check-out is to be called off."""

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(LeavingStep.PLAN, parent)
        self.main_button.setObjectName("plan_save")
        self.add_other("plan_call_off").clicked.connect(self._call_off)
        self._today = today
        self._members: tuple[MemberCheckOut, ...] = ()
        self._current: MemberCheckOut | None = None
        self._shown: tuple[str, Plan | None] = ("", None)
        self._who = QLabel()
        theme.mark(self._who, role="strong")
        self.checks = MemberChecks("plan")
        self._why = QLabel()
        theme.mark(self._why, role="strong")
        self._reason = ChoiceRow([Choice(r, _word_of(r), SIGNS[r]) for r in LeavingReason])
        self._reason.setObjectName("plan_reason")
        for reason, button in zip(LeavingReason, self._reason.buttons(), strict=True):
            button.setObjectName(f"plan_reason_{reason.value}")
        self._note, self._address = QLineEdit(), QLineEdit()
        for name, field in (("plan_note", self._note), ("plan_address", self._address)):
            field.setObjectName(name)
            field.setMaxLength(500)
        self._day = DateField(today())
        self._day.setObjectName("plan_day")
        self._day_row, self._note_row, self._address_row = (
            FieldRow(self._day),
            FieldRow(self._note),
            FieldRow(self._address),
        )
        scroll = ScrollColumn(spacing=theme.SPACE_12)
        for part in (
            *(self._who, self.checks, self._why, self._reason),
            *(self._day_row, self._note_row, self._address_row),
        ):
            scroll.body.addWidget(part)
        scroll.body.addStretch(1)
        self.body.addWidget(scroll, 1)
        self.checks.changed.connect(self._enable)
        self._reason.chosen.connect(self._choose_reason)

    def show_household(self, members: Sequence[MemberCheckOut]) -> None:
        self._members = tuple(m for m in members if m.person.status in HERE)

    def show_member(self, current: MemberCheckOut) -> None:
        leaving = current.leaving
        shown = (current.person.id, leaving.plan if leaving and not leaving.masked else None)
        self._current = current
        self.checks.show_people([member.person for member in self._members])
        if shown != self._shown:
            self._shown = shown
            self._fill(shown[1])
        self.retranslate()

    def plan(self) -> Plan:
        """What the fields say."""
        return Plan(
            LeavingReason(self._reason.value()),
            self._day.value(),
            self._note.text(),
            self._address.text(),
        )

    def act(self) -> None:
        if chosen := self.checks.chosen():
            self.planned.emit(chosen, self.plan())

    def forget(self) -> None:
        self._shown = ("", None)
        self.checks.forget()

    def focus_first(self) -> None:
        self._focused_reason().setFocus()

    def retranslate(self) -> None:
        deceased = self._reason.value() is LeavingReason.DECEASED
        other = self._reason.value() is LeavingReason.OTHER
        begun = any(member.leaving for member in self._members)
        closed = self._current is not None and self._current.person.masked
        self._who.setText(_("Who leaves") if not deceased else _("Who has died"))
        self._why.setText(_("Why"))
        self._reason.setAccessibleName(_("Why they leave"))
        self.checks.setAccessibleName(self._who.text())
        self.checks.show_people([member.person for member in self._members])
        self._day_row.set_label(_("They leave on") if not deceased else _("Day"))
        self._note_row.set_label(_("Why, in a few words") if other else _("Note (optional)"))
        self._address_row.set_label(_("Forwarding address (optional)"))
        self._address_row.setVisible(not deceased)
        self.write(
            word(LeavingReason.DECEASED) if deceased else _("Who leaves, and why"),
            _("This file is protected. Please open it with a reason first.")
            if closed
            else _("Only what has to be done for the room follows. Take the time it needs.")
            if deceased
            else _(
                "It can be begun days ahead; each step is kept, and any desk can go on with it."
            ),
            _("Save and go on"),
            _("They stay…"),
        )
        if self.other_button is not None:
            self.other_button.setVisible(begun)
        self.later_button.setVisible(begun)  # before that there is nothing to be done later
        self._enable()

    def _fill(self, plan: Plan | None) -> None:
        leaving = [m.person.id for m in self._members if m.leaving]
        self.checks.choose(leaving or [m.person.id for m in self._members])
        self._reason.set_value(plan.reason if plan else LeavingReason.OWN_HOME)
        self._day.set_value(plan.leaves_on if plan else self._today())
        self._note.setText(plan.note if plan else "")
        self._address.setText(plan.forwarding_address if plan else "")

    def _choose_reason(self, reason: LeavingReason) -> None:
        if reason is LeavingReason.DECEASED and self._current is not None:
            self.checks.choose([self._current.person.id])
        self.retranslate()

    def _call_off(self) -> None:
        begun = [m.person.id for m in self._members if m.leaving]
        if begun:
            self.call_off_clicked.emit(begun)

    def _enable(self) -> None:
        closed = self._current is not None and self._current.person.masked
        self.main_button.setEnabled(bool(self.checks.chosen()) and not closed)

    def _focused_reason(self) -> QWidget:
        return next((b for b in self._reason.buttons() if b.isChecked()), self.main_button)


def _word_of(reason: LeavingReason) -> Callable[[], str]:
    return lambda: word(reason)

"""From which day on the bed is free."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.services.check_out_members import MemberCheckOut
from desktop.services.check_out_steps import LeavingStep
from desktop.views.flow.household_step import HouseholdStep
from desktop.views.widgets.date_field import DateField
from desktop.views.widgets.field_row import FieldRow


class BedFreeStep(HouseholdStep):
    """The day on which they leave, unless one says otherwise; never a day that is over."""

    freed = Signal(object, object)
    """The ids of the residents, and the day."""

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(LeavingStep.BED, parent)
        self.main_button.setObjectName("bed_free")
        self._today = today
        self._leaves_on: date | None = None
        self._day = DateField(today())
        self._day.setObjectName("bed_free_day")
        self._row = FieldRow(self._day)
        self.body.addWidget(self._row)
        self.add_checks()
        self.body.addStretch(1)

    def show_household(self, members: Sequence[MemberCheckOut]) -> None:
        super().show_household(members)
        today = self._today()
        self._day.setMinimumDate(QDate(today.year, today.month, today.day))

    def show_member(self, current: MemberCheckOut) -> None:
        leaves_on = current.leaving.plan.leaves_on if current.leaving else None
        if leaves_on is not None and leaves_on != self._leaves_on:
            self._leaves_on = leaves_on
            self._day.set_value(max(leaves_on, self._today()))

    def act(self) -> None:
        if chosen := self.checks.chosen():
            self.freed.emit(chosen, self._day.value())

    def forget(self) -> None:
        super().forget()
        self._leaves_on = None

    def focus_first(self) -> None:
        self._day.setFocus()

    def retranslate(self) -> None:
        self._row.set_label(_("Free from"))
        self.write(
            _("Bed free"),
            _("Their stay ends on this day. From then on the bed can be given to somebody else."),
            _("Free the bed"),
        )
        self.write_who(_("Beds of"))

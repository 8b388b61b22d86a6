"""They have left."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.models.check_outs import LeavingReason
from desktop.services.check_out_members import MemberCheckOut
from desktop.services.check_out_steps import LeavingStep
from desktop.views.flow.household_step import HouseholdStep


class LeaveStep(HouseholdStep):
    """Says what follows, and ends the check-out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(LeavingStep.LEAVE, parent)
        self.main_button.setObjectName("leave_finish")
        self._quiet = False
        self.add_checks()
        self.body.addStretch(1)

    def show_household(self, members: Sequence[MemberCheckOut]) -> None:
        self._quiet = any(
            member.leaving is not None and member.leaving.plan.reason is LeavingReason.DECEASED
            for member in members
            if self.kind in member.missing
        )
        super().show_household(members)

    def retranslate(self) -> None:
        self.write(
            _("Finish the check-out"),
            _("Stay and meals end. The file stays, and can be found by name and number."),
            _("Finish the check-out"),
        )
        self.write_who(_("For") if self._quiet else _("They have left"))

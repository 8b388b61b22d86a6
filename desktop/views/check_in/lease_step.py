"""The lease contract is signed."""

from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.models.residents import StepKind
from desktop.views.flow.household_step import HouseholdStep


class LeaseStep(HouseholdStep):
    """Who signs, or is covered by who signs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(StepKind.LEASE, parent)
        self.main_button.setObjectName("lease_signed")
        self.add_checks()
        self.body.addStretch(1)

    def retranslate(self) -> None:
        self.write(
            _("Lease contract"),
            _("Adults sign on paper; the contract also covers the children who move in with them."),
            _("Lease signed"),
        )
        self.write_who(_("Signed for"))

"""The room is looked at together."""

from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.services.check_out_steps import LeavingStep
from desktop.views.flow.note_step import NoteStep


class InspectionStep(NoteStep):
    """What was found stays with the check-out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(LeavingStep.INSPECTION, parent)
        self.main_button.setObjectName("inspection_done")

    def retranslate(self) -> None:
        self.row.set_label(_("What was found (optional)"))
        self.write(
            _("Inspection of the room"),
            _("Look at the room together: walls, floor, furniture, what has to be repaired."),
            _("Inspection done"),
        )
        self.write_who(_("Inspected with"))

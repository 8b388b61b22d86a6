"""The transport ticket to the welcome interview."""

from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.models.residents import FurtherStepKind
from desktop.views.flow.note_step import NoteStep


class TicketStep(NoteStep):
    """Who gets one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(FurtherStepKind.TICKET, parent)
        self.main_button.setObjectName("ticket_handed_over")

    def retranslate(self) -> None:
        self.row.set_label(_("Number of the ticket"), _("Leave empty if it has none."))
        self.write(
            _("Transport ticket"),
            _("To the welcome interview and back, about a week after the arrival."),
            _("Handed over"),
        )
        self.write_who(_("Handed to"))

"""The key or card is handed over."""

from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.models.residents import FurtherStepKind
from desktop.views.flow.note_step import NoteStep


class KeyStep(NoteStep):
    """One for the household, or one for each: then tick them one after the other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(FurtherStepKind.KEY, parent)
        self.main_button.setObjectName("key_handed_over")

    def retranslate(self) -> None:
        self.row.set_label(_("Number of the key or card"), _("Leave empty if it has none."))
        self.write(
            _("Key or card"),
            _(
                "One number for everybody who is ticked. For cards of their own, "
                "tick one person at a time."
            ),
            _("Handed over"),
        )
        self.write_who(_("Handed to"))

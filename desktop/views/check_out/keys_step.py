"""Keys and cards come back."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.services.check_out_members import MemberCheckOut
from desktop.services.check_out_steps import LeavingStep
from desktop.views.flow.note_step import NoteStep


class KeysStep(NoteStep):
    """Those that were handed out at the check-in stand there already."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(LeavingStep.KEYS, parent)
        self.main_button.setObjectName("keys_returned")

    def show_household(self, members: Sequence[MemberCheckOut]) -> None:
        super().show_household(members)
        keys = dict.fromkeys(m.keys for m in members if self.kind in m.missing and m.keys)
        self.suggest(", ".join(keys))

    def retranslate(self) -> None:
        self.row.set_label(_("Which keys and cards came back"))
        self.write(
            _("Keys and cards"),
            _("What was handed out at the check-in is written here; correct it if one is missing."),
            _("Keys and cards returned"),
        )
        self.write_who(_("Who hands them back"))

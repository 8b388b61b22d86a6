"""The end of a check-in, or what of it was left for later."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop.i18n import _, format_list
from desktop.services.check_in import MemberCheckIn
from desktop.services.words import word
from desktop.views.flow.end_panel import EndPanel


class DonePanel(EndPanel):
    """Where everybody lives now, and what comes next."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("check_in", parent)
        self._members: tuple[MemberCheckIn, ...] = ()

    def show_members(self, members: Sequence[MemberCheckIn]) -> None:
        """Show how the household stands."""
        self._members = tuple(members)
        self.retranslate()

    def retranslate(self) -> None:
        missing = [member for member in self._members if member.missing]
        self.write(
            ("clock", "attention") if missing else ("good", "good"),
            _("Left for later") if missing else _("All done"),
            "\n".join(map(_room, self._members)),
            "\n".join([*map(_misses, missing), _("Today reminds of it for a week.")])
            if missing
            else _("The check-in is complete. Everything else stands in the file."),
        )


def _room(member: MemberCheckIn) -> str:
    person = member.person
    if not person.place:
        return _("{name}: no bed yet").format(name=person.name)
    return _("{name}: room {place}").format(name=person.name, place=person.place)


def _misses(member: MemberCheckIn) -> str:
    steps = format_list([word(kind) for kind in member.missing])
    return _("{name} misses: {steps}").format(name=member.person.name, steps=steps)

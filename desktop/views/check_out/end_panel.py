"""The end of a check-out, or what of it is still to come."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop.i18n import _, format_date, format_list
from desktop.models.check_outs import LeavingReason
from desktop.services.check_out_members import MemberCheckOut
from desktop.services.check_out_steps import Leaving
from desktop.services.words import word
from desktop.views.flow.end_panel import EndPanel


class CheckOutEnd(EndPanel):
    """Who has left, who leaves on which day, what is missing; and the way back."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("check_out", parent)
        self._members: tuple[MemberCheckOut, ...] = ()

    def show_members(self, members: Sequence[MemberCheckOut]) -> None:
        """Show how the household stands."""
        self._members = tuple(member for member in members if member.leaving)
        self.retranslate()

    def finished(self) -> list[str]:
        """The ids of those who have left."""
        return [m.person.id for m in self._members if m.leaving and m.leaving.done_at]

    def retranslate(self) -> None:
        missing = [member for member in self._members if member.missing]
        ahead = [m for m in self._members if m.leaving and m.leaving.done_at is None]
        if missing:
            icon, title = ("clock", "attention"), _("Left for later")
        elif ahead:
            icon, title = ("clock", "accent"), _("Everything is prepared")
        else:
            icon, title = ("good", "good"), _("All done")
        then = list(map(_misses, missing))
        if ahead:
            then.append(_("Today shows it until they have left. Finish the check-out then."))
        elif missing:
            then.append(_("Today reminds of it for a week."))
        people = [_told(m.person.name, m.leaving) for m in self._members if m.leaving]
        self.write(icon, title, "\n".join(people), "\n".join(then))
        self.offer_other(_("Undo the check-out…") if self.finished() else "")


def _told(name: str, leaving: Leaving) -> str:
    day = format_date(leaving.plan.leaves_on)
    if leaving.plan.reason is LeavingReason.DECEASED:
        return _("{name}, {date}").format(name=name, date=day)
    if leaving.done_at is None:
        return _("{name} leaves on {date}").format(name=name, date=day)
    return _("{name} moved out on {date}").format(name=name, date=day)


def _misses(member: MemberCheckOut) -> str:
    steps = format_list([word(kind) for kind in member.missing])
    return _("{name} misses: {steps}").format(name=member.person.name, steps=steps)

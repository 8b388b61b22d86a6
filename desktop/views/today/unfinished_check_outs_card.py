"""Who has left and whose check-out misses something."""

from PySide6.QtWidgets import QWidget

from desktop.i18n import _, format_date, format_list
from desktop.models.check_outs import LeavingReason
from desktop.services.check_out_members import Departure
from desktop.services.words import word
from desktop.views.today.lines_card import LinesCard
from desktop.views.widgets.work_line import WorkLine


class UnfinishedCheckOutsCard(LinesCard[Departure]):
    """A line leads back into the check-out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("unfinished_check_outs", parent)

    def heading(self) -> str:
        return _("Check-outs to finish")

    def empty_text(self) -> str:
        return _("No check-out misses anything. Those that are left half done are listed here.")

    def fill(self, line: WorkLine, row: Departure) -> None:
        day = format_date(row.leaves_on)
        quiet = row.reason is LeavingReason.DECEASED
        line.set_texts(
            format_list([person.name for person in row.people]),
            day if quiet else _("Moved out on {date}").format(date=day),
        )
        line.set_chips([(word(step), "attention", "open") for step in row.missing])

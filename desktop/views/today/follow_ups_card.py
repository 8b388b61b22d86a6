"""What is to be looked at again, quietly: no line of it is an alarm."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.i18n import _, format_date, format_number, ngettext
from desktop.services.follow_ups import FollowUp, FollowUpKind
from desktop.services.words import word
from desktop.views.today.lines_card import LinesCard
from desktop.views.widgets.work_line import WorkLine

SIGNS: dict[FollowUpKind, str] = {
    FollowUpKind.TO_PLAN: "calendar",
    FollowUpKind.UNSETTLED: "appointment",
    FollowUpKind.LEAVING: "move",
    FollowUpKind.BACK: "return",
    FollowUpKind.RABIES: "pet",
    FollowUpKind.REVIEW: "instruction",
    FollowUpKind.REFERRAL: "referral",
}


class FollowUpsCard(LinesCard[FollowUp]):
    """A line opens the file, or the appointments; the button lists the pets of the house."""

    pets_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("follow_ups", parent)
        self.pets_button = QPushButton()
        self.pets_button.setObjectName("follow_ups_pets")
        self.pets_button.clicked.connect(self.pets_clicked)
        self.body.addWidget(self.pets_button)

    def heading(self) -> str:
        return _("To look at again")

    def empty_text(self) -> str:
        return _(
            "Nothing is to be looked at again. Interviews to plan, vaccinations of pets and the "
            "like will be listed here."
        )

    def retranslate(self) -> None:
        super().retranslate()
        self.pets_button.setText(_("Pets of the house"))

    def fill(self, line: WorkLine, row: FollowUp) -> None:
        line.set_icon(SIGNS[row.kind])
        if row.person is None:
            line.set_texts(_counted(row))
        else:
            line.set_texts(row.person.name, detail_words(row))


def detail_words(row: FollowUp) -> str:
    """What is to be looked at, and since when or until when."""
    day = format_date(row.day) if row.day else ""
    said = {
        FollowUpKind.LEAVING: lambda: _("Planned to be away from {date}").format(date=day),
        FollowUpKind.BACK: lambda: _("Expected back on {date}; is everything well?").format(
            date=day
        ),
        FollowUpKind.RABIES: lambda: _rabies(row, day),
        FollowUpKind.REVIEW: lambda: _("Review of what they need, {date}").format(date=day),
        FollowUpKind.REFERRAL: lambda: _("Follow up a referral, {date}").format(date=day),
    }
    words = said[row.kind]()
    return f"{words} · {row.note}" if row.kind is FollowUpKind.REVIEW and row.note else words


def _counted(row: FollowUp) -> str:
    if row.kind is FollowUpKind.TO_PLAN:
        said = ngettext(
            "{count} interview to be planned", "{count} interviews to be planned", row.count
        )
    else:
        said = ngettext(
            "{count} appointment: was it held?", "{count} appointments: were they held?", row.count
        )
    return said.format(count=format_number(row.count))


def _rabies(row: FollowUp, day: str) -> str:
    kind = word(row.species) if row.species else ""
    pet = " ".join(filter(None, (kind, row.note)))
    if row.over:
        return _("{pet}: rabies vaccination ended {date}").format(pet=pet, date=day)
    return _("{pet}: rabies vaccination until {date}").format(pet=pet, date=day)

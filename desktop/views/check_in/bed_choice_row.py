"""A free bed in the list: where, with whom, and what speaks for and against it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.i18n import _, format_list, format_number
from desktop.models.housing import GenderRule, StayKind, StayState
from desktop.services.people import PersonLine
from desktop.services.rooms import BedChoice, Criterion
from desktop.services.words import word
from desktop.views import theme
from desktop.views.widgets.chip import Chip
from desktop.views.widgets.flow_layout import FlowLayout


class BedChoiceRow(QWidget):
    """Lies over an item of the list, which keeps the clicks and the keys."""

    def __init__(self, choice: BedChoice, resident_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        place = QLabel(choice.bed.place)
        theme.mark(place, role="heading")
        place.setMinimumWidth(theme.px(72))
        kind = QLabel(_room_text(choice))
        theme.mark(kind, role="strong")
        mates = QLabel(mates_text(choice), wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        theme.mark(mates, role="quiet")
        chips = QWidget()
        chip_row = FlowLayout(chips, theme.SPACE_4)
        if _is_reserved(choice, resident_id):
            chip_row.addWidget(Chip(_("Reserved for this resident"), "accent", "done"))
        for criterion in choice.passed:
            chip_row.addWidget(Chip(criterion_text(criterion, passed=True), "good", "done"))
        for criterion in choice.failed:
            chip_row.addWidget(Chip(criterion_text(criterion, passed=False), "attention"))
        words = QVBoxLayout()
        words.setSpacing(theme.SPACE_4)
        words.addWidget(kind)
        words.addWidget(mates)
        if chip_row.count():
            words.addWidget(chips)
        words.addStretch(1)
        row = QHBoxLayout(self)
        edge = theme.SPACE_12
        row.setContentsMargins(edge, theme.SPACE_8, edge, theme.SPACE_12)
        row.setSpacing(theme.SPACE_16)
        row.addWidget(place, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)


def said(choice: BedChoice) -> str:
    """The whole row in one sentence, for a screen reader."""
    parts = [
        choice.bed.place,
        _room_text(choice),
        mates_text(choice),
        *(criterion_text(criterion, passed=True) for criterion in choice.passed),
        *(criterion_text(criterion, passed=False) for criterion in choice.failed),
    ]
    return ", ".join(parts)


def mates_text(choice: BedChoice) -> str:
    """With whom the room would be shared."""
    if not choice.room_mates:
        return _("Nobody lives in this room now.")
    return _("Shared with {people}").format(people=format_list(map(_mate, choice.room_mates)))


def criterion_text(criterion: Criterion, *, passed: bool) -> str:
    """What was asked of the bed, and the answer, in words."""
    words = {
        (Criterion.GENDER_RULE, True): lambda: _("Fits the room's rule"),
        (Criterion.GENDER_RULE, False): lambda: _("Against the room's rule"),
        (Criterion.SAME_SEX, True): lambda: _("Same sex"),
        (Criterion.SAME_SEX, False): lambda: _("Not the same sex"),
        (Criterion.LIKE_AGE, True): lambda: _("About the same age"),
        (Criterion.LIKE_AGE, False): lambda: _("Not the same age"),
        (Criterion.TOGETHER, True): lambda: _("With the family"),
        (Criterion.TOGETHER, False): lambda: _("Not with the family"),
        (Criterion.NOT_SUITABLE, False): lambda: _("Not suitable"),
    }
    return words[criterion, passed]()


def _mate(person: PersonLine) -> str:
    if person.age is None:
        return person.name
    return _("{name} ({age})").format(name=person.name, age=format_number(person.age))


def _room_text(choice: BedChoice) -> str:
    bed = choice.bed
    rule = "" if bed.gender_rule is GenderRule.ANY else word(bed.gender_rule)
    access = _("Step-free") if bed.step_free else ""
    return " · ".join(part for part in (word(bed.room_type), rule, access) if part)


def _is_reserved(choice: BedChoice, resident_id: str) -> bool:
    return any(
        stay.person.id == resident_id
        and stay.kind is StayKind.RESERVED
        and stay.state is StayState.CONFIRMED
        for stay in choice.bed.stays
    )

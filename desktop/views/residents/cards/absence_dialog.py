"""A stay elsewhere, noted or changed."""

from datetime import date, timedelta

from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from desktop.i18n import _
from desktop.models.absences import AbsenceKind
from desktop.services.absences import MAX_NOTE, AbsenceText
from desktop.services.people import PersonLine
from desktop.services.words import word
from desktop.views import theme
from desktop.views.residents.cards.optional_date import OptionalDate
from desktop.views.widgets.choice_row import Choice, ChoiceRow
from desktop.views.widgets.date_field import DateField
from desktop.views.widgets.field_row import FieldRow
from desktop.views.widgets.small_dialog import SmallDialog

_USUAL = timedelta(days=3)
_SIGNS: dict[AbsenceKind, str] = {
    AbsenceKind.HOSPITAL: "add",
    AbsenceKind.POLICE: "protected",
    AbsenceKind.TRAVEL: "move",
    AbsenceKind.OTHER: "other",
}


class AbsenceDialog(SmallDialog):
    """Where, from when, until when as far as it is known."""

    def __init__(
        self,
        person: PersonLine,
        today: date,
        text: AbsenceText | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("absence_dialog")
        self._person = person
        self._is_new = text is None
        self._heading, self._follows = QLabel(wordWrap=True), QLabel(wordWrap=True)
        theme.mark(self._heading, role="heading")
        theme.mark(self._follows, role="quiet")
        self.kind_row = ChoiceRow([_choice(kind) for kind in AbsenceKind])
        self.kind_row.setObjectName("absence_kind")
        self.first_day = DateField(today)
        self.first_day.setObjectName("absence_first")
        self.back = OptionalDate("absence_back", today + _USUAL)
        self.note_field = QLineEdit(maxLength=MAX_NOTE)
        self.note_field.setObjectName("absence_note")
        self._first, self._note = FieldRow(self.first_day), FieldRow(self.note_field)
        for part in (
            self._heading,
            self._follows,
            self.kind_row,
            self._first,
            self.back,
            self._note,
        ):
            self.body.addWidget(part)
        self.kind_row.set_value(text.kind if text else AbsenceKind.TRAVEL)
        if text is not None:
            self.first_day.set_value(text.starts_on)
            self.back.set_value(text.expected_back_on)
            self.note_field.setText(text.note)
        self.setMinimumWidth(theme.px(480))
        self.retranslate()
        self.kind_row.buttons()[list(AbsenceKind).index(self.kind_row.value())].setFocus()

    def text(self) -> AbsenceText:
        """What was written."""
        return AbsenceText(
            self.kind_row.value(),
            self.first_day.value(),
            self.back.value(),
            self.note_field.text(),
        )

    def retranslate(self) -> None:
        """Set every text again."""
        self.setWindowTitle(_("Stay elsewhere") if self._is_new else _("Change stay elsewhere"))
        self._heading.setText(_("Where is {name}?").format(name=self._person.name))
        self._follows.setText(
            _(
                "Only what they want to tell. The bed stays theirs, and no meals are expected "
                "meanwhile."
            )
        )
        self.kind_row.setAccessibleName(_("Where they are"))
        self._first.set_label(_("From"))
        self.back.set_text(_("Expected back on"))
        self._note.set_label(_("Note"), _("Write nothing about an illness here."))
        self.confirm_button.setText(_("Save"))


def _choice(kind: AbsenceKind) -> Choice:
    return Choice(kind, lambda: word(kind), _SIGNS[kind])

"""An appointment, planned or changed."""

from datetime import date, time

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QWidget

from desktop.i18n import _
from desktop.models.appointments import AppointmentKind
from desktop.models.residents import Language
from desktop.services.appointments import MAX_NOTE, MAX_TEXT, AppointmentText
from desktop.services.people import PersonLine
from desktop.services.words import word
from desktop.views import theme
from desktop.views.widgets.choice_row import Choice, ChoiceRow
from desktop.views.widgets.date_field import DateField
from desktop.views.widgets.field_row import FieldRow
from desktop.views.widgets.small_dialog import SmallDialog
from desktop.views.widgets.time_field import TimeField

USUAL = time(10)
"""When an interview begins unless another time is chosen."""


class AppointmentDialog(SmallDialog):
    """What, when, where, and in which language."""

    def __init__(
        self,
        person: PersonLine,
        text: AppointmentText,
        *,
        is_new: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("appointment_dialog")
        self._person = person
        self._is_new = is_new
        self._heading = QLabel(person.name, wordWrap=True)
        theme.mark(self._heading, role="heading")
        self.kind_row = ChoiceRow([_choice(kind) for kind in AppointmentKind])
        self.kind_row.setObjectName("appointment_kind")
        self.title_field = QLineEdit(text.title, maxLength=MAX_TEXT)
        self.title_field.setObjectName("appointment_title")
        self.day_field, self.time_field = DateField(text.day), TimeField(text.clock)
        self.day_field.setObjectName("appointment_day")
        self.time_field.setObjectName("appointment_time")
        self.place_field = QLineEdit(text.place, maxLength=MAX_TEXT)
        self.place_field.setObjectName("appointment_place")
        self.language_box = QComboBox()
        self.language_box.setObjectName("appointment_language")
        self.language_box.addItem("", None)
        for language in Language:
            self.language_box.addItem("", language.value)
        self.note_field = QLineEdit(text.note, maxLength=MAX_NOTE)
        self.note_field.setObjectName("appointment_note")
        self._title, self._place = FieldRow(self.title_field), FieldRow(self.place_field)
        self._day, self._time = FieldRow(self.day_field), FieldRow(self.time_field)
        self._language, self._note = FieldRow(self.language_box), FieldRow(self.note_field)
        when = QHBoxLayout()
        when.setSpacing(theme.SPACE_12)
        when.addWidget(self._day)
        when.addWidget(self._time)
        when.addStretch(1)
        for part in (self._heading, self.kind_row, self._title):
            self.body.addWidget(part)
        self.body.addLayout(when)
        for part in (self._place, self._language, self._note):
            self.body.addWidget(part)
        self.kind_row.set_value(text.kind)
        if text.language is not None:
            self.language_box.setCurrentIndex(1 + list(Language).index(text.language))
        self.kind_row.chosen.connect(self._show_title)
        self.setMinimumWidth(theme.px(520))
        self.retranslate()
        self._show_title()
        is_other = text.kind is AppointmentKind.OTHER
        (self.title_field if is_other else self.day_field).setFocus()

    def text(self) -> AppointmentText:
        """What was written."""
        chosen = self.language_box.currentIndex()
        return AppointmentText(
            self.kind_row.value(),
            self.day_field.value(),
            self.time_field.value(),
            self.title_field.text(),
            self.place_field.text(),
            list(Language)[chosen - 1] if chosen > 0 else None,
            self.note_field.text(),
        )

    def retranslate(self) -> None:
        """Set every text again."""
        self.setWindowTitle(_("Plan an appointment") if self._is_new else _("Change appointment"))
        self.kind_row.setAccessibleName(_("What kind"))
        self._title.set_label(_("What it is about"))
        self._day.set_label(_("Day"))
        self._time.set_label(_("Time"))
        self._place.set_label(_("Where"))
        self._language.set_label(_("Interpreter"), _("The slip is printed in this language too."))
        self.language_box.setItemText(0, _("No interpreter"))
        for number, language in enumerate(Language, 1):
            self.language_box.setItemText(number, word(language))
        self._note.set_label(_("Note"), _("For the desk only; it is not printed."))
        self.confirm_button.setText(_("Save"))

    def _show_title(self) -> None:
        self._title.setVisible(self.kind_row.value() is AppointmentKind.OTHER)
        self.make_room()


def new_text(
    kind: AppointmentKind, day: date, place: str = "", language: Language | None = None
) -> AppointmentText:
    """What the form begins with."""
    return AppointmentText(kind, day, USUAL, "", place, language)


def _choice(kind: AppointmentKind) -> Choice:
    return Choice(kind, lambda: word(kind))

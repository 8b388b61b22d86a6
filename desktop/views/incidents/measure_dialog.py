"""A step taken, or proposed, after an incident."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QWidget

from desktop.i18n import _
from desktop.models.incidents import MeasureKind
from desktop.services.people import PersonLine
from desktop.services.words import word
from desktop.views import theme
from desktop.views.widgets.field_row import FieldRow
from desktop.views.widgets.small_dialog import SmallDialog


class MeasureDialog(SmallDialog):
    """What, for whom, and a note. Who ``decides`` has decided it with that; others propose it."""

    def __init__(
        self,
        people: Sequence[PersonLine],
        parent: QWidget | None = None,
        *,
        decides: bool = False,
    ) -> None:
        super().__init__(parent)
        self._decides = decides
        self.setObjectName("incident_measure_dialog")
        self._people = tuple(people)
        self.kind_box = QComboBox()
        self.kind_box.setObjectName("measure_kind")
        for kind in MeasureKind:
            self.kind_box.addItem("", kind.value)
        self.person_box = QComboBox()
        self.person_box.setObjectName("measure_person")
        for person in self._people:
            self.person_box.addItem("", person.id)
        self.person_box.addItem("", None)
        self.note_field = QPlainTextEdit(tabChangesFocus=True)
        self.note_field.setObjectName("measure_note")
        self.note_field.setFixedHeight(theme.px(88))
        self._kind = FieldRow(self.kind_box)
        self._person = FieldRow(self.person_box)
        self._note = FieldRow(self.note_field)
        for row in (self._kind, self._person, self._note):
            self.body.addWidget(row)
        self.retranslate()

    def kind(self) -> MeasureKind:
        """What is to be done."""
        return list(MeasureKind)[self.kind_box.currentIndex()]

    def resident_id(self) -> str | None:
        """Whom it concerns, None for nobody in particular."""
        number = self.person_box.currentIndex()
        return self._people[number].id if 0 <= number < len(self._people) else None

    def note(self) -> str:
        """What else is to be known."""
        return self.note_field.toPlainText()

    def retranslate(self) -> None:
        """Set every text again."""
        self.setWindowTitle(_("Add a measure"))
        self._kind.set_label(
            _("What is done"),
            _("With this it is decided.")
            if self._decides
            else _("You propose it; a site lead or a placement coordinator decides it."),
        )
        for number, kind in enumerate(MeasureKind):
            self.kind_box.setItemText(number, word(kind))
        self._person.set_label(_("For whom"))
        for number, person in enumerate(self._people):
            self.person_box.setItemText(number, person.name)
        self.person_box.setItemText(len(self._people), _("Nobody in particular"))
        self._note.set_label(_("Note"))
        self.confirm_button.setText(_("Add"))

"""A pet, written down or changed."""

from datetime import date

from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QWidget

from desktop.i18n import _
from desktop.models.pets import PetApproval, Species
from desktop.services.pets import MAX_NOTE, MAX_TEXT, PetLine, PetText, chip_hint
from desktop.services.words import word
from desktop.views import theme
from desktop.views.residents.cards.optional_date import OptionalDate
from desktop.views.widgets.field_row import FieldRow
from desktop.views.widgets.small_dialog import SmallDialog


class PetDialog(SmallDialog):
    """What the papers say; an odd chip number is only hinted at."""

    def __init__(
        self,
        today: date,
        pet: PetLine | None = None,
        *,
        allowed: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("pet_dialog")
        self._is_new = pet is None
        self._refused = QLabel(wordWrap=True)
        self._refused.setObjectName("pet_not_allowed")
        self._refused.setVisible(not allowed)
        theme.mark(self._refused, role="note")
        self.species_box, self.approval_box = QComboBox(), QComboBox()
        self.species_box.setObjectName("pet_species")
        self.approval_box.setObjectName("pet_approval")
        for box, members in ((self.species_box, Species), (self.approval_box, PetApproval)):
            for member in members:
                box.addItem("", member.value)
        self.name_field = self._line("pet_name", MAX_TEXT)
        self.chip_field = self._line("pet_chip", MAX_TEXT)
        self.passport_field = self._line("pet_passport", MAX_TEXT)
        self.note_field = self._line("pet_note", MAX_NOTE)
        self.rabies = OptionalDate("pet_rabies", today)
        self.phase_out = OptionalDate("pet_phase_out", today)
        self._species, self._name = FieldRow(self.species_box), FieldRow(self.name_field)
        self._chip, self._passport = FieldRow(self.chip_field), FieldRow(self.passport_field)
        self._approval, self._note = FieldRow(self.approval_box), FieldRow(self.note_field)
        for part in (
            self._refused,
            self._species,
            self._name,
            self._chip,
            self._passport,
            self.rabies,
            self._approval,
            self.phase_out,
            self._note,
        ):
            self.body.addWidget(part)
        self.chip_field.textChanged.connect(self._hint)
        self.approval_box.currentIndexChanged.connect(self._show_phase_out)
        if pet is not None:
            self._show(pet.text)
        self._show_phase_out()
        self.setMinimumWidth(theme.px(560))
        self.retranslate()
        self.species_box.setFocus()

    def text(self) -> PetText:
        """What was written."""
        return PetText(
            list(Species)[self.species_box.currentIndex()],
            self.name_field.text(),
            self.chip_field.text(),
            self.passport_field.text(),
            self.rabies.value(),
            self._chosen_approval(),
            self.phase_out.value(),
            self.note_field.text(),
        )

    def retranslate(self) -> None:
        """Set every text again."""
        self.setWindowTitle(_("New pet") if self._is_new else _("Change pet"))
        self._refused.setText(
            _("This site does not allow pets. Write the pet down, and until when it may stay.")
        )
        for number, species in enumerate(Species):
            self.species_box.setItemText(number, word(species))
        for number, approval in enumerate(PetApproval):
            self.approval_box.setItemText(number, word(approval))
        self._species.set_label(_("Species"))
        self._name.set_label(_("Name"))
        self._passport.set_label(_("Pet passport"))
        self.rabies.set_text(_("Rabies vaccination valid until"))
        self._approval.set_label(_("Approval"))
        self.phase_out.set_text(_("Must have left by"))
        self._note.set_label(_("Note"))
        self.confirm_button.setText(_("Save"))
        self._hint()

    def _chosen_approval(self) -> PetApproval:
        return list(PetApproval)[self.approval_box.currentIndex()]

    def _hint(self) -> None:
        hint = chip_hint(self.chip_field.text())
        self._chip.set_label(_("Chip number"), _(hint) if hint else "")

    def _show_phase_out(self) -> None:
        ends = self._chosen_approval() is PetApproval.PHASE_OUT
        self.phase_out.setVisible(ends)
        if ends:
            self.phase_out.box.setChecked(True)

    def _show(self, text: PetText) -> None:
        self.species_box.setCurrentIndex(list(Species).index(text.species))
        self.name_field.setText(text.name)
        self.chip_field.setText(text.chip)
        self.passport_field.setText(text.passport)
        self.rabies.set_value(text.rabies_valid_until)
        self.approval_box.setCurrentIndex(list(PetApproval).index(text.approval))
        self.phase_out.set_value(text.phase_out_on)
        self.note_field.setText(text.note)

    @staticmethod
    def _line(name: str, most: int) -> QLineEdit:
        field = QLineEdit(maxLength=most)
        field.setObjectName(name)
        return field

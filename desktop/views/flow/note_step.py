"""A step of the household with one line to write down beside it."""

from enum import StrEnum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.views.flow.household_step import HouseholdStep
from desktop.views.widgets.field_row import FieldRow

_LONGEST = 500


class NoteStep(HouseholdStep):
    """The line may stay empty. What is suggested for it gives way to what was typed."""

    noted = Signal(object, str)
    """The ids of the residents, and what was written down."""

    def __init__(self, kind: StrEnum, parent: QWidget | None = None) -> None:
        super().__init__(kind, parent)
        self._suggested = ""
        self.field = QLineEdit()
        self.field.setObjectName(f"{kind.value}_note")
        self.field.setMaxLength(_LONGEST)
        self.row = FieldRow(self.field)
        self.body.addWidget(self.row)
        self.add_checks()
        self.body.addStretch(1)

    def suggest(self, text: str) -> None:
        """Fill the line, unless somebody has written in it."""
        if self.field.text() in ("", self._suggested):
            self.field.setText(text)
            self._suggested = text

    def act(self) -> None:
        if chosen := self.checks.chosen():
            self.noted.emit(chosen, self.field.text())

    def saved(self) -> None:
        """What was written is saved; the next of the household begins with an empty line."""
        self._suggested = ""
        self.field.clear()

    def forget(self) -> None:
        super().forget()
        self.saved()

    def focus_first(self) -> None:
        self.field.setFocus()
        self.field.selectAll()

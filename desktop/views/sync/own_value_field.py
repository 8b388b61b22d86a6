"""A field in which a person writes a value of their own, whatever kind it is."""

from datetime import date

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.services.field_words import FieldValue
from desktop.services.row_values import Editor, choices_of
from desktop.services.words import word
from desktop.views.widgets.date_field import DateField
from desktop.views.widgets.field_row import FieldRow

_LONGEST = 8000


class OwnValueField(QWidget):
    """A line, a date or a choice, labelled with the field; ``value`` is as on the wire."""

    def __init__(
        self, start: FieldValue, editor: Editor, today: date, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._start = start
        self._members = choices_of(start.table, start.field)
        self.control: QLineEdit | DateField | QComboBox
        if editor == "date":
            self.control = DateField(date.fromisoformat(start.value) if start.value else today)
        elif editor == "choice":
            self.control = QComboBox()
            for member in self._members:
                self.control.addItem("", member.value)
            values = [str(member.value) for member in self._members]
            self.control.setCurrentIndex(values.index(start.value) if start.value in values else 0)
        else:
            self.control = QLineEdit(maxLength=_LONGEST)
            self.control.setText(str(start.value or ""))
        self.control.setObjectName("own_value")
        self._row = FieldRow(self.control)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._row)
        self._hint = ""
        self.retranslate()

    def set_hint(self, hint: str) -> None:
        """What helps to fill it, set in ``retranslate``."""
        self._hint = hint
        self.retranslate()

    def value(self) -> str:
        """What is written, empty for nothing."""
        if isinstance(self.control, DateField):
            return self.control.value().isoformat()
        if isinstance(self.control, QComboBox):
            return str(self._members[self.control.currentIndex()].value)
        return self.control.text().strip()

    def retranslate(self) -> None:
        """Set every text again."""
        self._row.set_label(self._start.label(), self._hint)
        if isinstance(self.control, QComboBox):
            for number, member in enumerate(self._members):
                self.control.setItemText(number, word(member))
        elif isinstance(self.control, QLineEdit):
            self.control.setPlaceholderText(_("nothing"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

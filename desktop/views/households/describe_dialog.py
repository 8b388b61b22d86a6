"""Whether a household wants one room, and what the desk should know of it."""

from functools import partial

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from desktop.i18n import _
from desktop.models.residents import KeepTogether
from desktop.services.household_lines import HouseholdFile
from desktop.services.words import word
from desktop.views import theme
from desktop.views.widgets.choice_row import Choice, ChoiceRow
from desktop.views.widgets.field_row import FieldRow
from desktop.views.widgets.small_dialog import SmallDialog

NOT_ASKED = "not_asked"


class DescribeDialog(SmallDialog):
    """One choice and a note."""

    def __init__(self, shown: HouseholdFile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("describe_dialog")
        self.together = ChoiceRow(
            [
                *(Choice(one, partial(word, one)) for one in KeepTogether),
                Choice(NOT_ASKED, lambda: _("Not asked yet")),
            ]
        )
        self.together.setObjectName("describe_together")
        self.together.set_value(shown.keep_together or NOT_ASKED)
        self.note = QPlainTextEdit(shown.note, tabChangesFocus=True)
        self.note.setObjectName("describe_note")
        self.note.setFixedHeight(theme.px(96))
        self._together, self._note = FieldRow(self.together), FieldRow(self.note)
        self.body.addWidget(self._together)
        self.body.addWidget(self._note)
        self.setMinimumWidth(theme.px(520))
        self.retranslate()
        next(button for button in self.together.buttons() if button.isChecked()).setFocus()

    def keep_together(self) -> KeepTogether | None:
        """What was chosen; None while nobody has asked."""
        value = self.together.value()
        return value if isinstance(value, KeepTogether) else None

    def text(self) -> str:
        """The note."""
        return self.note.toPlainText()

    def retranslate(self) -> None:
        """Set every text again."""
        self.setWindowTitle(_("Room and note"))
        self._together.set_label(_("In one room together"))
        self._note.set_label(
            _("Note for the desk"),
            _("Everybody at the desk reads this; write nothing confidential."),
        )
        self.confirm_button.setText(_("Save"))

"""How a referral stands, and what was answered."""

from datetime import date

from PySide6.QtWidgets import QLabel, QPlainTextEdit, QWidget

from desktop.i18n import _
from desktop.models.referrals import ReferralState
from desktop.services.referrals import ReferralLine
from desktop.services.words import word
from desktop.views import theme
from desktop.views.residents.cards.optional_date import OptionalDate
from desktop.views.residents.cards.referral_dialog import FOLLOW_UP_AFTER
from desktop.views.widgets.choice_row import Choice, ChoiceRow
from desktop.views.widgets.field_row import FieldRow
from desktop.views.widgets.small_dialog import SmallDialog


class AnswerDialog(SmallDialog):
    """The answer is sealed with the rest of the referral."""

    def __init__(self, line: ReferralLine, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("answer_dialog")
        self._line = line
        self._service = QLabel(wordWrap=True)
        theme.mark(self._service, role="heading")
        self.state_row = ChoiceRow([_choice(state) for state in ReferralState])
        self.state_row.setObjectName("answer_state")
        self.state_row.set_value(line.state)
        self.answer_field = QPlainTextEdit(tabChangesFocus=True)
        self.answer_field.setObjectName("answer_text")
        self.answer_field.setFixedHeight(theme.px(88))
        self.follow_up = OptionalDate("answer_follow_up", today + FOLLOW_UP_AFTER)
        self.follow_up.set_value(line.follow_up_on)
        if line.text is not None:
            self.answer_field.setPlainText(line.text.answer)
        self._answer = FieldRow(self.answer_field)
        for part in (self._service, self.state_row, self._answer, self.follow_up):
            self.body.addWidget(part)
        self.setMinimumWidth(theme.px(520))
        self.retranslate()
        self.answer_field.setFocus()

    def state(self) -> ReferralState:
        """How it stands now."""
        chosen: ReferralState = self.state_row.value()
        return chosen

    def answer(self) -> str:
        """What was answered."""
        return self.answer_field.toPlainText()

    def retranslate(self) -> None:
        """Set every text again."""
        self.setWindowTitle(_("Note an answer"))
        text = self._line.text
        self._service.setText(word(text.service) if text and text.service else "")
        self.state_row.setAccessibleName(_("How the referral stands"))
        self._answer.set_label(_("Answer"), _("Only site leads and social liaisons can read this."))
        self.follow_up.set_text(_("Follow up on"))
        self.confirm_button.setText(_("Save"))


def _choice(state: ReferralState) -> Choice:
    return Choice(state, lambda: word(state))

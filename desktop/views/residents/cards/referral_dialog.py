"""Somebody is referred to other help."""

from datetime import date, timedelta

from PySide6.QtWidgets import QComboBox, QLabel, QPlainTextEdit, QWidget

from desktop.i18n import _
from desktop.models.referrals import ReferralService
from desktop.services.people import PersonLine
from desktop.services.referrals import ReferralDraft
from desktop.services.words import word
from desktop.views import theme
from desktop.views.residents.cards.optional_date import OptionalDate
from desktop.views.widgets.date_field import DateField
from desktop.views.widgets.field_row import FieldRow
from desktop.views.widgets.small_dialog import SmallDialog

FOLLOW_UP_AFTER = timedelta(days=14)
"""When a referral is looked at again, unless another day is chosen."""


class ReferralDialog(SmallDialog):
    """To whom, why and when; only confidants read it."""

    def __init__(self, person: PersonLine, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("referral_dialog")
        self._heading, self._who = QLabel(person.name, wordWrap=True), QLabel(wordWrap=True)
        theme.mark(self._heading, role="heading")
        theme.mark(self._who, role="quiet")
        self.service_box = QComboBox()
        self.service_box.setObjectName("referral_service")
        for service in ReferralService:
            self.service_box.addItem("", service.value)
        self.note_field = QPlainTextEdit(tabChangesFocus=True)
        self.note_field.setObjectName("referral_note")
        self.note_field.setFixedHeight(theme.px(88))
        self.sent_field = DateField(today)
        self.sent_field.setObjectName("referral_sent")
        self.follow_up = OptionalDate("referral_follow_up", today + FOLLOW_UP_AFTER)
        self.follow_up.box.setChecked(True)
        self._service, self._note = FieldRow(self.service_box), FieldRow(self.note_field)
        self._sent = FieldRow(self.sent_field)
        for part in (
            self._heading,
            self._who,
            self._service,
            self._note,
            self._sent,
            self.follow_up,
        ):
            self.body.addWidget(part)
        self.setMinimumWidth(theme.px(520))
        self.retranslate()
        self.service_box.setFocus()

    def draft(self) -> ReferralDraft:
        """What was written."""
        return ReferralDraft(
            list(ReferralService)[self.service_box.currentIndex()],
            self.note_field.toPlainText(),
            self.sent_field.value(),
            self.follow_up.value(),
        )

    def retranslate(self) -> None:
        """Set every text again."""
        self.setWindowTitle(_("Refer to other help"))
        self._who.setText(_("Only site leads and social liaisons can read this."))
        for number, service in enumerate(ReferralService):
            self.service_box.setItemText(number, word(service))
        self._service.set_label(_("To whom"))
        self._note.set_label(_("What is asked for"))
        self._sent.set_label(_("Sent on"))
        self.follow_up.set_text(_("Follow up on"))
        self.confirm_button.setText(_("Save"))

"""A support need, written down or changed."""

from datetime import date, timedelta

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from desktop.i18n import _
from desktop.models.confidential import SupportGroup
from desktop.services.support_needs import MAX_INSTRUCTION, Need, NeedText
from desktop.services.words import word
from desktop.views import theme
from desktop.views.widgets.date_field import DateField
from desktop.views.widgets.field_row import FieldRow
from desktop.views.widgets.small_dialog import SmallDialog

REVIEW_AFTER = timedelta(days=91)
"""When a new need is looked at again, unless another day is chosen."""


class SupportNeedDialog(SmallDialog):
    """What the desk must do, apart from why; the second only confidants read."""

    def __init__(
        self, today: date, need: Need | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("need_dialog")
        self._is_new = need is None
        self.group_box = QComboBox()
        self.group_box.setObjectName("need_group")
        for group in SupportGroup:
            self.group_box.addItem("", group.value)
        self.instruction_field = QLineEdit(maxLength=MAX_INSTRUCTION)
        self.instruction_field.setObjectName("need_instruction")
        self.reason_field = QPlainTextEdit(tabChangesFocus=True)
        self.reason_field.setObjectName("need_reason")
        self.reason_field.setFixedHeight(theme.px(96))
        self.review_box = QCheckBox()
        self.review_box.setObjectName("need_review")
        self.review_day = DateField(today + REVIEW_AFTER)
        self.review_day.setObjectName("need_review_day")
        review = QWidget()
        row = QHBoxLayout(review)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_12)
        row.addWidget(self.review_box)
        row.addWidget(self.review_day)
        row.addStretch(1)
        self._instruction = FieldRow(self.instruction_field)
        self._group = FieldRow(self.group_box)
        self._reason = FieldRow(self.reason_field)
        for part in (self._instruction, self._group, self._reason, review):
            self.body.addWidget(part)
        self.review_box.toggled.connect(self.review_day.setEnabled)
        self.review_box.setChecked(True)
        if need is not None:
            self._show(need)
        self.setMinimumWidth(theme.px(520))
        self.retranslate()

    def text(self) -> NeedText:
        """What was written."""
        return NeedText(
            list(SupportGroup)[self.group_box.currentIndex()],
            self.instruction_field.text(),
            self.reason_field.toPlainText(),
            self.review_day.value() if self.review_box.isChecked() else None,
        )

    def retranslate(self) -> None:
        """Set every text again."""
        self.setWindowTitle(_("New support need") if self._is_new else _("Change support need"))
        self._instruction.set_label(
            _("Instruction for the desk"),
            _("Everybody at the desk reads this: what to do, never why."),
        )
        self._group.set_label(_("Group"), _("Only site leads and social liaisons can read this."))
        for number, group in enumerate(SupportGroup):
            self.group_box.setItemText(number, word(group))
        self._reason.set_label(_("Reason"), _("Only site leads and social liaisons can read this."))
        self.review_box.setText(_("Review on"))
        self.review_day.setAccessibleName(_("Review on"))
        self.confirm_button.setText(_("Save"))

    def _show(self, need: Need) -> None:
        self.instruction_field.setText(need.instruction)
        if need.reason is not None:
            self.reason_field.setPlainText(need.reason.text)
            if need.reason.group is not None:
                self.group_box.setCurrentIndex(list(SupportGroup).index(need.reason.group))
        self.review_box.setChecked(need.review_on is not None)
        if need.review_on is not None:
            self.review_day.set_value(need.review_on)

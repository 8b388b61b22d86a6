"""A concern for a child was passed on: to whom, when and how."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QWidget

from desktop.i18n import _
from desktop.services.child_concerns import MAX_TEXT, ConcernText
from desktop.services.days import COPENHAGEN
from desktop.services.people import PersonLine
from desktop.views import theme
from desktop.views.widgets.date_field import DateField
from desktop.views.widgets.field_row import FieldRow
from desktop.views.widgets.small_dialog import SmallDialog
from desktop.views.widgets.time_field import TimeField


class ConcernDialog(SmallDialog):
    """Says kindly what the duty is; has no field for what it is about."""

    def __init__(
        self, children: Sequence[PersonLine], now: datetime, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("concern_dialog")
        self._children = list(children)
        self._duty, self._who = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self._duty.setObjectName("concern_duty")
        theme.mark(self._who, role="quiet")
        self.child_box = QComboBox()
        self.child_box.setObjectName("concern_child")
        for child in children:
            self.child_box.addItem(child.name, child.id)
        self.to_field = self._line("concern_to")
        self.how_field = self._line("concern_how")
        self.reference_field = self._line("concern_reference")
        local = now.astimezone(COPENHAGEN)
        self.day_field, self.time_field = DateField(local.date()), TimeField(local.time())
        self.day_field.setObjectName("concern_day")
        self.time_field.setObjectName("concern_time")
        self._child, self._to = FieldRow(self.child_box), FieldRow(self.to_field)
        self._how, self._reference = FieldRow(self.how_field), FieldRow(self.reference_field)
        self._day, self._time = FieldRow(self.day_field), FieldRow(self.time_field)
        when = QHBoxLayout()
        when.setSpacing(theme.SPACE_12)
        when.addWidget(self._day)
        when.addWidget(self._time)
        when.addStretch(1)
        for part in (self._duty, self._child, self._to):
            self.body.addWidget(part)
        self.body.addLayout(when)
        for part in (self._how, self._reference, self._who):
            self.body.addWidget(part)
        self.to_field.textChanged.connect(self._allow)
        self.setMinimumWidth(theme.px(520))
        self._allow()
        self.retranslate()
        self.to_field.setFocus()

    def child_id(self) -> str:
        """About whom."""
        return str(self.child_box.currentData())

    def text(self) -> ConcernText:
        """What was written."""
        at = datetime.combine(self.day_field.value(), self.time_field.value(), COPENHAGEN)
        return ConcernText(
            self.to_field.text(), at, self.how_field.text(), self.reference_field.text()
        )

    def retranslate(self) -> None:
        """Set every text again."""
        self.setWindowTitle(_("Concern for a child"))
        self._duty.setText(
            _(
                "Whoever works for the municipality and worries about a child must tell the "
                "municipality, in person and soon (the Children's Act § 133). You need not be "
                "certain, and you may talk with your site lead first. Here you only note that "
                "you have passed it on, never what it is about."
            )
        )
        self._child.set_label(_("Child"))
        self._to.set_label(_("Passed on to"))
        self._day.set_label(_("Day"))
        self._time.set_label(_("Time"))
        self._how.set_label(_("How"), _("For instance by phone, or by the municipality's form."))
        self._reference.set_label(_("Their case number"))
        self._who.setText(_("You, the site lead and the social liaison can see this, nobody else."))
        self.confirm_button.setText(_("Save"))

    def _allow(self) -> None:
        self.confirm_button.setEnabled(bool(self.to_field.text().strip()))

    @staticmethod
    def _line(name: str) -> QLineEdit:
        field = QLineEdit(maxLength=MAX_TEXT)
        field.setObjectName(name)
        return field

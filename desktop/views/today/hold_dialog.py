"""Why a file must be kept, and until when."""

from datetime import date

from PySide6.QtWidgets import QCheckBox, QPlainTextEdit, QWidget

from desktop.i18n import _
from desktop.views import theme
from desktop.views.widgets.date_field import DateField
from desktop.views.widgets.field_row import FieldRow
from desktop.views.widgets.small_dialog import SmallDialog


class HoldDialog(SmallDialog):
    """A reason, and a last day where there is one."""

    def __init__(self, day: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("hold_dialog")
        self.reason_field = QPlainTextEdit(tabChangesFocus=True)
        self.reason_field.setObjectName("hold_reason")
        self.reason_field.setFixedHeight(theme.px(88))
        self.ends_box = QCheckBox()
        self.ends_box.setObjectName("hold_ends")
        self.day_field = DateField(day)
        self.day_field.setObjectName("hold_until")
        self.day_field.setEnabled(False)
        self._reason, self._day = FieldRow(self.reason_field), FieldRow(self.day_field)
        for widget in (self._reason, self.ends_box, self._day):
            self.body.addWidget(widget)
        self.ends_box.toggled.connect(self.day_field.setEnabled)
        self.retranslate()

    def reason(self) -> str:
        """Why."""
        return self.reason_field.toPlainText()

    def until(self) -> date | None:
        """The last day of the hold, None without an end."""
        return self.day_field.value() if self.ends_box.isChecked() else None

    def retranslate(self) -> None:
        """Set every text again."""
        self.setWindowTitle(_("The file must be kept"))
        self._reason.set_label(
            _("Why"), _("For instance a complaint or a court case. Do not write about health here.")
        )
        self.ends_box.setText(_("The hold has a last day"))
        self._day.set_label(_("Last day"))
        self.confirm_button.setText(_("Keep the file"))

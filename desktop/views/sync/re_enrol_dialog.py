"""Lets a PC in again that the central store no longer knows; what waits stays and is sent."""

from collections.abc import Callable

from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from desktop.i18n import _
from desktop.views import theme
from desktop.views.widgets.field_row import FieldRow
from desktop.views.widgets.small_dialog import SmallDialog

_LONGEST = 64


class ReEnrolDialog(SmallDialog):
    """``confirmed`` with ``code``; the page accepts it, or says why not with ``fail``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("re_enrol_dialog")
        self._why = QLabel(wordWrap=True)
        self._field = QLineEdit(maxLength=_LONGEST)
        self._field.setObjectName("re_enrol_code")
        self._row = FieldRow(self._field)
        self.body.addWidget(self._why)
        self.body.addWidget(self._row)
        self._field.textChanged.connect(lambda _text: self._changed())
        self.confirmed.connect(lambda: self._set_asking(asking=True))
        theme.mark(self.confirm_button, role="primary")
        self._set_asking(asking=False)
        self._field.setFocus()

    def code(self) -> str:
        """What was typed."""
        return self._field.text().strip()

    def fail(self, said: Callable[[], str]) -> None:
        """Says beside the field why this PC was not let in; one can try again."""
        self._set_asking(asking=False)
        self._row.set_error(said)
        self._field.setFocus()

    def retranslate(self) -> None:
        """Set every text again."""
        self.setWindowTitle(_("Let this PC in again"))
        self._why.setText(
            _(
                "With a new code from your administrator this PC goes on where it was. "
                "Nothing on it is lost; what waits is sent."
            )
        )
        self._row.set_label(_("Enrolment code"), _("It works once and only for a short time."))
        self.confirm_button.setText(_("Connecting…") if self._asking else _("Continue"))

    def _changed(self) -> None:
        self._row.set_error(None)
        self.confirm_button.setEnabled(bool(self.code()) and not self._asking)

    def _set_asking(self, *, asking: bool) -> None:
        self._asking = asking
        self._field.setEnabled(not asking)
        self.confirm_button.setEnabled(bool(self.code()) and not asking)
        self.retranslate()

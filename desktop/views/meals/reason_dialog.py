"""Why somebody is served although the rules say no."""

from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from desktop.i18n import _
from desktop.services.meals import Guest
from desktop.views import theme
from desktop.views.widgets.field_row import FieldRow
from desktop.views.widgets.small_dialog import SmallDialog


class ReasonDialog(SmallDialog):
    """Asks for the reason; it is kept with the serving."""

    def __init__(self, guest: Guest, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("meals_reason_dialog")
        self.guest = guest
        self._who = QLabel(wordWrap=True)
        theme.mark(self._who, role="heading")
        self.reason_field = QLineEdit(maxLength=200)
        self.reason_field.setObjectName("meals_reason")
        self._reason = FieldRow(self.reason_field)
        self.body.addWidget(self._who)
        self.body.addWidget(self._reason)
        self.reason_field.textChanged.connect(self._allow)
        self._allow()
        self.retranslate()

    def reason(self) -> str:
        """What was typed."""
        return self.reason_field.text().strip()

    def retranslate(self) -> None:
        """Set every text again."""
        self.setWindowTitle(_("Serve anyway"))
        self._who.setText(_("Serve {person} anyway?").format(person=self.guest.person.name))
        self._reason.set_label(_("Reason"), _("It is kept with the serving and can be read later."))
        self.confirm_button.setText(_("Serve"))

    def _allow(self) -> None:
        self.confirm_button.setEnabled(bool(self.reason()))

"""A new password, twice, with what is wrong with it told while one types."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from desktop.i18n import _, format_number, ngettext
from desktop.services.profile import MIN_PASSWORD
from desktop.views import theme
from desktop.views.start.password_field import PasswordField
from desktop.views.widgets.field_row import FieldRow
from desktop.views.widgets.press_focused import on_enter


class NewPassword(QWidget):
    """Two fields; ``entered`` when Enter is pressed in one of them. ``name`` begins the names of
    its parts."""

    entered = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._former = ""
        self._password = PasswordField()
        self._password.setObjectName(f"{name}_new")
        self._row = FieldRow(self._password)
        self._again = PasswordField()
        self._again.setObjectName(f"{name}_again")
        self._again_row = FieldRow(self._again)
        self._reveal = QCheckBox()
        self._reveal.setObjectName(f"{name}_reveal_new")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_16)
        for widget in (self._row, self._again_row, self._reveal):
            column.addWidget(widget)
        for field in (self._password, self._again):
            on_enter(field, self.entered.emit)
            field.textEdited.connect(self._check_while_typing)
        self._password.editingFinished.connect(self._check_length)
        self._password.caps_lock_noticed.connect(self._show_hint)
        self._reveal.toggled.connect(self._show_letters)
        self.setFocusProxy(self._password)
        self.retranslate()

    def must_differ_from(self, former: str) -> None:
        """The password that the new one must not be."""
        self._former = former

    def chosen(self) -> str | None:
        """The new password; None after telling what is wrong with it."""
        password = self._password.text()
        self._row.set_error(
            _too_short
            if len(password) < MIN_PASSWORD
            else _same
            if password == self._former
            else None
        )
        self._again_row.set_error(None if self._again.text() == password else _differ)
        wrong = [row for row in (self._row, self._again_row) if row.error()]
        if wrong:
            wrong[0].control.setFocus()
            return None
        return password

    def clear(self) -> None:
        """Empty both fields."""
        for field, row in ((self._password, self._row), (self._again, self._again_row)):
            field.clear()
            row.set_error(None)
        self._reveal.setChecked(False)

    def retranslate(self) -> None:
        """Labels and hints."""
        self._show_hint()
        self._again_row.set_label(_("The same password again"))
        self._reveal.setText(_("Show the passwords"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def _check_while_typing(self) -> None:
        password, again = self._password.text(), self._again.text()
        if len(password) >= MIN_PASSWORD:
            self._row.set_error(None)
        differ = bool(again) and not password.startswith(again)
        self._again_row.set_error(_differ if differ else None)

    def _check_length(self) -> None:
        short = 0 < len(self._password.text()) < MIN_PASSWORD
        self._row.set_error(_too_short if short else None)

    def _show_letters(self, on: bool) -> None:
        self._password.show_letters(show=on)
        self._again.show_letters(show=on)

    def _show_hint(self) -> None:
        hint = _("Caps Lock seems to be on.") if self._password.caps_lock else _too_short()
        self._row.set_label(_("New password"), hint)


def _too_short() -> str:
    return ngettext(
        "At least {count} character.", "At least {count} characters.", MIN_PASSWORD
    ).format(count=format_number(MIN_PASSWORD))


def _differ() -> str:
    return _("The two passwords are not the same.")


def _same() -> str:
    return _("Please choose another password than the one you have now.")

"""A new password in place of the old one, at the store and at all desks."""

from collections.abc import Callable

from PySide6.QtWidgets import QLabel, QWidget

from desktop.errors import AppError
from desktop.i18n import _
from desktop.sync.protocol import WireError
from desktop.views import theme
from desktop.views.background import Background
from desktop.views.start.new_password import NewPassword
from desktop.views.start.password_box import PasswordBox
from desktop.views.start.sign_in_problems import (
    is_about_password,
    seconds_of,
    store_problem_words,
)
from desktop.views.widgets.small_dialog import SmallDialog

ChangePassword = Callable[[str, str], None]
"""Takes the old and the new password. Blocks; raises as ``signing_in.change_password``."""


class ChangePasswordDialog(SmallDialog):
    """Asks for both; ``accepted`` once the store has taken the new one."""

    def __init__(
        self, background: Background, change: ChangePassword, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("change_password_dialog")
        self._background = background
        self._change = change
        self._asking = False
        self._why = QLabel(wordWrap=True)
        theme.mark(self._why, role="quiet")
        self._old = PasswordBox("change")
        self._old.set_label(_now)
        self._new = NewPassword("change")
        self.body.setSpacing(theme.SPACE_16)
        for widget in (self._why, self._old, self._new):
            self.body.addWidget(widget)
        theme.mark(self.confirm_button, role="primary")
        self._old.waiting_changed.connect(self.retranslate)
        for fields in (self._old, self._new):
            fields.entered.connect(self.confirm_button.click)
        self.confirmed.connect(self._go_on)
        self.retranslate()
        self._old.take_focus()

    def retranslate(self) -> None:
        """Set every text again."""
        self.setWindowTitle(_("Change password"))
        self._why.setText(
            _(
                "The PC must be on the network. Other desks take the new password as soon as they "
                "are in contact."
            )
        )
        self.confirm_button.setText(_("One moment…") if self._asking else _("Change password"))
        self.confirm_button.setEnabled(not self._asking and not self._old.waits)

    def _go_on(self) -> None:
        if self._asking or self._old.waits:
            return
        old = self._old.text()
        if not old:
            self._old.ask_for()
            return
        self._old.tell(None)
        self._new.must_differ_from(old)
        new = self._new.chosen()
        if new is None:
            return
        self._set_asking(asking=True)
        self._background.run(
            lambda: self._change(old, new),
            lambda _nothing: self.accept(),
            self._failed,
            worker="network",
            owner=self,
        )

    def _failed(self, error: Exception) -> None:
        self._set_asking(asking=False)
        if isinstance(error, WireError) and error.code == "too_many_attempts":
            self._old.wait(seconds_of(error))
        elif is_about_password(error):
            self._old.tell(lambda: _("The password is not right. Please try again."))
        else:
            self.refuse(_ToldError(store_problem_words(error)))

    def _set_asking(self, *, asking: bool) -> None:
        self._asking = asking
        for widget in (self._old, self._new):
            widget.setEnabled(not asking)
        self.retranslate()


class _ToldError(AppError):
    """What went wrong, in words that are there already."""

    def __init__(self, said: Callable[[], str]) -> None:
        super().__init__("")
        self._said = said

    def text(self) -> str:
        return self._said()


def _now() -> str:
    return _("The password you have now")

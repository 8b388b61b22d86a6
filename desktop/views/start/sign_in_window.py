"""Signing in at a desk that knows its people; works without a network."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.i18n import _
from desktop.models.keys import SlotOwner
from desktop.services.entry_errors import WrongPasswordToldError
from desktop.services.profile import Profile
from desktop.views import theme
from desktop.views.background import Background
from desktop.views.start.failure_words import failure_words
from desktop.views.start.password_field import PasswordField
from desktop.views.start.problem_label import ProblemLabel
from desktop.views.start.start_window import APP_NAME, StartWindow
from desktop.views.widgets.field_row import FieldRow
from desktop.views.widgets.press_focused import press_focused


class SignInWindow(StartWindow):
    """Who, password, Enter. The password is checked off the UI thread, for it takes a while."""

    def __init__(
        self, profile: Profile, background: Background, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._profile = profile
        self._background = background
        self._opening = False
        self._said: Callable[[], str] | None = None
        self._build()
        self._connect()
        self.retranslate()
        background.run(profile.owners, self._show_owners, self._failed, owner=self)

    def retranslate(self) -> None:
        super().retranslate()
        self.setWindowTitle(f"{_('Sign in')} – {APP_NAME}")
        self._title.setText(_("Sign in"))
        self._person_row.set_label(_("Who are you?"))
        self._show_caps_lock()
        self._reveal.setText(_("Show the password"))
        self._show_button()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press_focused(event, self):
            super().keyPressEvent(event)

    def _build(self) -> None:
        self.setObjectName("sign_in_window")
        self._title = QLabel()
        theme.mark(self._title, role="title")
        self._person = QComboBox()
        self._person.setObjectName("sign_in_person")
        self._person.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._person_row = FieldRow(self._person)
        self._password = PasswordField()
        self._password.setObjectName("sign_in_password")
        self._password_row = FieldRow(self._password)
        self._problem = QLabel(wordWrap=True)
        self._problem.setObjectName("sign_in_problem")
        theme.mark(self._problem, state="danger")
        self._reveal = QCheckBox()
        self._reveal.setObjectName("sign_in_reveal")
        self._button = QPushButton()
        self._button.setObjectName("sign_in_button")
        theme.mark(self._button, role="primary")
        self._fault = ProblemLabel("sign_in_fault")
        body = self.card.body
        body.setSpacing(theme.SPACE_16)
        for widget in (
            self._title,
            self._fault,
            self._person_row,
            self._with_problem(),
            self._reveal,
            self._button,
        ):
            body.addWidget(widget)
        self._password.setFocus()

    def _with_problem(self) -> QWidget:
        """The password's row, and under it what is wrong with the password."""
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_4)
        column.addWidget(self._password_row)
        column.addWidget(self._problem)
        return whole

    def _connect(self) -> None:
        self._button.clicked.connect(self._open)
        self._password.returnPressed.connect(self._open)
        self._password.textEdited.connect(lambda: self._set_problem(None))
        self._password.caps_lock_noticed.connect(self._show_caps_lock)
        self._reveal.toggled.connect(lambda on: self._password.show_letters(show=on))
        self._person.activated.connect(self._focus_password)

    def _show_owners(self, owners: list[SlotOwner]) -> None:
        for owner in owners:
            self._person.addItem(owner.name, owner.user_id)
        self._show_button()

    def _open(self) -> None:
        user_id, password = self._person.currentData(), self._password.text()
        if self._opening or user_id is None:
            return
        if not password:
            self._set_problem(lambda: _("Please type your password."))
            self._focus_password()
            return
        self._fault.tell(None)
        self._set_problem(None)
        self._set_opening(opening=True)
        self._background.run(
            lambda: self._profile.open(user_id, password), self._opened, self._failed, owner=self
        )

    def _opened(self, opened: object) -> None:
        self._password.clear()
        self._set_opening(opening=False)
        self.opened.emit(opened)

    def _failed(self, error: Exception) -> None:
        self._set_opening(opening=False)
        wrong = isinstance(error, WrongPasswordToldError)
        (self._set_problem if wrong else self._fault.tell)(failure_words(error))
        self._focus_password()
        self._password.selectAll()

    def _set_opening(self, *, opening: bool) -> None:
        self._opening = opening
        for widget in (self._person, self._password, self._reveal):
            widget.setEnabled(not opening)
        self._show_button()

    def _show_button(self) -> None:
        self._button.setText(_("Opening…") if self._opening else _("Sign in"))
        self._button.setEnabled(not self._opening and self._person.count() > 0)

    def _show_caps_lock(self) -> None:
        hint = _("Caps Lock seems to be on.") if self._password.caps_lock else ""
        self._password_row.set_label(_("Password"), hint)
        self._set_problem(self._said)

    def _set_problem(self, said: Callable[[], str] | None) -> None:
        """What is wrong with the password, beside it, or None."""
        self._said = said
        problem = said() if said else ""
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self._password.setAccessibleDescription(problem)
        theme.mark(self._password, state="danger" if problem else "")

    def _focus_password(self) -> None:
        self._password.setFocus(Qt.FocusReason.OtherFocusReason)

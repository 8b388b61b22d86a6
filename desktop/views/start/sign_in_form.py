"""Who, password, Enter: at a closed desk, at a locked one, and after the recovery code."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.i18n import _
from desktop.models.keys import SlotOwner
from desktop.services.entry_errors import (
    KeysLostError,
    OutOfContactError,
    WaitError,
    WrongPasswordToldError,
)
from desktop.sync.client import CertificateError, UnreachableError
from desktop.sync.protocol import WireError
from desktop.sync.signing_in import SignedIn
from desktop.views import theme
from desktop.views.background import Background
from desktop.views.start.choose_password import ChoosePassword
from desktop.views.start.failure_words import failure_words
from desktop.views.start.password_box import PasswordBox
from desktop.views.start.problem_label import ProblemLabel
from desktop.views.start.sign_in_problems import (
    is_about_password,
    seconds_of,
    store_problem_words,
)
from desktop.views.start.way_in import WayIn
from desktop.views.widgets.field_row import FieldRow
from desktop.views.widgets.press_focused import on_enter

_LONGEST_NAME = 200


class SignInForm(QWidget):
    """Those whom the desk knows get in without a network. Whom it does not know, whose password is
    another than it knows, and everybody once it has been out of contact for too long, the store is
    asked about; who must choose a password then chooses one here. Everything that takes a while is
    done off the UI thread.
    """

    opened = Signal(object)
    """``profile.Opened``."""
    keys_lost = Signal()
    choosing_changed = Signal(bool)
    """Whether a new password is asked for, with a title of its own."""

    def __init__(
        self, way: WayIn, background: Background, name: str, parent: QWidget | None = None
    ) -> None:
        """``name`` begins the names of its parts."""
        super().__init__(parent)
        self._way = way
        self._background = background
        self._verb: Callable[[], str] = _sign_in
        self._opening = self._drops_down = False
        self._let_in: tuple[SignedIn, str] | None = None
        self._build(name)
        self._connect()
        self.retranslate()

    def load(self, chosen: str = "") -> None:
        """Lists who can sign in here; ``chosen`` is the id of who most likely will."""
        self._background.run(
            self._way.owners,
            lambda owners: self._show_owners(owners, chosen),
            self._not_listed,
            owner=self,
        )

    def set_verb(self, verb: Callable[[], str]) -> None:
        """What the button says."""
        self._verb = verb
        self.retranslate()

    def tell(self, said: Callable[[], str] | None) -> None:
        """Say something above the fields."""
        self._fault.tell(said)

    def forget(self) -> None:
        """Keep nothing of what was typed."""
        self._password.clear()
        self._choose.forget()
        self._let_in = None
        self._show_choosing(on=False)

    def wait(self, seconds: int) -> None:
        """The next try must wait so long; 0 ends a wait."""
        self._password.wait(seconds)

    def ask_for_new(self, who: SignedIn, password: str) -> None:
        """The store let them in, once: now a password of their own."""
        self._let_in = (who, password)
        self._show_choosing(on=True)
        self._choose.begin(password)

    def take_focus(self) -> None:
        """Put the keyboard where the next entry is due."""
        if self._choosing:
            self._choose.fields.setFocus()
        elif self._other.isVisibleTo(self) and not self._name.text():
            self._name.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._password.take_focus()

    def show_people(self) -> None:
        """Open the list of names once it is there: somebody else wants to work here."""
        self._drops_down = True

    def retranslate(self) -> None:
        """Texts; what was typed stays."""
        self._person_row.set_label(_("Who are you?"))
        if self._person.count():
            self._person.setItemText(self._person.count() - 1, _("Someone else…"))
        self._other.set_label(
            _("Your name"),
            _("The first time at this desk, the PC must be on the network."),
        )
        self._show_button()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def _build(self, name: str) -> None:
        self._fault = ProblemLabel(f"{name}_fault")
        self._person = QComboBox()
        self._person.setObjectName(f"{name}_person")
        self._person.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._person.addItem("", "")
        self._person_row = FieldRow(self._person)
        self._name = QLineEdit(maxLength=_LONGEST_NAME)
        self._name.setObjectName(f"{name}_name")
        self._other = FieldRow(self._name)
        self._password = PasswordBox(name)
        self._button = QPushButton()
        self._button.setObjectName(f"{name}_button")
        theme.mark(self._button, role="primary")
        self._asking = QLabel(wordWrap=True)
        theme.mark(self._asking, role="small")
        self._entries = QWidget()
        column = QVBoxLayout(self._entries)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_16)
        for widget in (
            self._fault,
            self._person_row,
            self._other,
            self._password,
            self._button,
            self._asking,
        ):
            column.addWidget(widget)
        self._choose = ChoosePassword(name)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._entries)
        whole.addWidget(self._choose)
        self._asking.hide()
        self._show_choosing(on=False)
        self._show_other()

    def _connect(self) -> None:
        self._button.clicked.connect(self._go_on)
        self._password.entered.connect(self._go_on)
        on_enter(self._name, self._go_on)
        self._name.textEdited.connect(lambda _text: self._other.set_error(None))
        self._password.waiting_changed.connect(self._show_button)
        self._person.activated.connect(self._person_chosen)
        self._choose.chosen.connect(self._new_password)
        self._choose.back_asked.connect(self._back)

    @property
    def _choosing(self) -> bool:
        return self._choose.isVisibleTo(self)

    def _show_owners(self, owners: list[SlotOwner], chosen: str) -> None:
        chosen = chosen or self._person.currentData()
        self._person.clear()
        for owner in owners:
            self._person.addItem(owner.name, owner.user_id)
        self._person.addItem(_("Someone else…"), "")
        self._person.setCurrentIndex(max(0, self._person.findData(chosen) if chosen else 0))
        self._show_other()
        self._show_wait()
        self._show_button()
        if self._drops_down:
            self._drops_down = False
            self._person.setFocus(Qt.FocusReason.OtherFocusReason)
            self._person.showPopup()
        else:
            self.take_focus()

    def _not_listed(self, error: Exception) -> None:
        self._fault.tell(failure_words(error))
        if isinstance(error, KeysLostError):
            self.keys_lost.emit()
        self._show_button()

    def _person_chosen(self) -> None:
        self._fault.tell(None)
        self._password.tell(None)
        self._show_other()
        self._show_wait()
        self.take_focus()

    def _show_other(self) -> None:
        self._other.setVisible(not self._person.currentData())

    def _show_wait(self) -> None:
        user_id = self._person.currentData()
        self._password.wait(self._way.seconds_to_wait(user_id) if user_id else 0)

    def _go_on(self) -> None:
        if self._opening or self._password.waits:
            return
        user_id, password = self._person.currentData(), self._password.text()
        name = self._name.text().strip()
        self._fault.tell(None)
        self._password.tell(None)
        if not user_id and not name:
            self._other.set_error(lambda: _("Please type your name."))
            self._name.setFocus()
        elif not password:
            self._password.ask_for()
        elif user_id:
            self._set_opening(opening=True)
            self._background.run(
                lambda: self._way.open(user_id, password),
                self._opened,
                lambda error: self._not_opened(user_id, password, error),
                owner=self,
            )
        else:
            self._ask_store(name, password, None)

    def _opened(self, opened: object) -> None:
        self._set_opening(opening=False)
        self.forget()
        self.opened.emit(opened)

    def _not_opened(self, user_id: str, password: str, error: Exception) -> None:
        asks = isinstance(error, WrongPasswordToldError | OutOfContactError)
        if asks and self._way.can_ask():
            self._ask_store(user_id, password, error)
            return
        self._set_opening(opening=False)
        if isinstance(error, WaitError):
            self._password.wait(error.seconds)
        elif isinstance(error, WrongPasswordToldError):
            self._tell_wrong(user_id, error)
        else:
            self._fault.tell(failure_words(error))
            if isinstance(error, KeysLostError):
                self.keys_lost.emit()
            self._password.take_focus()

    def _ask_store(self, user: str, password: str, before: Exception | None) -> None:
        """``before`` is why the desk itself did not let this person in."""
        self._set_opening(opening=True, at_store=True)
        self._background.run(
            lambda: self._way.ask_store(user, password),
            lambda who: self._store_lets_in(who, password),
            lambda error: self._store_refused(user, error, before),
            worker="network",
            owner=self,
        )

    def _store_lets_in(self, who: SignedIn, password: str) -> None:
        if who.must_change:
            self._set_opening(opening=False)
            self.ask_for_new(who, password)
            return
        self._background.run(
            lambda: self._way.enter(who, password),
            self._opened,
            self._not_entered,
            worker="network",
            owner=self,
        )

    def _store_refused(self, user: str, error: Exception, before: Exception | None) -> None:
        self._set_opening(opening=False)
        unheard = isinstance(error, UnreachableError) and not isinstance(error, CertificateError)
        refused = isinstance(error, WireError) and error.code == "sign_in_refused"
        if isinstance(error, WireError) and error.code == "too_many_attempts":
            self._password.wait(seconds_of(error))
        elif isinstance(before, WrongPasswordToldError) and (unheard or refused):
            self._tell_wrong(user, before)
        elif before is not None and unheard:
            self._fault.tell(failure_words(before))
            self._password.take_focus()
        elif is_about_password(error):
            self._password.tell(store_problem_words(error))
        else:
            self._fault.tell(store_problem_words(error))
            self._password.take_focus()

    def _tell_wrong(self, user_id: str, error: Exception) -> None:
        self._password.tell(failure_words(error))
        if seconds := self._way.seconds_to_wait(user_id):
            self._password.wait(seconds)

    def _not_entered(self, error: Exception) -> None:
        self._set_opening(opening=False)
        self._fault.tell(store_problem_words(error))
        self._password.take_focus()

    def _new_password(self, new_password: str) -> None:
        if self._let_in is None:
            return
        who, password = self._let_in
        self._choose.set_busy(busy=True)
        self._background.run(
            lambda: self._way.enter(who, password, new_password),
            self._opened,
            lambda error: self._choose.fail(store_problem_words(error)),
            worker="network",
            owner=self,
        )

    def _back(self) -> None:
        self.forget()
        self.take_focus()

    def _show_choosing(self, *, on: bool) -> None:
        self._entries.setVisible(not on)
        self._choose.setVisible(on)
        self.choosing_changed.emit(on)

    def _set_opening(self, *, opening: bool, at_store: bool = False) -> None:
        self._opening = opening
        for widget in (self._person, self._name, self._password):
            widget.setEnabled(not opening)
        self._asking.setText(_("Asking the central store…"))
        self._asking.setVisible(opening and at_store)
        self._show_button()

    def _show_button(self) -> None:
        self._button.setText(_("Opening…") if self._opening else self._verb())
        self._button.setEnabled(not self._opening and not self._password.waits)


def _sign_in() -> str:
    return _("Sign in")

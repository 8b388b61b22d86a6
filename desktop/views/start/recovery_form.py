"""The way in with the recovery code: when the desk's keys are lost, or every password."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.i18n import _
from desktop.models.keys import SlotOwner
from desktop.services.entry_errors import WaitError, WrongPasswordToldError
from desktop.services.profile import Profile, Recovered
from desktop.services.words import word
from desktop.services.workplace import Actor, people_of
from desktop.sync.client import CertificateError, UnreachableError
from desktop.sync.protocol import WireError
from desktop.sync.signing_in import SignedIn
from desktop.views import theme
from desktop.views.background import Background, Worker
from desktop.views.start.failure_words import failure_words
from desktop.views.start.new_password import NewPassword
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

_LONGEST = 60


class RecoveryForm(QWidget):
    """The code opens the database; then the store says who this is. Without a network whoever has
    the code chooses a colleague's name and a password for this PC, which holds until the store is
    in reach; what is confidential stays closed."""

    opened = Signal(object)
    back_asked = Signal()

    def __init__(
        self,
        profile: Profile,
        background: Background,
        central_url: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._profile = profile
        self._background = background
        self._central_url = central_url
        self._recovered: Recovered | None = None
        self._busy = False
        self._let_in: tuple[SignedIn, str] | None = None
        self._offline = False
        self._build()
        self._connect()
        self.retranslate()
        self._show_step()

    def begin(self) -> None:
        """Asks for the code anew."""
        self.give_up()
        self._fault.tell(None)
        self._code.clear()
        self._code_row.set_error(None)
        self._show_step()
        self._code.setFocus(Qt.FocusReason.OtherFocusReason)

    def back(self) -> None:
        """Leaves; what the code opened is closed again."""
        if self.isVisible() and not self._busy:
            self.give_up()
            self.back_asked.emit()

    def go_offline(self) -> None:
        """The store can't be reached: a password that holds at this desk for now."""
        self._offline = True
        self._ask_for_new("")

    def give_up(self) -> None:
        """Closes what the code opened."""
        if self._recovered is not None:
            self._recovered.store.close()
        self._forget()

    def retranslate(self) -> None:
        """Texts."""
        self._title.setText(_("Open this desk with its recovery code"))
        self._code_row.set_label(
            _("Recovery code"), _("The 25 letters and digits that were printed at the set-up.")
        )
        self._person_row.set_label(_("Who are you?"))
        for index in range(self._person.count()):
            self._person.setItemText(index, _with_role(self._person.itemData(index)))
        self._back.setText(_("Back"))
        self._show_texts()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def _build(self) -> None:
        self._title = QLabel(wordWrap=True)
        theme.mark(self._title, role="title")
        self._intro = QLabel(wordWrap=True)
        self._intro.setObjectName("recover_intro")
        theme.mark(self._intro, role="quiet")
        self._fault = ProblemLabel("recover_fault")
        self._code = QLineEdit(maxLength=_LONGEST)
        self._code.setObjectName("recover_code")
        self._code_row = FieldRow(self._code)
        self._person = QComboBox()
        self._person.setObjectName("recover_person")
        self._person.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._person_row = FieldRow(self._person)
        self._password = PasswordBox("recover")
        self._new = NewPassword("recover")
        self._back = QPushButton()
        self._back.setObjectName("recover_back")
        self._go = QPushButton()
        self._go.setObjectName("recover_go")
        theme.mark(self._go, role="primary")
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE_12)
        buttons.addWidget(self._back)
        buttons.addWidget(self._go, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_16)
        for widget in (
            self._title,
            self._intro,
            self._fault,
            self._code_row,
            self._person_row,
            self._password,
            self._new,
        ):
            column.addWidget(widget)
        column.addLayout(buttons)

    def _connect(self) -> None:
        self._go.clicked.connect(self._go_on)
        self._back.clicked.connect(self.back)
        on_enter(self._code, self._go_on)
        self._code.textEdited.connect(lambda _text: self._code_row.set_error(None))
        self._password.entered.connect(self._go_on)
        self._password.waiting_changed.connect(self._show_texts)
        self._new.entered.connect(self._go_on)
        self._person.activated.connect(self._after_person)

    def _after_person(self) -> None:
        if self._offline:
            self._new.setFocus()
        else:
            self._password.take_focus()

    def _forget(self) -> None:
        self._recovered = None
        self._let_in = None
        self._offline = False
        self._password.clear()
        self._new.clear()
        self._person.clear()
        self._code.clear()

    def _go_on(self) -> None:
        if self._busy:
            return
        self._fault.tell(None)
        if self._recovered is None:
            self._open_by_code()
        elif self._offline or self._let_in is not None:
            self._take_new_password()
        else:
            self._ask_store()

    def _open_by_code(self) -> None:
        code = self._code.text()
        if not code.strip():
            self._code_row.set_error(lambda: _("Please type the code."))
            self._code.setFocus()
            return
        self._set_busy(busy=True)

        def work() -> tuple[Recovered, list[Actor]]:
            recovered = self._profile.recover(code)
            return recovered, people_of(recovered.store, recovered.identity.site_ids)

        self._background.run(work, self._code_opened, self._code_refused, owner=self)

    def _code_opened(self, found: tuple[Recovered, list[Actor]]) -> None:
        self._recovered, people = found
        self._code.clear()
        for person in people:
            self._person.addItem(_with_role(person), person)
        self._set_busy(busy=False)
        self._show_step()
        self._person.setFocus(Qt.FocusReason.OtherFocusReason)

    def _code_refused(self, error: Exception) -> None:
        self._set_busy(busy=False)
        if isinstance(error, WrongPasswordToldError | WaitError):
            self._code_row.set_error(failure_words(error))
            self._code.setFocus()
            self._code.selectAll()
        else:
            self._fault.tell(failure_words(error))

    def _way(self) -> WayIn:
        assert self._recovered is not None
        return WayIn(self._profile, self._recovered.store, central_url=self._central_url)

    def _ask_store(self) -> None:
        person, password = self._person.currentData(), self._password.text()
        if person is None or self._password.waits:
            return
        if not password:
            self._password.ask_for()
            return
        self._password.tell(None)
        self._set_busy(busy=True)
        way = self._way()

        def work() -> tuple[SignedIn, object]:
            who = way.ask_store(person.id, password)
            return who, None if who.must_change else way.enter(who, password)

        self._background.run(
            work,
            lambda answer: self._let(answer[0], password, answer[1]),
            self._store_refused,
            worker="network",
            owner=self,
        )

    def _let(self, who: SignedIn, password: str, opened: object | None) -> None:
        self._set_busy(busy=False)
        if opened is not None:
            self._opened(opened)
            return
        self._let_in = (who, password)
        self._ask_for_new(password)

    def _store_refused(self, error: Exception) -> None:
        self._set_busy(busy=False)
        if isinstance(error, UnreachableError) and not isinstance(error, CertificateError):
            self.go_offline()
        elif isinstance(error, WireError) and error.code == "too_many_attempts":
            self._password.wait(seconds_of(error))
        elif is_about_password(error):
            self._password.tell(store_problem_words(error))
        else:
            self._fault.tell(store_problem_words(error))

    def _ask_for_new(self, former: str) -> None:
        self._new.clear()
        self._new.must_differ_from(former)
        self._show_step()
        self._new.setFocus()

    def _take_new_password(self) -> None:
        password = self._new.chosen()
        if password is None or self._recovered is None:
            return
        recovered, way, let_in = self._recovered, self._way(), self._let_in
        person: Actor = self._person.currentData()

        def work() -> object:
            if let_in is not None:
                return way.enter(let_in[0], let_in[1], password)
            owner = SlotOwner(person.id, person.name)
            return self._profile.admit(
                recovered.store, owner, recovered.keys, password, offline=True
            )

        self._set_busy(busy=True)
        worker: Worker = "network" if let_in is not None else "database"
        self._background.run(work, self._opened, self._not_taken, worker=worker, owner=self)

    def _not_taken(self, error: Exception) -> None:
        self._set_busy(busy=False)
        self._fault.tell(store_problem_words(error))

    def _opened(self, opened: object) -> None:
        self._set_busy(busy=False)
        self._forget()  # the database stays open: it is the desk's now
        self.opened.emit(opened)

    def _show_step(self) -> None:
        has_code = self._recovered is not None
        new = self._offline or self._let_in is not None
        self._code_row.setVisible(not has_code)
        self._person_row.setVisible(has_code and self._let_in is None)
        self._password.setVisible(has_code and not new)
        self._new.setVisible(has_code and new)
        self._show_texts()

    def _set_busy(self, *, busy: bool) -> None:
        self._busy = busy
        for widget in (self._code, self._person, self._password, self._new, self._back):
            widget.setEnabled(not busy)
        self._show_texts()

    def _show_texts(self) -> None:
        self._intro.setText(self._intro_words())
        self._go.setText(_("One moment…") if self._busy else _("Continue"))
        self._go.setEnabled(not self._busy and not self._password.waits)

    def _intro_words(self) -> str:
        if self._recovered is None:
            return _(
                "For when nobody remembers a password, or when this PC has lost its keys. "
                "Your administrator keeps the code."
            )
        if self._offline:
            return _(
                "The central store can't be reached. Choose a name and a new password for this "
                "PC: it holds here until the desk is in contact again."
            )
        if self._let_in is not None:
            return _(
                "The password you were given is for the first time only. "
                "The one you choose now is yours at all desks."
            )
        return _("The code is right. Now sign in; the central store checks your password.")


def _with_role(person: Actor) -> str:
    return f"{person.name} · {word(person.role)}"

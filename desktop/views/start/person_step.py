"""Second step: who signs in here first; the store checks that it is them."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.i18n import _, format_list, ngettext
from desktop.models.keys import SlotOwner
from desktop.services.profile import Profile
from desktop.services.words import word
from desktop.sync.enrolment import Colleague, Enrolled
from desktop.sync.protocol import WireError
from desktop.sync.signing_in import SignedIn, change_password, sign_in
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
from desktop.views.widgets.field_row import FieldRow


class PersonStep(QWidget):
    """Asks for a name out of the store's list and the password that the store knows, and makes the
    desk's folder. Who has a password for the first time only chooses one of their own here."""

    created = Signal(str, str, str)
    """User id, password, recovery code."""
    back_asked = Signal()

    def __init__(
        self, profile: Profile, background: Background, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._profile = profile
        self._background = background
        self._enrolled: Enrolled | None = None
        self._let_in: tuple[SignedIn, str] | None = None
        self._creating = False
        self._build()
        self._connect()
        self.retranslate()

    def show_enrolled(self, enrolled: Enrolled) -> None:
        """Offer the people of this answer; who was chosen stays if still offered."""
        self._enrolled = enrolled
        self._fill_people()
        self.retranslate()
        nobody = self._person.currentIndex() < 0
        if nobody:
            self._person.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._password.take_focus()

    @property
    def busy(self) -> bool:
        """Whether the store is asked or the desk's folder is being made."""
        return self._creating

    def forget(self) -> None:
        """Empty the password fields."""
        self._password.clear()
        self._choose.forget()
        self._let_in = None

    def back(self) -> bool:
        """Esc: away from choosing a password; False where there is nothing to go back from."""
        if self._let_in is None:
            return False
        self._let_in = None
        self._show_choosing(on=False)
        self._password.take_focus()
        return True

    def ask_for_new(self, who: SignedIn, password: str) -> None:
        """The store let them in, once: now a password of their own."""
        self._let_in = (who, password)
        self._show_choosing(on=True)
        self._choose.begin(password)

    def retranslate(self) -> None:
        """Texts, the roles in the list too."""
        sites = self._enrolled.site_names if self._enrolled else ()
        self._title.setText(format_list(sites) if sites else _("Who are you?"))
        self._intro.setText(
            ngettext(
                "Is this your site? Then choose your name and type the password that your "
                "administrator gave you.",
                "Are these your sites? Then choose your name and type the password that your "
                "administrator gave you.",
                max(1, len(sites)),
            )
        )
        self._person_row.set_label(_("Your name"))
        self._person.setPlaceholderText(_("Choose your name"))
        for index in range(self._person.count()):
            self._person.setItemText(index, _with_role(self._person.itemData(index)))
        self._back.setText(_("Back"))
        self._show_button()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def _build(self) -> None:
        self._title = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._title.setObjectName("enrol_site")
        theme.mark(self._title, role="title")
        self._intro = QLabel(wordWrap=True)
        theme.mark(self._intro, role="quiet")
        self._fault = ProblemLabel("enrol_create_fault")
        self._person = QComboBox()
        self._person.setObjectName("enrol_person")
        self._person.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._person_row = FieldRow(self._person)
        self._password = PasswordBox("enrol")
        self._back = QPushButton()
        self._back.setObjectName("enrol_back")
        self._create = QPushButton()
        self._create.setObjectName("enrol_create")
        theme.mark(self._create, role="primary")
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE_12)
        buttons.addWidget(self._back)
        buttons.addWidget(self._create, 1)
        self._entries = QWidget()
        column = QVBoxLayout(self._entries)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_16)
        for widget in (
            self._title,
            self._intro,
            self._fault,
            self._person_row,
            self._password,
        ):
            column.addWidget(widget)
        column.addLayout(buttons)
        column.addStretch(1)
        self._choose = ChoosePassword("enrol")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._entries)
        whole.addWidget(self._choose)
        self._show_choosing(on=False)

    def _connect(self) -> None:
        self._create.clicked.connect(self._go_on)
        self._back.clicked.connect(self.back_asked)
        self._password.entered.connect(self._go_on)
        self._password.waiting_changed.connect(self._show_button)
        self._person.currentIndexChanged.connect(lambda: self._person_row.set_error(None))
        self._choose.chosen.connect(self._new_password)
        self._choose.back_asked.connect(self.back)

    def _fill_people(self) -> None:
        chosen: Colleague | None = self._person.currentData()
        self._person.clear()
        people = self._enrolled.colleagues if self._enrolled else ()
        for colleague in people:
            self._person.addItem(_with_role(colleague), colleague)
        places = [n for n, other in enumerate(people) if chosen and other.id == chosen.id]
        self._person.setCurrentIndex(places[0] if places else -1)
        self._fault.tell(None if people else _nobody)

    def _go_on(self) -> None:
        if self._creating or self._enrolled is None or self._password.waits:
            return
        colleague: Colleague | None = self._person.currentData()
        password = self._password.text()
        self._fault.tell(None)
        self._person_row.set_error(None if colleague else _choose)
        self._password.tell(None)
        if colleague is None:
            self._person.setFocus()
            return
        if not password:
            self._password.ask_for()
            return
        identity = self._enrolled.identity
        self._set_creating(creating=True)
        self._background.run(
            lambda: sign_in(identity.central_url, identity.device_id, colleague.id, password),
            lambda who: self._store_lets_in(who, password),
            self._store_refused,
            worker="network",
            owner=self,
        )

    def _store_lets_in(self, who: SignedIn, password: str) -> None:
        if who.must_change:
            self._set_creating(creating=False)
            self.ask_for_new(who, password)
        else:
            self._make(who, password)

    def _store_refused(self, error: Exception) -> None:
        self._set_creating(creating=False)
        if isinstance(error, WireError) and error.code == "too_many_attempts":
            self._password.wait(seconds_of(error))
        elif is_about_password(error):
            self._password.tell(store_problem_words(error))
        else:
            self._fault.tell(store_problem_words(error))

    def _new_password(self, new: str) -> None:
        if self._let_in is None or self._enrolled is None:
            return
        (who, password), identity = self._let_in, self._enrolled.identity
        self._choose.set_busy(busy=True)
        self._background.run(
            lambda: change_password(identity, who.session, password, new),
            lambda _changed: self._make(who, new),
            lambda error: self._choose.fail(store_problem_words(error)),
            worker="network",
            owner=self,
        )

    def _make(self, who: SignedIn, password: str) -> None:
        assert self._enrolled is not None
        enrolled, owner = self._enrolled, SlotOwner(who.user_id, who.name)
        self._background.run(
            lambda: self._profile.create(
                enrolled.identity, owner, password, enrolled.lay_down, sealed_key=who.sealed_key
            ),
            lambda code: self._created(owner.user_id, password, code),
            self._failed,
            owner=self,
        )

    def _created(self, user_id: str, password: str, code: str) -> None:
        self._set_creating(creating=False)
        self.created.emit(user_id, password, code)

    def _failed(self, error: Exception) -> None:
        self._set_creating(creating=False)
        self._let_in = None  # the password is changed already; sign in with the new one
        self._show_choosing(on=False)
        self._fault.tell(failure_words(error))

    def _show_choosing(self, *, on: bool) -> None:
        self._entries.setVisible(not on)
        self._choose.setVisible(on)

    def _set_creating(self, *, creating: bool) -> None:
        self._creating = creating
        for widget in (self._person, self._password, self._back):
            widget.setEnabled(not creating)
        self._show_button()

    def _show_button(self) -> None:
        self._create.setText(_("Setting up…") if self._creating else _("Set up this desk"))
        self._create.setEnabled(not self._creating and not self._password.waits)


def _with_role(colleague: Colleague) -> str:
    return f"{colleague.name} · {word(colleague.role)}"


def _choose() -> str:
    return _("Please choose your name.")


def _nobody() -> str:
    return _(
        "Nobody works at this site yet. Please ask your administrator to add you, "
        "and for a new code."
    )

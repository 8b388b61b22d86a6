"""Second step: who signs in here first, and with which password."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.i18n import _, format_list, format_number, ngettext
from desktop.models.keys import SlotOwner
from desktop.services.profile import MIN_PASSWORD, Profile
from desktop.services.words import word
from desktop.sync.enrolment import Colleague, Enrolled
from desktop.views import theme
from desktop.views.background import Background
from desktop.views.start.failure_words import failure_words
from desktop.views.start.password_field import PasswordField
from desktop.views.start.problem_label import ProblemLabel
from desktop.views.widgets.field_row import FieldRow


class PersonStep(QWidget):
    """Asks for a name out of the store's list and a password, and makes the desk's folder."""

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
        (self._person if nobody else self._password).setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def busy(self) -> bool:
        """Whether the desk's folder is being made."""
        return self._creating

    def forget(self) -> None:
        """Empty the password fields."""
        self._password.clear()
        self._again.clear()

    def retranslate(self) -> None:
        """Texts, the roles in the list too."""
        sites = self._enrolled.site_names if self._enrolled else ()
        self._title.setText(format_list(sites) if sites else _("Who are you?"))
        self._intro.setText(
            _("This PC now belongs to the site above. Choose your name and a password for it.")
            if sites
            else _("Choose your name and a password for this PC.")
        )
        self._person_row.set_label(_("Your name"))
        self._person.setPlaceholderText(_("Choose your name"))
        for index in range(self._person.count()):
            self._person.setItemText(index, _with_role(self._person.itemData(index)))
        self._show_hint()
        self._again_row.set_label(_("The same password again"))
        self._reveal.setText(_("Show the passwords"))
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
        self._password = PasswordField()
        self._password.setObjectName("enrol_password")
        self._password_row = FieldRow(self._password)
        self._again = PasswordField()
        self._again.setObjectName("enrol_password_again")
        self._again_row = FieldRow(self._again)
        self._reveal = QCheckBox()
        self._reveal.setObjectName("enrol_reveal")
        self._back = QPushButton()
        self._back.setObjectName("enrol_back")
        self._create = QPushButton()
        self._create.setObjectName("enrol_create")
        theme.mark(self._create, role="primary")
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE_12)
        buttons.addWidget(self._back)
        buttons.addWidget(self._create, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_16)
        for widget in (
            self._title,
            self._intro,
            self._fault,
            self._person_row,
            self._password_row,
            self._again_row,
            self._reveal,
        ):
            column.addWidget(widget)
        column.addLayout(buttons)
        column.addStretch(1)

    def _connect(self) -> None:
        self._create.clicked.connect(self._go_on)
        self._back.clicked.connect(self.back_asked)
        self._password.returnPressed.connect(self._go_on)
        self._again.returnPressed.connect(self._go_on)
        self._password.textEdited.connect(self._check_while_typing)
        self._again.textEdited.connect(self._check_while_typing)
        self._password.editingFinished.connect(self._check_length)
        self._password.caps_lock_noticed.connect(self._show_hint)
        self._reveal.toggled.connect(self._show_letters)
        self._person.currentIndexChanged.connect(lambda: self._person_row.set_error(None))

    def _fill_people(self) -> None:
        chosen: Colleague | None = self._person.currentData()
        self._person.clear()
        people = self._enrolled.colleagues if self._enrolled else ()
        for colleague in people:
            self._person.addItem(_with_role(colleague), colleague)
        places = [n for n, other in enumerate(people) if chosen and other.id == chosen.id]
        self._person.setCurrentIndex(places[0] if places else -1)
        self._fault.tell(None if people else _nobody)

    def _check_while_typing(self) -> None:
        password, again = self._password.text(), self._again.text()
        if len(password) >= MIN_PASSWORD:
            self._password_row.set_error(None)
        differ = bool(again) and not password.startswith(again)
        self._again_row.set_error(_differ if differ else None)

    def _check_length(self) -> None:
        short = 0 < len(self._password.text()) < MIN_PASSWORD
        self._password_row.set_error(_too_short if short else None)

    def _go_on(self) -> None:
        if self._creating or self._enrolled is None:
            return
        colleague: Colleague | None = self._person.currentData()
        password = self._password.text()
        self._person_row.set_error(None if colleague else _choose)
        self._password_row.set_error(None if len(password) >= MIN_PASSWORD else _too_short)
        self._again_row.set_error(None if self._again.text() == password else _differ)
        rows = (self._person_row, self._password_row, self._again_row)
        wrong = [row for row in rows if row.error()]
        if wrong or colleague is None:
            wrong[0].control.setFocus()
            return
        self._fault.tell(None)
        self._set_creating(creating=True)
        enrolled, owner = self._enrolled, SlotOwner(colleague.id, colleague.name)
        self._background.run(
            lambda: self._profile.create(enrolled.identity, owner, password, enrolled.lay_down),
            lambda code: self._created(owner.user_id, password, code),
            self._failed,
            owner=self,
        )

    def _created(self, user_id: str, password: str, code: str) -> None:
        self._set_creating(creating=False)
        self.created.emit(user_id, password, code)

    def _failed(self, error: Exception) -> None:
        self._set_creating(creating=False)
        self._fault.tell(failure_words(error))

    def _set_creating(self, *, creating: bool) -> None:
        self._creating = creating
        for widget in (self._person, self._password, self._again, self._reveal, self._back):
            widget.setEnabled(not creating)
        self._show_button()

    def _show_button(self) -> None:
        self._create.setText(_("Setting up…") if self._creating else _("Set up this desk"))
        self._create.setEnabled(not self._creating)

    def _show_letters(self, on: bool) -> None:
        self._password.show_letters(show=on)
        self._again.show_letters(show=on)

    def _show_hint(self) -> None:
        hint = _("Caps Lock seems to be on.") if self._password.caps_lock else _too_short()
        self._password_row.set_label(_("Password"), hint)


def _with_role(colleague: Colleague) -> str:
    return f"{colleague.name} · {word(colleague.role)}"


def _too_short() -> str:
    return ngettext(
        "At least {count} character.", "At least {count} characters.", MIN_PASSWORD
    ).format(count=format_number(MIN_PASSWORD))


def _differ() -> str:
    return _("The two passwords are not the same.")


def _choose() -> str:
    return _("Please choose your name.")


def _nobody() -> str:
    return _(
        "Nobody works at this site yet. Please ask your administrator to add you, "
        "and for a new code."
    )

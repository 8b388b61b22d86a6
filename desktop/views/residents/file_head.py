"""The top of a file: who, where, what the desk must know, and what to do."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import _, format_age, format_time
from desktop.models.check_outs import LeavingReason
from desktop.models.residents import BirthPrecision, ResidentStatus
from desktop.services.check_in_steps import CheckInKind
from desktop.services.marks import NO_MARK, Mark
from desktop.services.people import HERE, PersonLine
from desktop.services.residents import NOT_COME, ResidentFile
from desktop.services.words import word
from desktop.views import icons, theme
from desktop.views.photos.photo_button import PhotoButton
from desktop.views.photos.portraits import photo_of
from desktop.views.residents.allergy_words import undecided_words
from desktop.views.residents.table_model import STATUS_LOOKS
from desktop.views.widgets.card import Card
from desktop.views.widgets.chip import Chip
from desktop.views.widgets.elided_label import ElidedLabel
from desktop.views.widgets.flow_layout import FlowLayout


@dataclass(frozen=True)
class _Action:
    name: str
    icon: str
    label: Callable[[], str]
    button: QPushButton


class FileHead(Card):
    """Stays in sight while the rest of the file scrolls."""

    acted = Signal(str)
    """``check_in``, ``receive_again``, ``check_out``, ``serve``, ``kit``, ``incident``, ``edit``,
    ``seen``, ``here_again``, ``protect``, ``unprotect``, ``extract`` or ``needs_you``."""
    member_opened = Signal(str)
    """The id of another member of the household."""

    def __init__(self, parent: QWidget | None = None, *, makes_extracts: bool = False) -> None:
        super().__init__(parent)
        self._makes_extracts = makes_extracts
        self._file: ResidentFile | None = None
        self._missing: tuple[CheckInKind, ...] = ()
        self._mark = NO_MARK
        self._photo: QPixmap | None = None
        self.photo = PhotoButton(64)
        self.photo.setObjectName("file_photo")
        self._name = ElidedLabel("title")
        self._name.setObjectName("file_name")
        self._cyrillic = ElidedLabel("quiet")
        self._cyrillic.setObjectName("file_name_cyrillic")
        self._status = Chip()
        self._status.setObjectName("file_status")
        self._place = Chip(icon="room")
        self._place.setObjectName("file_place")
        self._number = Chip()
        self._number.setObjectName("file_number")
        self._person = Chip(icon="resident")
        self._members: list[tuple[PersonLine, QPushButton]] = []
        self._household = QWidget()
        self._household_row = FlowLayout(self._household, theme.SPACE_4)
        self._household_label = QLabel()
        self._household_label.setMinimumHeight(theme.px(theme.TOUCH))
        theme.mark(self._household_label, role="quiet")
        self._instruction = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._instruction.setObjectName("file_instruction")
        theme.mark(self._instruction, role="note")
        self._allergies = Chip(state="danger", icon="attention")
        self._allergies.setObjectName("file_allergies")
        self._undecided = QLabel(wordWrap=True)
        self._undecided.setObjectName("file_undecided")
        theme.mark(self._undecided, state="danger")
        self._waiting = Chip(icon="waiting")
        self._waiting.setObjectName("file_not_sent")
        self._protected = Chip(state="attention", icon="protected")
        self._protected.setObjectName("file_protected")
        self._offers_protection = False
        self._needs_you = QPushButton()
        self._needs_you.setObjectName("file_needs_you")
        theme.mark(self._needs_you, role="foot", state="attention")
        self._needs_you.clicked.connect(lambda: self.acted.emit("needs_you"))
        self._actions = [
            self._action("check_in", "check_in", self._check_in_words),
            self._action("receive_again", "check_in", lambda: _("Receive again")),
            self._action("serve", "meal", lambda: _("Serve meal")),
            self._action("kit", "kit", lambda: _("Hand out kit")),
            self._action("incident", "incident", lambda: _("Log incident")),
            self._action("edit", "edit", lambda: _("Edit details")),
            self._action("seen", "done", lambda: _("Seen today")),
            self._action("here_again", "check_in", lambda: _("Is here again")),
            self._action("check_out", "check_out", self._check_out_words),
            self._action("protect", "protected", lambda: _("Protect file…")),
            self._action("unprotect", "protected", lambda: _("End protection…")),
            self._action("extract", "documents", lambda: _("Extract of the access log…")),
        ]
        self._lay_out()

    def show_file(
        self,
        file: ResidentFile,
        missing: tuple[CheckInKind, ...],
        today: date,
        *,
        serves_meals: bool,
    ) -> None:
        """Show a resident. ``missing``: the steps that the check-in still needs."""
        self._file, self._missing = file, missing
        self._photo = photo_of(file.photo)
        status = file.person.status
        here = status in HERE
        shown = {
            "check_in": bool(missing),
            "receive_again": _may_return(file),
            "check_out": here,
            "serve": here and serves_meals,
            "kit": here,
            "incident": status not in {ResidentStatus.EXPECTED, ResidentStatus.CANCELLED},
            "edit": not file.person.masked,
            "seen": here and not file.person.masked and file.last_contact_on != today,
            "here_again": status in NOT_COME and not file.person.masked,
            "protect": self._offers_protection and not file.protected,
            "unprotect": self._offers_protection and file.protected,
            "extract": self._makes_extracts,
        }
        usual: tuple[str, ...] = (
            "check_in",
            "receive_again",
            "here_again",
            "serve",
            "kit",
            "incident",
            "edit",
        )
        if status is ResidentStatus.AWAY:  # who is in hospital is served nothing here
            usual = ("check_in",)
        first_of = () if file.person.masked else usual  # of a closed file it is to open it
        likeliest = next((name for name in first_of if shown[name]), "")
        for action in self._actions:
            action.button.setVisible(shown[action.name])
            first = action.name == likeliest
            theme.mark(action.button, role="primary" if first else "")
            icons.put(action.button, action.icon, "on_accent" if first else "ink")
        self._show_household(file.household)
        self.retranslate()

    def offer_protection(self, *, offer: bool) -> None:
        """Whether the person signed in may protect files; shown with the next file."""
        self._offers_protection = offer

    def show_mark(self, mark: Mark) -> None:
        """Whether something about the resident is not sent yet, or needs a person."""
        self._mark = mark
        self.retranslate()

    def button(self, name: str) -> QPushButton:
        """The button that tells this with ``acted``."""
        return next(action.button for action in self._actions if action.name == name)

    def retranslate(self) -> None:
        """Write everything in the current language."""
        self._waiting.set_text(_("Not sent yet"))
        self._waiting.setVisible(self._mark.waiting)
        self._needs_you.setText(_("Needs you"))
        self._needs_you.setToolTip(_("Something about this resident is to be decided."))
        self._needs_you.setVisible(self._mark.needs_you)
        icons.put(self._needs_you, "needs_you", "attention", 16)
        for action in self._actions:
            action.button.setText(action.label())
        file = self._file
        if file is None:
            return
        person = file.person
        self.photo.show_person(person.name, self._photo, masked=person.masked)
        self._name.set_whole_text(person.name)
        self._cyrillic.set_whole_text(person.name_cyrillic)
        self._cyrillic.setVisible(bool(person.name_cyrillic))
        state, sign = STATUS_LOOKS[person.status]
        self._status.set_text(word(person.status))
        self._status.set_state(state, sign)
        self._place.set_text(
            _("Room {place}").format(place=person.place) if person.place else _("No bed yet")
        )
        self._place.setVisible(bool(person.place) or person.status is not ResidentStatus.MOVED_OUT)
        self._number.set_text(_("No. {number}").format(number=person.number))
        age = format_age(person.age) if person.age is not None else _("age not known")
        if person.age is not None and file.details.birth_precision is not BirthPrecision.EXACT:
            age = _("about {age}").format(age=age)
        self._person.set_text(f"{age} · {word(person.sex)}")
        self._person.setVisible(not person.masked)
        until = file.open_until
        self._protected.set_text(
            _("Protected · open to you until {time}").format(time=format_time(until))
            if until
            else ""
        )
        self._protected.setVisible(until is not None)
        self._household_label.setText(_("In the household:") if file.household else "")
        self._household_label.setVisible(bool(file.household))
        for member, link in self._members:
            link.setText(member.name.replace("&", "&&"))
        self._instruction.setText(file.instruction)
        self._instruction.setAccessibleName(
            _("Instruction for the desk: {text}").format(text=file.instruction)
        )
        self._instruction.setVisible(bool(file.instruction))
        allergies = file.allergies.text
        self._allergies.set_text(_("Allergy: {text}").format(text=allergies))
        self._allergies.setVisible(bool(allergies))
        self._undecided.setText(undecided_words())
        self._undecided.setVisible(file.allergies.is_open)

    def _lay_out(self) -> None:
        chips = QWidget()
        chip_row = FlowLayout(chips, theme.SPACE_4)
        for chip in (
            self._allergies,
            self._protected,
            self._status,
            self._place,
            self._person,
            self._number,
            self._waiting,
            self._needs_you,
        ):
            chip_row.addWidget(chip)
        words = QVBoxLayout()
        words.setSpacing(theme.SPACE_4)
        words.addWidget(self._name)
        words.addWidget(self._cyrillic)
        words.addSpacing(theme.SPACE_4)
        words.addWidget(chips)
        words.addWidget(self._undecided)
        actions = QWidget()
        action_row = FlowLayout(actions)
        for action in self._actions:
            action_row.addWidget(action.button)
        above = QHBoxLayout()
        above.addStretch(1)
        above.addWidget(actions)
        top = QHBoxLayout()
        top.setSpacing(theme.SPACE_16)
        top.addWidget(self.photo, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        self._household_row.addWidget(self._household_label)
        self.body.addLayout(above)
        self.body.addSpacing(theme.SPACE_4)
        self.body.addLayout(top)
        self.body.addWidget(self._household)
        self.body.addWidget(self._instruction)

    def _action(self, name: str, sign: str, label: Callable[[], str]) -> _Action:
        button = QPushButton()
        button.setObjectName(f"file_{name}")
        button.clicked.connect(lambda: self.acted.emit(name))
        button.hide()
        return _Action(name, sign, label, button)

    def _check_in_words(self) -> str:
        begun = self._file is not None and self._file.steps_done
        return _("Continue check-in") if begun else _("Check in")

    def _check_out_words(self) -> str:
        begun = self._file is not None and self._file.leaving is not None
        return _("Continue check-out") if begun else _("Check out")

    def _show_household(self, members: tuple[PersonLine, ...]) -> None:
        while self._household_row.count() > 1:
            item = self._household_row.takeAt(1)
            if item is not None and (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._members = []
        for number, member in enumerate(members):
            link = QPushButton()
            self._members.append((member, link))
            link.setObjectName(f"file_member_{number}")
            theme.mark(link, role="quiet")
            icons.put(link, "resident", "accent", 16)
            link.clicked.connect(lambda _checked, id=member.id: self.member_opened.emit(id))  # noqa: A006
            self._household_row.addWidget(link)
        self._household.setVisible(bool(members))


def _may_return(file: ResidentFile) -> bool:
    """Whether somebody who has moved out may be received again."""
    if file.person.status is not ResidentStatus.MOVED_OUT or file.person.masked:
        return False
    return file.leaving is None or file.leaving.plan.reason is not LeavingReason.DECEASED

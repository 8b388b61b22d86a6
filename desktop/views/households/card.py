"""The left of a file: with whom the resident belongs together."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import _, format_list
from desktop.services.household_lines import HouseholdFile, Member
from desktop.services.words import word
from desktop.views import icons, theme
from desktop.views.households.member_entry import MemberEntry
from desktop.views.widgets.card import Card
from desktop.views.widgets.flow_layout import FlowLayout

ACTIONS = ("join", "split", "places", "describe", "move_beds", "move_site")
"""What can be done, in the order of the buttons; each is told by ``acted``."""

_SIGNS = {
    "join": "add",
    "split": "remove",
    "places": "household",
    "describe": "note",
    "move_beds": "bed",
    "move_site": "site",
}


class HouseholdCard(Card):
    """Members with their place and guardians, what the household wants, and what can be done."""

    acted = Signal(str)
    """One of ``ACTIONS``."""
    guardian_asked = Signal(object)
    """The ``Member`` for whom somebody is to be named."""
    guardian_end_asked = Signal(object, object)
    """The ``Member`` and the ``GuardianLine``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("file_household")
        self._shown: HouseholdFile | None = None
        self._heads = QLabel(wordWrap=True)
        self._heads.setObjectName("household_heads")
        theme.mark(self._heads, role="note")
        self._alone = QLabel(wordWrap=True)
        theme.mark(self._alone, role="quiet")
        self._members = QVBoxLayout()
        self._members.setSpacing(0)
        self._together, self._note = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self._together.setObjectName("household_together")
        self._note.setObjectName("household_note")
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._gone = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._gone.setObjectName("household_gone")
        theme.mark(self._gone, role="quiet")
        self._buttons = {name: self._button(name) for name in ACTIONS}
        self._doing = QWidget()
        row = FlowLayout(self._doing, theme.SPACE_4)
        for button in self._buttons.values():
            row.addWidget(button)
        self.body.addWidget(self._heads)
        self.body.addWidget(self._alone)
        self.body.addLayout(self._members)
        for label in (self._together, self._note, self._gone):
            self.body.addWidget(label)
        self.body.addWidget(self._doing)
        self.hide()

    def button(self, name: str) -> QPushButton:
        """The button of one of ``ACTIONS``."""
        return self._buttons[name]

    def show_household(self, shown: HouseholdFile | None) -> None:
        """Show a household; None hides the card."""
        self._shown = shown
        self.setVisible(shown is not None)
        self.retranslate()

    def retranslate(self) -> None:
        """Write everything in the current language."""
        self.set_title(_("Household"))
        self._say_actions()
        shown = self._shown
        if shown is None:
            return
        several = len(shown.members) > 1
        self.set_count(len(shown.members) if several else None)
        self._alone.setText(
            _("Lives alone. Whoever belongs to the same household can be added here.")
        )
        self._alone.setVisible(not several and shown.asked is not None)
        self._heads.setText(_heads_words(shown))
        self._heads.setVisible(several and len(shown.heads) != 1)
        self._show_members(shown)
        together = word(shown.keep_together) if shown.keep_together else _("Not asked yet")
        self._together.setText(_("In one room together: {answer}").format(answer=together))
        self._together.setVisible(several)
        self._note.setText(shown.note)
        self._note.setVisible(bool(shown.note))
        gone = format_list(f"{line.name} ({word(line.status)})" for line in shown.gone)
        self._gone.setText(_("Belonged to it: {people}").format(people=gone))
        self._gone.setVisible(bool(shown.gone))
        asked = shown.asked
        for name, button in self._buttons.items():
            button.setVisible(asked is not None and (several or name in ("join", "move_site")))
        if asked is not None and not several:
            self._buttons["move_beds"].setVisible(bool(asked.person.place))

    def _say_actions(self) -> None:
        said = {
            "join": _("Add a person…"),
            "split": _("Split…"),
            "places": _("Head and places…"),
            "describe": _("Room and note…"),
            "move_beds": _("Move to other beds…"),
            "move_site": _("Move to another site…"),
        }
        for name, button in self._buttons.items():
            button.setText(said[name])
            icons.put(button, _SIGNS[name], "accent", 16)

    def _show_members(self, shown: HouseholdFile) -> None:
        while (item := self._members.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        alone = len(shown.members) == 1
        for number, member in enumerate(shown.members):
            if not alone or member.is_minor:
                self._members.addWidget(self._member(number, member))

    def _member(self, number: int, member: Member) -> MemberEntry:
        return MemberEntry(
            number,
            member,
            name_guardian=lambda: self.guardian_asked.emit(member),
            end_guardian=lambda line: self.guardian_end_asked.emit(member, line),
        )

    def _button(self, name: str) -> QPushButton:
        button = QPushButton()
        button.setObjectName(f"household_{name}")
        theme.mark(button, role="quiet")
        button.clicked.connect(lambda: self.acted.emit(name))
        return button


def _heads_words(shown: HouseholdFile) -> str:
    if not shown.heads:
        return _("This household has no head. Please choose one under “Head and places…”.")
    heads = format_list(one.person.name for one in shown.heads)
    return _("{people} are both named as head. Please choose one under “Head and places…”.").format(
        people=heads
    )

"""The left of a file, for confidants: what the resident needs and why, with whom they must not
live."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.errors import AppError
from desktop.i18n import _, format_date
from desktop.services.conflict_pairs import Pair
from desktop.services.support_needs import Need
from desktop.services.vault import UNREADABLE
from desktop.services.words import word
from desktop.views import icons, theme
from desktop.views.residents.confidential.entry import Entry
from desktop.views.widgets.card import Card
from desktop.views.widgets.chip import Chip


@dataclass(frozen=True)
class Confided:
    """What a confidant reads of a resident, or why they can't."""

    needs: tuple[Need, ...] = ()
    pairs: tuple[Pair, ...] = ()
    problem: AppError | None = None


class ConfidentialCard(Card):
    """Shows only to those whose role may read it."""

    add_need_asked = Signal()
    change_need_asked = Signal(object)
    """The ``Need``."""
    end_need_asked = Signal(object)
    add_pair_asked = Signal()
    end_pair_asked = Signal(object)
    """The ``Pair``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("file_confidential")
        self._confided: Confided | None = None
        self._who = QLabel(wordWrap=True)
        theme.mark(self._who, role="small")
        self._problem = QLabel(wordWrap=True)
        self._problem.setObjectName("confidential_problem")
        theme.mark(self._problem, role="note")
        self._needs_title, self._pairs_title = QLabel(), QLabel()
        self._no_needs, self._no_pairs = QLabel(wordWrap=True), QLabel(wordWrap=True)
        for title in (self._needs_title, self._pairs_title):
            theme.mark(title, role="strong")
        for nothing in (self._no_needs, self._no_pairs):
            theme.mark(nothing, role="quiet")
        self._needs, self._pairs = QVBoxLayout(), QVBoxLayout()
        self.add_need_button = self._button("need_add", self.add_need_asked)
        self.add_pair_button = self._button("pair_add", self.add_pair_asked)
        self._parts = QWidget()
        inside = QVBoxLayout(self._parts)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.SPACE_4)
        for title, nothing, entries, button in (
            (self._needs_title, self._no_needs, self._needs, self.add_need_button),
            (self._pairs_title, self._no_pairs, self._pairs, self.add_pair_button),
        ):
            inside.addWidget(title)
            inside.addWidget(nothing)
            inside.addLayout(entries)
            inside.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            inside.addSpacing(theme.SPACE_12)
        self.body.addWidget(self._who)
        self.body.addWidget(self._problem)
        self.body.addWidget(self._parts)
        self.hide()

    def show_confided(self, confided: Confided | None) -> None:
        """Show these; None hides the card."""
        self._confided = confided
        self.setVisible(confided is not None)
        self.retranslate()

    def retranslate(self) -> None:
        """Write everything in the current language."""
        self.set_title(_("Confidential"))
        self._who.setText(_("Only site leads and social liaisons can read this."))
        self._needs_title.setText(_("Support needs"))
        self._no_needs.setText(_("No support need is recorded."))
        self._pairs_title.setText(_("Not in one room with"))
        self._no_pairs.setText(_("Nobody is recorded."))
        self.add_need_button.setText(_("Add a support need…"))
        self.add_pair_button.setText(_("Add a person…"))
        for button in (self.add_need_button, self.add_pair_button):
            icons.put(button, "add", "accent", 16)
        confided = self._confided
        if confided is None:
            return
        self._problem.setText(confided.problem.text() if confided.problem else "")
        self._problem.setVisible(confided.problem is not None)
        self._parts.setVisible(confided.problem is None)
        self._no_needs.setVisible(not confided.needs)
        self._no_pairs.setVisible(not confided.pairs)
        _empty(self._needs)
        for number, need in enumerate(confided.needs):
            self._needs.addWidget(self._need(number, need))
        _empty(self._pairs)
        for number, pair in enumerate(confided.pairs):
            self._pairs.addWidget(self._pair(number, pair))

    def _need(self, number: int, need: Need) -> Entry:
        chips = []
        reason = need.reason
        if reason is not None and reason.group is not None:
            chips.append(Chip(word(reason.group), "accent", "lock"))
        if need.review_on is not None:
            day = format_date(need.review_on)
            if need.due:
                chips.append(
                    Chip(_("Review was due {date}").format(date=day), "attention", "clock")
                )
            else:
                chips.append(Chip(_("Review {date}").format(date=day), "", "calendar"))
        told = _("For the desk: {text}").format(text=need.instruction) if need.instruction else ""
        entry = Entry(chips, [(reason.text if reason else _(UNREADABLE), ""), (told, "quiet")])
        entry.setObjectName(f"need_{number}")
        if reason is not None:
            entry.add_button(
                f"need_edit_{number}", _("Change…"), lambda: self.change_need_asked.emit(need)
            )
        entry.add_button(f"need_end_{number}", _("End…"), lambda: self.end_need_asked.emit(need))
        return entry

    def _pair(self, number: int, pair: Pair) -> Entry:
        said = pair.reason.text if pair.reason else _(UNREADABLE)
        name = " · ".join(filter(None, (pair.other.name, pair.other.place)))
        entry = Entry([], [(name, "strong"), (said, "")])
        entry.setObjectName(f"pair_{number}")
        entry.add_button(f"pair_end_{number}", _("End…"), lambda: self.end_pair_asked.emit(pair))
        return entry

    @staticmethod
    def _button(name: str, asked: SignalInstance) -> QPushButton:
        button = QPushButton()
        button.setObjectName(name)
        theme.mark(button, role="quiet")
        button.clicked.connect(asked)
        return button


def _empty(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (old := item.widget()) is not None:
            old.hide()
            old.deleteLater()

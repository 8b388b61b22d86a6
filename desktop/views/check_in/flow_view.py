"""How a check-in looks: the household and its steps at the left, the step itself at the right."""

from collections.abc import Callable, Mapping
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QWidget

from desktop.i18n import _, format_when
from desktop.models.residents import ResidentStatus, StepKind
from desktop.services.check_in import MemberCheckIn
from desktop.services.days import day_of
from desktop.views import theme
from desktop.views.check_in.bed_step import BedStep
from desktop.views.check_in.done_panel import DonePanel
from desktop.views.check_in.flow import At
from desktop.views.check_in.identity_step import IdentityStep
from desktop.views.check_in.kit_step import KitStep
from desktop.views.check_in.lease_step import LeaseStep
from desktop.views.check_in.meals_step import MealsStep
from desktop.views.check_in.members import Members
from desktop.views.check_in.rules_step import RulesStep
from desktop.views.check_in.step_done import StepDonePanel
from desktop.views.check_in.step_list import StepList
from desktop.views.check_in.step_panel import StepPanel
from desktop.views.photos.portraits import photo_of
from desktop.views.widgets.card import Card
from desktop.views.widgets.scroll_column import ScrollColumn

_WAITED_FOR = frozenset({ResidentStatus.EXPECTED, ResidentStatus.NO_SHOW})


class FlowView(QWidget):
    """Shows where a check-in stands; the page decides where it goes."""

    later_clicked = Signal()

    def __init__(self, clock: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._household: tuple[MemberCheckIn, ...] = ()
        self.identity = IdentityStep(lambda: day_of(clock()))
        self.bed = BedStep()
        self.lease = LeaseStep()
        self.rules = RulesStep()
        self.kit = KitStep()
        self.meals = MealsStep()
        self.step_done = StepDonePanel(clock)
        self.done = DonePanel()
        panels = (self.identity, self.bed, self.lease, self.rules, self.kit, self.meals)
        self._panels: dict[StepKind, StepPanel] = {panel.kind: panel for panel in panels}
        self._stack = QStackedWidget()
        for panel in (*panels, self.step_done, self.done):
            self._stack.addWidget(panel)
        for panel in panels:
            panel.later_clicked.connect(self.later_clicked)
        self._title = QLabel(wordWrap=True)
        theme.mark(self._title, role="title")
        self._arrival = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._arrival.setObjectName("check_in_arrival")
        theme.mark(self._arrival, role="quiet")
        self.members = Members()
        self.step_list = StepList()
        self._instruction = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._instruction.setObjectName("check_in_instruction")
        theme.mark(self._instruction, role="note")
        self._instruction.hide()
        self._lay_out()

    def show_household(self, household: tuple[MemberCheckIn, ...]) -> None:
        """Keep who checks in; another household makes the steps forget what was typed."""
        before = {member.person.id for member in self._household}
        if before != {member.person.id for member in household}:
            for panel in self._panels.values():
                panel.forget()
        self._household = household

    def show_step(self, current: MemberCheckIn, at: At | None, *, focus: bool) -> None:
        """Show a member at a step, or the end. ``focus`` puts the focus where one begins, as a
        move to another panel does in any case."""
        self.members.show_members(self._household, current.person.id)
        self.step_list.show_member(current, at.kind if at else None)
        self._instruction.setText(current.instruction)
        self._instruction.setVisible(bool(current.instruction))
        self._write_arrival()
        panel = self._panel(current, at)
        moved = self._stack.currentWidget() is not panel
        self._stack.setCurrentWidget(panel)
        if not (focus or moved):
            return
        if isinstance(panel, StepPanel):
            panel.focus_first()
        elif (button := self.main_button()) is not None:
            button.setFocus()

    def show_photos(self, photos: Mapping[str, str]) -> None:
        """The photos of those who check in, by id: JPEGs in base64."""
        read = {id_: photo for id_, image in photos.items() if (photo := photo_of(image))}
        self.members.show_photos(read)
        self.members.retranslate()
        self.identity.show_photos(read)

    def main_button(self) -> QPushButton | None:
        """The likeliest thing to do now."""
        shown = self._stack.currentWidget()
        if shown is self.done:
            return self.done.file_button
        if shown is self.step_done:
            return self.step_done.next_button
        return shown.main_button if isinstance(shown, StepPanel) else None

    def retranslate(self) -> None:
        """Set every text."""
        self._title.setText(_("Check-in"))
        self.members.retranslate()
        self.step_list.retranslate()
        self.step_done.retranslate()
        self.done.retranslate()
        self._write_arrival()
        for panel in self._panels.values():
            panel.retranslate()

    def _panel(self, current: MemberCheckIn, at: At | None) -> QWidget:
        if at is None:
            self.done.show_members(self._household)
            return self.done
        done = next((step for step in current.done if step.kind is at.kind), None)
        if done is not None:
            self.step_done.show_step(current, done)
            return self.step_done
        panel = self._panels[at.kind]
        panel.show_household(self._household)
        panel.show_member(current)
        return panel

    def _lay_out(self) -> None:
        line = QFrame()
        line.setFixedHeight(1)
        theme.mark(line, role="line")
        left = ScrollColumn(spacing=theme.SPACE_12)
        left.setFixedWidth(theme.px(280))
        for part in (self._title, self._arrival, self.members, line, self.step_list):
            left.body.addWidget(part)
        left.body.addStretch(1)
        card = Card()
        card.body.addWidget(self._instruction)
        card.body.addWidget(self._stack, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_16)
        row.addWidget(left)
        row.addWidget(card, 1)

    def _write_arrival(self) -> None:
        text = ""
        for member in self._household:
            if member.expected_at is None or member.person.status not in _WAITED_FOR:
                continue
            when, origin = format_when(member.expected_at, self._clock()), member.expected_from
            text = _("Expected {time}").format(time=when)
            if origin:
                text = _("Expected {time}, from {place}").format(time=when, place=origin)
            break
        self._arrival.setText(text)
        self._arrival.setVisible(bool(text))

"""How a flow looks: the household and its steps at the left, the step itself at the right."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QWidget

from desktop.views import theme
from desktop.views.flow.course import At
from desktop.views.flow.end_panel import EndPanel
from desktop.views.flow.members import Members
from desktop.views.flow.step_done import StepDonePanel
from desktop.views.flow.step_list import StepList
from desktop.views.flow.step_panel import StepPanel
from desktop.views.widgets.card import Card
from desktop.views.widgets.scroll_column import ScrollColumn

_LEFT = 280
"""The least width of the left side."""


class FlowFrame(QWidget):
    """Shows where a flow stands; the page decides where it goes. A subclass makes the panels and
    says which of them shows a step (``panel_for``)."""

    later_clicked = Signal()

    def __init__(
        self,
        panels: Iterable[StepPanel],
        step_done: StepDonePanel,
        end: EndPanel,
        *,
        members: Members,
        step_list: StepList,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.household: tuple[Any, ...] = ()
        self.panels: Mapping[StrEnum, StepPanel] = {panel.kind: panel for panel in panels}
        self.step_done = step_done
        self.done = end
        self.members = members
        self.step_list = step_list
        self._stack = QStackedWidget()
        for panel in (*self.panels.values(), step_done, end):
            self._stack.addWidget(panel)
        for panel in self.panels.values():
            panel.later_clicked.connect(self.later_clicked)
        self._title = QLabel(wordWrap=True)
        theme.mark(self._title, role="title")
        self._below_title = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        theme.mark(self._below_title, role="quiet")
        self._above_step = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        theme.mark(self._above_step, role="note")
        self._above_step.hide()
        self._lay_out()

    def panel_for(self, current: Any, at: At | None) -> QWidget:
        """The panel of a step, filled; or the end."""
        raise NotImplementedError

    def show_household(self, household: Sequence[Any]) -> None:
        """Keep who goes through it; another household makes the steps forget what was typed."""
        before = {member.person.id for member in self.household}
        if before != {member.person.id for member in household}:
            for panel in self.panels.values():
                panel.forget()
        self.household = tuple(household)

    def show_step(self, current: Any, at: At | None, *, focus: bool) -> None:
        """Show a member at a step, or the end. ``focus`` puts the focus where one begins, as a
        move to another panel does in any case."""
        self.members.show_members(self.household, current.person.id)
        self.step_list.show_member(current, at.kind if at else None)
        self._fit_left()
        panel = self.panel_for(current, at)
        moved = self._stack.currentWidget() is not panel
        self._stack.setCurrentWidget(panel)
        if not (focus or moved):
            return
        if isinstance(panel, StepPanel):
            panel.focus_first()
        elif (button := self.main_button()) is not None:
            button.setFocus()

    def main_button(self) -> QPushButton | None:
        """The likeliest thing to do now."""
        shown = self._stack.currentWidget()
        if shown is self.done:
            return self.done.file_button
        if shown is self.step_done:
            return self.step_done.next_button
        return shown.main_button if isinstance(shown, StepPanel) else None

    def other_button(self) -> QPushButton | None:
        """What F8 does now."""
        shown = self._stack.currentWidget()
        if shown is self.done:
            return self.done.other_button
        if shown is self.step_done:
            return self.step_done.undo_button
        return shown.other_button if isinstance(shown, StepPanel) else None

    def later_button(self) -> QPushButton | None:
        """What F9 does now."""
        shown = self._stack.currentWidget()
        return shown.later_button if isinstance(shown, StepPanel) else None

    def write_head(self, title: str, below: str = "", note: str = "") -> None:
        """The title, a quiet line below it, and what the desk must heed at every step."""
        self._title.setText(title)
        self._below_title.setText(below)
        self._below_title.setVisible(bool(below))
        self._above_step.setText(note)
        self._above_step.setVisible(bool(note))

    def retranslate(self) -> None:
        """Set every text."""
        self.members.retranslate()
        self.step_list.retranslate()
        self.step_done.retranslate()
        self.done.retranslate()
        for panel in self.panels.values():
            panel.retranslate()
        self._fit_left()

    def name_head(self, below: str, note: str) -> None:
        """The object names of the two texts, for tests and tools."""
        self._below_title.setObjectName(below)
        self._above_step.setObjectName(note)

    def _lay_out(self) -> None:
        line = QFrame()
        line.setFixedHeight(1)
        theme.mark(line, role="line")
        self._left = left = ScrollColumn(spacing=theme.SPACE_12)
        for part in (self._title, self._below_title, self.members, line, self.step_list):
            left.body.addWidget(part)
        left.body.addStretch(1)
        card = Card()
        card.body.addWidget(self._above_step)
        card.body.addWidget(self._stack, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_16)
        row.addWidget(left)
        row.addWidget(card, 1)
        self._fit_left()

    def _fit_left(self) -> None:
        """As wide as the longest step in this language, and the same from step to step."""
        self._left.setFixedWidth(max(theme.px(_LEFT), self._left.minimumSizeHint().width()))

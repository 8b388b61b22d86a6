"""A household goes through a guided flow, from step to step."""

from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop.errors import AppError
from desktop.views import theme
from desktop.views.flow.course import At, done_together, next_missing, put_off_with
from desktop.views.flow.frame import FlowFrame
from desktop.views.page import Page, PageContext
from desktop.views.widgets.choice_row import ChoiceRow
from desktop.views.widgets.press_focused import ENTER, press_focused


class FlowPage(Page):
    """``open`` takes a resident's id, or (id, step) to begin at a step; None for the way to begin.

    Each step is saved by itself, so the page can be left at any point and opened again. A
    subclass says what the steps are, reads the household and saves.
    """

    kinds: tuple[StrEnum, ...] = ()
    """Every step, in the order in which they are done."""
    each: Collection[StrEnum] = ()
    """The steps that are done for each member by themselves."""

    def __init__(
        self,
        context: PageContext,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        parent: QWidget | None = None,
    ) -> None:
        self._clock = clock
        self._members: tuple[Any, ...] = ()
        self._resident_id: str | None = None
        self._at: At | None = None
        self._begin: At | None = None
        self._put_off: set[At] = set()
        self._saving = False
        super().__init__(context, parent)

    def read_household(self, resident_id: str) -> Sequence[Any]:
        """Everybody who goes through it together; runs off the UI thread."""
        raise NotImplementedError

    def make_flow(self) -> FlowFrame:
        """The frame with its panels."""
        raise NotImplementedError

    def make_start(self) -> QWidget:
        """What shows while nobody is chosen."""
        raise NotImplementedError

    def refresh_start(self) -> None:
        """Fill what shows while nobody is chosen."""

    def first_step(self, members: Sequence[Any], begin: At) -> At | None:
        """Where to go on from ``begin``."""
        return next_missing(members, self.kinds, begin, self._put_off)

    def open(self, argument: object | None) -> None:
        resident, kind = argument if isinstance(argument, tuple) else (argument, None)
        self._resident_id = resident if isinstance(resident, str) else None
        self._put_off.clear()
        self._at = self._begin = None
        if self._resident_id is None:
            self._members = ()
            self._views.setCurrentWidget(self._start)
        elif kind in self.kinds:
            self._at = At(self._resident_id, self.kinds[self.kinds.index(kind)])
        else:
            self._begin = At(self._resident_id, self.kinds[0])

    def refresh(self) -> None:
        if (resident := self._resident_id) is not None:
            self.run_latest("household", lambda: self.read_household(resident), self._show)
        else:
            self.refresh_start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does the step's main action from wherever the focus is, F8 the other one, F9
        leaves it for later."""
        if event.isAutoRepeat() or not self._members:
            if not press_focused(event, self):
                super().keyPressEvent(event)
            return
        if not self._is_choice() and press_focused(event, self):
            return
        button = {
            Qt.Key.Key_F8: self._flow.other_button,
            Qt.Key.Key_F9: self._flow.later_button,
        }.get(Qt.Key(event.key()), self._flow.main_button if event.key() in ENTER else _none)()
        if button is not None and button.isVisible():
            button.click()
        else:
            super().keyPressEvent(event)

    def _is_choice(self) -> bool:
        """Whether the focus is on something that is chosen already, so that Enter goes on."""
        focused = self.focusWidget()
        return (
            isinstance(focused, QPushButton)
            and isinstance(focused.parent(), ChoiceRow)
            and focused.isChecked()
        )

    def _build(self) -> None:
        self._flow = self.make_flow()
        self._start = self.make_start()
        self._views = QStackedWidget()
        self._views.addWidget(self._start)
        self._views.addWidget(self._flow)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_24, theme.SPACE_16, theme.SPACE_24, theme.SPACE_16)
        column.addWidget(self._views)

    def _connect(self) -> None:
        go, flow = self.context.go, self._flow
        flow.members.member_chosen.connect(self._choose_member)
        flow.step_list.step_chosen.connect(self._choose_step)
        flow.later_clicked.connect(self._put_off_step)
        flow.step_done.next_clicked.connect(self._move_on)
        flow.done.file_clicked.connect(lambda: go("residents", self._resident_id))
        flow.done.today_clicked.connect(lambda: go("today", None))

    def _save(self, work: Callable[[], Any], saved: Callable[[Any], None] | None = None) -> None:
        """Save a step, then go on to the next one that is missing; ``saved`` gets what ``work``
        returned."""
        resident = self._resident_id
        if self._saving or resident is None:
            return
        self._saving = True

        def work_and_look() -> tuple[Any, Sequence[Any]]:
            return work(), self.read_household(resident)

        def then(result: tuple[Any, Sequence[Any]]) -> None:
            self._saving = False
            if saved is not None:
                saved(result[0])
            if resident == self._resident_id:
                self._begin = self._at or self._begin_again()
                self._show(result[1])

        self.run(work_and_look, then)

    def _begin_again(self) -> At | None:
        return At(self._resident_id, self.kinds[0]) if self._resident_id else None

    def _together(self) -> list[str]:
        """For whom the step that shows was done in the same breath."""
        return done_together(self._members, self._at, self.each) if self._at else []

    def _failed(self, error: Exception, failed: Callable[[AppError], None] | None) -> None:
        was_saving, self._saving = self._saving, False
        super()._failed(error, failed)
        if was_saving:
            # What was refused may have changed at another desk: a bed that was taken, say.
            self.mark_stale()

    def _show(self, members: Sequence[Any]) -> None:
        if self._resident_id not in {member.person.id for member in members}:
            return
        self._members = tuple(members)
        self._flow.show_household(self._members)
        self._views.setCurrentWidget(self._flow)
        begin, self._begin = self._begin, None
        if begin is not None:
            self._at = self.first_step(self._members, begin)
        self._show_step(focus=begin is not None)

    def _show_step(self, *, focus: bool) -> None:
        current = self._member(self._at.resident_id if self._at else self._resident_id)
        if current is not None:
            self._flow.show_step(current, self._at, focus=focus)

    def _choose_member(self, resident: str) -> None:
        member = self._member(resident)
        if member is None:
            return
        kind = self._at.kind if self._at else self.kinds[0]
        if kind not in member.missing and member.missing:
            kind = member.missing[0]
        self._go(At(resident, kind))

    def _choose_step(self, kind: StrEnum) -> None:
        resident = self._at.resident_id if self._at else self._resident_id
        if resident is not None:
            self._go(At(resident, kind))

    def _go(self, at: At) -> None:
        self._put_off.discard(at)
        self._at = at
        self._show_step(focus=True)

    def _put_off_step(self) -> None:
        if self._at is not None:
            self._put_off |= put_off_with(self._members, self._at, self.each)
            self._move_on()

    def _move_on(self) -> None:
        if self._at is not None:
            self._at = self.first_step(self._members, self._at)
            self._show_step(focus=True)

    def _member(self, resident: str | None) -> Any:
        return next((m for m in self._members if m.person.id == resident), None)


def _none() -> None:
    return None

"""Appointments of earlier days of which nobody has said how they went."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.i18n import _, format_date
from desktop.models.appointments import AppointmentState
from desktop.services.appointments import AppointmentLine
from desktop.services.days import day_of
from desktop.services.words import word
from desktop.views.today.lines_card import LinesCard
from desktop.views.widgets.work_line import WorkLine

_ANSWERS = (AppointmentState.HELD, AppointmentState.MISSED)


class UnsettledCard(LinesCard[AppointmentLine]):
    """A line opens the resident's file; its buttons say how it went. Hides when there are none."""

    settle_clicked = Signal(object, object)
    """The ``AppointmentLine`` and its new ``AppointmentState``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("unsettled", parent)
        self._buttons: dict[WorkLine, list[QPushButton]] = {}

    def show_unsettled(self, rows: Sequence[AppointmentLine]) -> None:
        """List these."""
        self.setVisible(bool(rows))
        self.show_rows(rows)

    def heading(self) -> str:
        return _("How did it go?")

    def empty_text(self) -> str:
        return _("Of every appointment it is said how it went.")

    def make_line(self, number: int) -> WorkLine:
        line = super().make_line(number)
        self._buttons[line] = [self._button(line, number, state) for state in _ANSWERS]
        line.destroyed.connect(lambda: self._buttons.pop(line, None))
        return line

    def fill(self, line: WorkLine, row: AppointmentLine) -> None:
        line.set_texts(row.person.name, f"{row.words()} · {format_date(day_of(row.at))}")
        for button, state in zip(self._buttons[line], _ANSWERS, strict=True):
            button.setText(word(state))
            button.setAccessibleName(f"{word(state)}: {row.person.name}, {row.words()}")

    def _button(self, line: WorkLine, number: int, state: AppointmentState) -> QPushButton:
        button = QPushButton()
        button.setObjectName(f"unsettled_{state.value}_{number}")
        button.clicked.connect(lambda: self.settle_clicked.emit(self.row(number), state))
        line.add_button(button)
        return button

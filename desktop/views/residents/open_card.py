"""The left of a file: what is open for a resident."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from desktop.i18n import _, format_date, format_when
from desktop.models.check_outs import LeavingReason
from desktop.models.residents import CHECK_IN, FurtherStepKind, ResidentStatus, StepKind
from desktop.services.check_in_steps import CheckInKind
from desktop.services.check_out_steps import Leaving
from desktop.services.residents import ResidentFile
from desktop.services.words import word
from desktop.views import theme
from desktop.views.widgets.card import Card
from desktop.views.widgets.work_line import WorkLine

STEP_SIGNS: dict[CheckInKind, str] = {
    StepKind.IDENTITY: "resident",
    FurtherStepKind.PHOTO: "photo",
    StepKind.BED: "bed",
    StepKind.LEASE: "documents",
    StepKind.HOUSE_RULES: "page",
    FurtherStepKind.KEY: "key",
    StepKind.KIT: "kit",
    StepKind.MEALS: "meal",
    FurtherStepKind.TICKET: "ticket",
    FurtherStepKind.PRIVACY: "note",
}


class OpenCard(Card):
    """Expected arrival, missing check-in steps, meals from and until."""

    step_opened = Signal(object)
    """A step to be done."""
    leaving_opened = Signal()

    def __init__(self, clock: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._file: ResidentFile | None = None
        self._missing: tuple[CheckInKind, ...] = ()
        self._arrival = QLabel(wordWrap=True)
        self._arrival.setObjectName("file_arrival")
        self._meals = QLabel(wordWrap=True)
        self._meals.setObjectName("file_meals")
        self._nothing = QLabel(wordWrap=True)
        theme.mark(self._nothing, role="quiet")
        self._steps = {kind: self._step(kind) for kind in CHECK_IN}
        self._leaving = WorkLine()
        self._leaving.setObjectName("file_leaving")
        self._leaving.opened.connect(self.leaving_opened)
        self._leaving.hide()
        self.body.addWidget(self._arrival)
        self.body.addWidget(self._meals)
        self.body.addWidget(self._nothing)
        self.body.setSpacing(theme.SPACE_4)
        self.body.addWidget(self._leaving)
        for line in self._steps.values():
            self.body.addWidget(line)

    def show_file(self, file: ResidentFile, missing: tuple[CheckInKind, ...]) -> None:
        """Show a resident."""
        self._file, self._missing = file, missing
        self.retranslate()

    def retranslate(self) -> None:
        """Write everything in the current language."""
        self.set_title(_("Still to do"))
        self._nothing.setText(_("Nothing is open. What the check-in misses is listed here."))
        for kind, line in self._steps.items():
            line.set_icon(STEP_SIGNS[kind], "attention")
            line.set_texts(word(kind), _("Missing in the check-in"))
            line.setVisible(kind in self._missing)
        if self._file is None:
            return
        arrival, meals = self._arrival_text(self._file), _meals_text(self._file)
        self._arrival.setText(arrival)
        self._arrival.setVisible(bool(arrival))
        self._meals.setText(meals)
        self._meals.setVisible(bool(meals))
        leaving = self._file.leaving
        self._leaving.setVisible(leaving is not None)
        if leaving is not None:
            self._leaving.set_icon("check_out", "attention" if leaving.done_at is None else "quiet")
            self._leaving.set_texts(leaving_words(leaving), word(leaving.plan.reason))
        self._nothing.setVisible(not (arrival or self._missing or leaving))
        self.set_count(len(self._missing) or None)

    def _step(self, kind: CheckInKind) -> WorkLine:
        line = WorkLine()
        line.setObjectName(f"file_step_{kind.value}")
        line.opened.connect(lambda: self.step_opened.emit(kind))
        line.hide()
        return line

    def _arrival_text(self, file: ResidentFile) -> str:
        waited_for = {ResidentStatus.EXPECTED, ResidentStatus.NO_SHOW}
        if file.expected_at is None or file.person.status not in waited_for:
            return ""
        when = format_when(file.expected_at, self._clock())
        if file.expected_from:
            return _("Expected {time}, from {place}").format(time=when, place=file.expected_from)
        return _("Expected {time}").format(time=when)


def leaving_words(leaving: Leaving) -> str:
    """On which day they leave, or have left; of who has died only the day."""
    day = format_date(leaving.plan.leaves_on)
    if leaving.plan.reason is LeavingReason.DECEASED:
        return day
    if leaving.done_at is None:
        return _("Leaves on {date}").format(date=day)
    return _("Moved out on {date}").format(date=day)


def _meals_text(file: ResidentFile) -> str:
    if file.meals_from is None:
        return ""
    if file.meals_until is None:
        return _("Meals from {date} until the first benefit payment").format(
            date=format_date(file.meals_from)
        )
    return _("Meals from {first} until {last}").format(
        first=format_date(file.meals_from), last=format_date(file.meals_until)
    )

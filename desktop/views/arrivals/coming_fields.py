"""When and how a household that is announced comes."""

from collections.abc import Callable, Sequence
from datetime import date, time

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLineEdit, QWidget

from desktop.errors import AppError
from desktop.i18n import _
from desktop.models.residents import LegalGroup
from desktop.services.arrivals.announced import MOST_PEOPLE, Coming
from desktop.services.arrivals.lines import at_clock
from desktop.services.working_days import (
    NoWorkingDayError,
    is_working_day,
    takeover_after,
)
from desktop.views import theme
from desktop.views.arrivals.day_field import DayField
from desktop.views.widgets.field_row import FieldRow
from desktop.views.widgets.member_box import MemberBox
from desktop.views.widgets.number_field import NumberField
from desktop.views.widgets.time_field import TimeField

_NOON = time(12)


class ComingFields(QWidget):
    """The takeover date is proposed from the visitation until a person writes another."""

    changed = Signal()

    def __init__(
        self,
        today: Callable[[], date],
        centres: Sequence[str],
        *,
        meals: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._proposes = True
        self.day, self.clock = DayField(today), TimeField(_NOON)
        self.origin = QComboBox()
        self.origin.setEditable(True)
        self.origin.addItems(["", *centres])
        self.group = MemberBox(LegalGroup)
        self.visitated, self.takeover = DayField(today), DayField(today)
        self.count = NumberField(1, MOST_PEOPLE)
        self.considerations = QLineEdit(maxLength=500)
        self.pets = QLineEdit(maxLength=200)
        self.meals = QCheckBox()
        self.meals.setChecked(meals)
        self.rows: dict[str, FieldRow] = {}
        self._lay_out()
        self.visitated.day_changed.connect(self._propose)
        self.takeover.day_changed.connect(self._own_takeover)
        self.day.day_changed.connect(self._edited)
        self.retranslate()

    def coming(self) -> Coming:
        """What stands in the fields; they are right (``is_right``)."""
        day, clock = self.day.value(), self.clock.value()
        assert day is not None
        return Coming(
            expected_at=at_clock(day, clock.hour, clock.minute),
            expected_from=self.origin.currentText(),
            considerations=self.considerations.text(),
            pets=self.pets.text(),
            needs_meals=self.meals.isChecked(),
            legal_group=LegalGroup(self.group.value() or LegalGroup.SPECIAL_ACT),
            visitated_on=self.visitated.value(),
            takeover_on=self.takeover.value(),
        )

    def is_right(self) -> bool:
        """Whether it can be saved; else the first wrong field says why and has the focus."""
        self._check()
        if self.day.value() is None:
            self.rows["day"].set_error(lambda: _("Please write the day on which they come."))
        wrong = next((row for row in self.rows.values() if row.error()), None)
        if wrong is not None:
            wrong.control.setFocus()
        return wrong is None

    def retranslate(self) -> None:
        """Set every text again."""
        for name, text, hint in (
            ("day", _("Arrives on"), _("Day, month, year")),
            ("clock", _("At"), ""),
            ("origin", _("Asylum centre"), ""),
            ("group", _("Legal group"), ""),
            ("visitated", _("Visitation date"), _("May be left out")),
            ("takeover", _("Takeover"), _("Proposed: 15 working days after the visitation")),
            ("size", _("Number of people"), _("More than are named, if so")),
            ("considerations", _("Special considerations"), _("What to do, never why")),
            ("pets", _("Pet"), _("Left empty when there is none")),
        ):
            self.rows[name].set_label(text, hint)
        self.meals.setText(_("Needs meals"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def _propose(self) -> None:
        visitated = self.visitated.value()
        if self._proposes:
            self.takeover.set_value(takeover_after(visitated) if visitated else None)
        self._edited()

    def _own_takeover(self) -> None:
        self._proposes = not self.takeover.text().strip()
        self._edited()

    def _edited(self) -> None:
        self._check()
        self.changed.emit()

    def _check(self) -> None:
        for name, field in (
            ("day", self.day),
            ("visitated", self.visitated),
            ("takeover", self.takeover),
        ):
            problem, value = field.problem(), field.value()
            error: AppError | None = AppError(problem) if problem else None
            if name == "takeover" and value is not None and not is_working_day(value):
                error = NoWorkingDayError(value)
            self.rows[name].set_error(error.text if error else None)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.SPACE_12)
        grid.setVerticalSpacing(theme.SPACE_12)
        placed: tuple[tuple[str, QWidget, int, int, int], ...] = (
            ("day", self.day, 0, 0, 1),
            ("clock", self.clock, 0, 1, 1),
            ("origin", self.origin, 0, 2, 2),
            ("visitated", self.visitated, 1, 0, 1),
            ("takeover", self.takeover, 1, 1, 1),
            ("group", self.group, 1, 2, 2),
            ("considerations", self.considerations, 2, 0, 2),
            ("pets", self.pets, 2, 2, 1),
            ("size", self.count, 2, 3, 1),
        )
        for name, control, row, column, span in placed:
            control.setObjectName(f"arrival_{name}")
            self.rows[name] = FieldRow(control)
            top = Qt.AlignmentFlag.AlignTop
            grid.addWidget(self.rows[name], row, column, 1, span, top)
        self.meals.setObjectName("arrival_meals")
        grid.addWidget(self.meals, 3, 0, 1, 4)
        for column in range(4):
            grid.setColumnStretch(column, 1)

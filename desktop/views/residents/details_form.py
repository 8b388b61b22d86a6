"""What a host reads off the papers; shared by the check-in, "Edit details" and "New resident"."""

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from desktop.errors import AppError
from desktop.i18n import N_, _
from desktop.models.residents import BirthPrecision, Language, LegalGroup, Sex
from desktop.services.birth import kept_birth
from desktop.services.details import TEXTS, Details, detail_problems, longest
from desktop.services.details_hints import detail_hints
from desktop.views import theme
from desktop.views.residents.birth_field import BirthField
from desktop.views.residents.details_fields import (
    DATES,
    MEMBERS,
    PARTS,
    TYPED,
    WIDE,
    Draft,
    draft_of,
    labels,
    placeholders,
)
from desktop.views.residents.languages_field import LanguagesField
from desktop.views.widgets.field_grid import FieldGrid
from desktop.views.widgets.field_row import FieldRow
from desktop.views.widgets.focus_in_sight import focus_in_sight
from desktop.views.widgets.fold import Fold
from desktop.views.widgets.member_box import MemberBox
from desktop.views.widgets.typed_date_field import TypedDateField

_ENOUGH_DIGITS = {"birth_date": 8, "cpr": 10, "document_expires_on": 8, "permit_expires_on": 8}
"""How many digits what is typed has before it is judged while it is being typed."""

_FEWEST_LETTERS = 16
"""Of what is chosen, in sight where there is little room."""

_JUDGED_WHEN_LEFT = {"phone", "email", *_ENOUGH_DIGITS}


class DetailsForm(QWidget):
    """The fields of ``Details`` in parts that fold, each telling what is wrong with it while one
    types, and what may be worth a second look."""

    edited = Signal()
    """The person changed something."""

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._shown = Details()
        self._shown_draft = draft_of(self._shown)
        self._columns = 0
        self._birth = BirthField(today)
        self._languages = LanguagesField()
        self._boxes = {
            "birth_precision": MemberBox(BirthPrecision),
            "sex": MemberBox(Sex),
            "legal_group": MemberBox(LegalGroup),
            "interpreter_language": MemberBox(Language, lambda: _("No interpreter needed")),
        }
        for box in self._boxes.values():
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(_FEWEST_LETTERS)
        self._dates = {name: TypedDateField() for name in DATES}
        self._lines: dict[str, QLineEdit] = {name: QLineEdit() for name in TEXTS}
        self._lines |= {"birth_date": self._birth, **self._dates}
        self._controls: dict[str, QWidget] = {**self._lines, **self._boxes}
        self._controls["languages"] = self._languages
        self.rows: dict[str, FieldRow] = {}
        self.folds: dict[str, Fold] = {}
        self._grids: list[FieldGrid] = []
        self._lay_out()
        self._listen()
        self.retranslate()

    def show_details(self, details: Details) -> None:
        """Fill the fields."""
        self._shown, self._shown_draft = details, draft_of(details)
        self.restore(self._shown_draft)

    @property
    def shown(self) -> Details:
        """What the fields were filled with."""
        return self._shown

    def details(self) -> Details:
        """What the fields say now. What stands there as it was shown is told as it was given."""
        draft, shown, before = self.draft(), self._shown, self._shown_draft
        values: dict[str, Any] = {name: draft[name] for name in TEXTS}
        values |= {name: field.value() for name, field in self._dates.items()}
        values["languages"] = self._languages.value()
        for name in (*values,):
            if draft[name] == before[name]:
                values[name] = getattr(shown, name)
        language = self._boxes["interpreter_language"].value()
        precision = BirthPrecision(self._boxes["birth_precision"].value() or BirthPrecision.EXACT)
        birth = self._birth.value()
        born = kept_birth(birth.day, precision) if birth else None
        if all(
            draft[name] == self._shown_draft[name] for name in ("birth_date", "birth_precision")
        ):
            born = shown.birth_date
        return Details(
            **values,
            birth_date=born,
            birth_precision=precision,
            sex=Sex(self._boxes["sex"].value() or Sex.OTHER),
            legal_group=LegalGroup(self._boxes["legal_group"].value() or LegalGroup.SPECIAL_ACT),
            interpreter_language=Language(language) if language else None,
        )

    def is_edited(self) -> bool:
        """Whether the fields differ from what was shown."""
        return bool(self.changes())

    def draft(self) -> Draft:
        """What stands in the fields, to be put back with ``restore``."""
        draft: Draft = {name: line.text() for name, line in self._lines.items()}
        for name, box in self._boxes.items():
            member = box.value()
            draft[name] = None if member is None else str(member)
        return draft | {"languages": list(self._languages.value())}

    def changes(self) -> Draft:
        """The same of the fields that differ from what was shown."""
        before = self._shown_draft
        return {name: value for name, value in self.draft().items() if value != before[name]}

    def restore(self, draft: Draft) -> None:
        """Put back what was typed; a field that the draft has not stays as it is, and so does one
        that an earlier version kept differently."""
        for name, line in self._lines.items():
            if isinstance(draft.get(name), str):
                line.setText(draft[name])
        for name, box in self._boxes.items():
            if name in draft and box.offers(draft[name]):
                box.set_value(draft[name])
        if isinstance(draft.get("languages"), list):
            self._languages.set_value(draft["languages"])
        self._check()

    def problems(self) -> dict[str, AppError]:
        """What is wrong, by field, in the order of the form."""
        found = detail_problems(self.details(), self._today())
        for name in ("birth_date", *DATES):
            field = self._birth if name == "birth_date" else self._dates[name]
            if problem := field.problem():
                found[name] = AppError(problem)
        birth, exact = self._birth.value(), BirthPrecision.EXACT
        if (
            birth
            and birth.precision is not exact
            and self._boxes["birth_precision"].value() is exact
        ):
            found["birth_date"] = AppError(
                N_("For an exact date please write day, month and year.")
            )
        order = [name for part in PARTS for name in part.fields]
        return {name: found[name] for name in order if name in found}

    def accept_or_point_out(self) -> Details | None:
        """The details when all is right; else the first wrong field gets the focus."""
        problems = self._check(strictly=True)
        if not problems:
            return self.details()
        first = next(iter(problems))
        part = next(part for part in PARTS if first in part.fields)
        self.folds[part.name].set_open(True)
        focus_in_sight(self._controls[first])
        return None

    def focus_first(self) -> None:
        """Put the cursor into the first field."""
        self._controls["given_names"].setFocus()

    def retranslate(self) -> None:
        """Set every text; what was typed stays."""
        said = labels()
        for name, row in self.rows.items():
            row.set_label(said[name])
        for name, text in placeholders().items():
            self._lines[name].setPlaceholderText(text)
        for part in PARTS:
            self.folds[part.name].set_title(part.title())

    def minimumSizeHint(self) -> QSize:
        """As narrow as one column."""
        return QSize(self._narrowest(), super().minimumSizeHint().height())

    def width_of_two_columns(self) -> int:
        """From this width on, fields stand side by side in this language."""
        return 2 * self._narrowest() + theme.SPACE_16

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
            self._fit()

    def _fit(self) -> None:
        """Side by side where the labels of this language have room, else one below another."""
        columns = 2 if self.width() >= self.width_of_two_columns() else 1
        for grid in self._grids:
            grid.set_columns(columns)

    def _narrowest(self) -> int:
        return max(grid.narrowest() for grid in self._grids)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_16)
        for part in PARTS:
            for name in part.fields:
                control = self._controls[name]
                control.setObjectName(name)
                self.rows[name] = FieldRow(control)
            rows = [self.rows[name] for name in part.fields]
            wide = [self.rows[name] for name in part.fields if name in WIDE]
            grid, fold = FieldGrid(rows, wide), Fold()
            fold.button.setObjectName(f"details_{part.name}")
            theme.mark(fold.button, role="part")
            fold.body.addWidget(grid)
            fold.set_open(True)
            self.folds[part.name] = fold
            self._grids.append(grid)
            column.addWidget(fold)
        column.addStretch(1)
        for name in TEXTS:
            self._lines[name].setMaxLength(longest(name))

    def _listen(self) -> None:
        for name in TYPED:
            field = self._lines[name]
            field.textEdited.connect(lambda _text, name=name: self._edit(name))
            field.editingFinished.connect(self._leave)
        for name in MEMBERS:
            self._boxes[name].activated.connect(lambda _index, name=name: self._edit(name))
        self._languages.changed.connect(lambda _values: self._edit("languages"))

    def _edit(self, name: str) -> None:
        birth, box = self._birth.value(), self._boxes["birth_precision"]
        if name == "birth_date" and birth is not None:
            year_stays = birth.precision is BirthPrecision.YEAR and (
                box.value() is BirthPrecision.ESTIMATED
            )
            if not year_stays:
                box.set_value(birth.precision)
        self._check()
        self.edited.emit()

    def _leave(self) -> None:
        self._check()

    def _check(self, *, strictly: bool = False) -> dict[str, AppError]:
        """Show what is wrong beside the fields, and what is to be told; a date or number that is
        still being typed is left in peace until it is long enough or left."""
        problems = self.problems()
        hints = detail_hints(self.details(), self._today())
        for name, row in self.rows.items():
            problem, hint = problems.get(name), hints.get(name)
            if name == "given_names" and not strictly and not self._shown.name:
                problem = None  # nobody has been asked for it yet
            if not strictly and self._still_typing(name):
                problem = None
                hint = None if hint and hint.warns else hint
            row.set_error(problem.text if problem else None)
            row.set_notice(hint.words if hint else None, warns=bool(hint and hint.warns))
        return problems

    def _still_typing(self, name: str) -> bool:
        if name not in _JUDGED_WHEN_LEFT or not self._lines[name].hasFocus():
            return False
        digits = sum(letter.isdigit() for letter in self._lines[name].text())
        return digits < _ENOUGH_DIGITS.get(name, 99)

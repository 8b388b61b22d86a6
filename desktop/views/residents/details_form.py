"""What a host reads off the papers; shared by the check-in and by "Edit details"."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from typing import Any

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.errors import AppError
from desktop.i18n import _
from desktop.models.residents import BirthPrecision, Language, Sex
from desktop.services.residents import Details, check_details, cpr_problem
from desktop.views import theme
from desktop.views.residents.birth_field import BirthField
from desktop.views.widgets.field_row import FieldRow
from desktop.views.widgets.member_box import MemberBox

BLANK = Details(
    surname="–",
    given_names="–",
    surname_cyrillic="",
    given_names_cyrillic="",
    birth_date=None,
    birth_precision=BirthPrecision.EXACT,
    sex=Sex.OTHER,
    cpr="",
    document_type="",
    document_number="",
    interpreter_language=None,
    phone="",
    email="",
    emergency_contact="",
    diet="",
    allergies="",
)
"""Right in every field, so that the rules can be asked about one field at a time."""

TEXTS = tuple(field.name for field in fields(BLANK) if type(getattr(BLANK, field.name)) is str)
"""The fields that are plain text."""

ROWS: tuple[tuple[str, ...], ...] = (
    ("given_names", "surname"),
    ("given_names_cyrillic", "surname_cyrillic"),
    ("birth_date", "birth_precision"),
    ("sex", "cpr"),
    ("document_type", "document_number"),
    ("phone", "email"),
    ("interpreter_language", "emergency_contact"),
    ("diet", "allergies"),
)
Draft = dict[str, Any]
"""What stands in the fields, also where it is not right yet."""


class DetailsForm(QWidget):
    """The fields of ``Details``, each telling what is wrong with it while one types."""

    edited = Signal()
    """The person changed something."""

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._shown = BLANK
        self._columns = 0
        self._controls: dict[str, QWidget] = {name: QLineEdit() for name in TEXTS}
        self._birth = BirthField()
        self._precision = MemberBox(BirthPrecision)
        self._language = MemberBox(Language, lambda: _("No interpreter needed"))
        self._sex = MemberBox(Sex)
        self._controls |= {
            "birth_date": self._birth,
            "birth_precision": self._precision,
            "sex": self._sex,
            "interpreter_language": self._language,
        }
        self.rows: dict[str, FieldRow] = {}
        self._lay_out()
        self._listen()
        self.retranslate()

    def show_details(self, details: Details) -> None:
        """Fill the fields."""
        self._shown = details
        self.restore(_draft_of(details))

    def details(self) -> Details:
        """What the fields say now."""
        values: dict[str, Any] = {name: self._line(name).text() for name in TEXTS}
        language = self._language.value()
        return Details(
            **values,
            birth_date=self._birth.value(),
            birth_precision=BirthPrecision(self._precision.value() or BirthPrecision.EXACT),
            sex=Sex(self._sex.value() or Sex.OTHER),
            interpreter_language=Language(language) if language else None,
        )

    def is_edited(self) -> bool:
        """Whether the fields differ from what was shown."""
        return self.draft() != _draft_of(self._shown)

    def draft(self) -> Draft:
        """What stands in the fields, to be put back with ``restore``."""
        return {name: self._line(name).text() for name in TEXTS} | {
            "birth_date": self._birth.text(),
            "birth_precision": self._precision.value(),
            "sex": self._sex.value(),
            "interpreter_language": self._language.value(),
        }

    def restore(self, draft: Draft) -> None:
        """Put back what was typed."""
        for name in (*TEXTS, "birth_date"):
            self._line(name).setText(draft[name])
        self._precision.set_value(draft["birth_precision"])
        self._language.set_value(draft["interpreter_language"])
        self._sex.set_value(draft["sex"])
        self._check()

    def problems(self) -> dict[str, str]:
        """What is wrong, as msgids by field."""
        details = self.details()
        found = {
            name: problem
            for name in ("given_names", "surname")
            if (problem := self._rule(replace(BLANK, **{name: getattr(details, name)})))
        }
        birth = self._birth.problem() or self._rule(replace(BLANK, birth_date=details.birth_date))
        if birth:
            found["birth_date"] = birth
        # A birth date that is wrong in itself is no measure for the CPR number.
        if cpr := cpr_problem(details.cpr, None if birth else details.birth_date):
            found["cpr"] = cpr
        return found

    def accept_or_point_out(self) -> Details | None:
        """The details when all is right; else the first wrong field gets the focus."""
        problems = self._check(strictly=True)
        if not problems:
            return self.details()
        first = next(name for row in ROWS for name in row if name in problems)
        self._controls[first].setFocus()
        return None

    def focus_first(self) -> None:
        """Put the cursor into the first field."""
        self._controls["given_names"].setFocus()

    def retranslate(self) -> None:
        """Set every text; what was typed stays."""
        labels = {
            "surname": _("Surname"),
            "given_names": _("Given names"),
            "surname_cyrillic": _("Surname in Cyrillic letters"),
            "given_names_cyrillic": _("Given names in Cyrillic letters"),
            "birth_date": _("Date of birth"),
            "birth_precision": _("How surely it is known"),
            "sex": _("Sex"),
            "cpr": _("CPR number"),
            "document_type": _("Document"),
            "document_number": _("Document number"),
            "interpreter_language": _("Interpreter language"),
            "phone": _("Phone"),
            "email": _("E-mail"),
            "emergency_contact": _("Contact person in an emergency"),
            "diet": _("Special diet"),
            "allergies": _("Allergies"),
        }
        for name, row in self.rows.items():
            row.set_label(labels[name])
        self._birth.setPlaceholderText(_("day.month.year"))
        self._line("cpr").setPlaceholderText(_("leave empty until there is one"))
        self._line("document_type").setPlaceholderText(_("passport, ID card …"))

    def minimumSizeHint(self) -> QSize:
        """As narrow as one column."""
        return QSize(self._narrowest(), super().minimumSizeHint().height())

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
        both = 2 * self._narrowest() + self._grid.horizontalSpacing()
        self._arrange(2 if self.width() >= both else 1)

    def _narrowest(self) -> int:
        return max(row.minimumSizeHint().width() for row in self.rows.values())

    def _lay_out(self) -> None:
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.SPACE_16)
        self._grid.setVerticalSpacing(theme.SPACE_12)
        for names in ROWS:
            for name in names:
                control = self._controls[name]
                control.setObjectName(name)
                self.rows[name] = FieldRow(control)
        self._arrange(2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._grid)
        column.addStretch(1)

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        while self._grid.takeAt(0) is not None:
            pass
        for number, row in enumerate(self.rows.values()):
            self._grid.addWidget(row, number // columns, number % columns)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, columns - 1)

    def _listen(self) -> None:
        for name in (*TEXTS, "birth_date"):
            field = self._line(name)
            field.textEdited.connect(lambda _text, name=name: self._edit(name))
            field.editingFinished.connect(self._leave)
        self._precision.activated.connect(lambda: self._edit("birth_precision"))
        self._language.activated.connect(lambda: self._edit("interpreter_language"))
        self._sex.activated.connect(lambda: self._edit("sex"))

    def _line(self, name: str) -> QLineEdit:
        control = self._controls[name]
        assert isinstance(control, QLineEdit)
        return control

    def _edit(self, name: str) -> None:
        if name == "birth_date" and self._birth.is_year():
            if self._precision.value() is BirthPrecision.EXACT:
                self._precision.set_value(BirthPrecision.YEAR)
        elif (
            name == "birth_date"
            and self._birth.value()
            and self._precision.value() is BirthPrecision.YEAR
        ):
            self._precision.set_value(BirthPrecision.EXACT)
        self._check()
        self.edited.emit()

    def _leave(self) -> None:
        self._check()

    def _check(self, *, strictly: bool = False) -> dict[str, str]:
        """Show what is wrong beside the fields; a date or number that is still being typed is
        left in peace until it is long enough or left."""
        problems = self.problems()
        for name in ("given_names", "surname", "birth_date", "cpr"):
            msgid = problems.get(name)
            if msgid and not strictly and self._still_typing(name):
                msgid = None
            self.rows[name].set_error(_said(msgid) if msgid else None)
        return problems

    def _still_typing(self, name: str) -> bool:
        if name not in {"birth_date", "cpr"}:
            return False
        field = self._line(name)
        enough = 8 if name == "birth_date" else 10
        return field.hasFocus() and sum(letter.isdigit() for letter in field.text()) < enough

    def _rule(self, details: Details) -> str | None:
        try:
            check_details(details, self._today())
        except AppError as error:
            return error.msgid
        return None


def _draft_of(details: Details) -> Draft:
    texts = {name: getattr(details, name) for name in TEXTS}
    year_only = details.birth_precision is BirthPrecision.YEAR
    born = details.birth_date
    birth = "" if born is None else f"{born.year:04d}" if year_only else f"{born:%d.%m.%Y}"
    return texts | {
        "birth_date": birth,
        "birth_precision": details.birth_precision,
        "sex": details.sex,
        "interpreter_language": details.interpreter_language,
    }


def _said(msgid: str) -> Callable[[], str]:
    return lambda: _(msgid)

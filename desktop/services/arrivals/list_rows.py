"""A row of a list of arrivals: what it says, and what is wrong with it. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any, TypeVar

from desktop.i18n import N_
from desktop.models.residents import BirthPrecision, LegalGroup, Sex
from desktop.services.arrivals.announced import AHEAD, MOST_PEOPLE, Announced, birth_problem
from desktop.services.arrivals.cell_texts import (
    GROUPS,
    ROLES,
    SEXES,
    chosen,
    is_cyrillic,
    name_of,
    shortened,
    text_of,
    yes_or_no,
)
from desktop.services.arrivals.columns import FIELD_NAMES, ListField
from desktop.services.arrivals.dates import EPOCH_1900, moment_of, time_of
from desktop.services.arrivals.problems import Problem, UnreadableError
from desktop.services.cpr import cpr_problem
from desktop.services.working_days import is_working_day, next_working_day

T = TypeVar("T")
F = ListField

NO_GROUP = N_(
    "“{text}” is no legal group. Please write særlov, kvote, familiesammenført or patient."
)
NO_YES = N_("“{text}” is neither yes nor no.")
NO_SEX = N_("“{text}” is no sex. Please write K or M.")
NO_ROLE = N_("“{text}” is no place in the household.")

_LENGTHS = {F.CONSIDERATIONS: 500}
_LENGTH = 200
_KEEPING_OUT = frozenset({F.SURNAME, F.GIVEN_NAMES, F.FULL_NAME, F.ARRIVAL_DATE, F.LEGAL_GROUP})
"""Without these, or with something else in them, nobody can be expected rightly."""


@dataclass(frozen=True)
class ListRow:
    """``number`` is the row's in the file. Empty text and None stand for "not told"; what is not
    told changes nothing of what is known."""

    number: int
    person: Announced
    household: str = ""
    size: int | None = None
    day: date | None = None
    clock: time | None = None
    expected_from: str = ""
    site: str = ""
    considerations: str = ""
    pets: str = ""
    needs_meals: bool | None = None
    legal_group: LegalGroup | None = None
    visitated_on: date | None = None
    takeover_on: date | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def is_wrong(self) -> bool:
        """Whether it is left out."""
        return any(problem.is_error for problem in self.problems)


class RowReader:
    """Makes rows out of cells, by what each column holds."""

    def __init__(
        self, columns: Mapping[int, ListField], today: date, epoch: date = EPOCH_1900
    ) -> None:
        self._places = {field: place for place, field in columns.items()}
        self._today = today
        self._epoch = epoch

    def row(self, number: int, cells: Sequence[object]) -> ListRow:
        """What a row says."""
        return _Reading(self._places, self._today, self._epoch, cells).row(number)


class _Reading:
    """One row while it is read."""

    def __init__(
        self,
        places: Mapping[ListField, int],
        today: date,
        epoch: date,
        cells: Sequence[object],
    ) -> None:
        self._places = places
        self._today = today
        self._epoch = epoch
        self._cells = cells
        self._problems: list[Problem] = []

    def row(self, number: int) -> ListRow:
        day, clock = self._arrival()
        visitated = self._day(F.VISITATED_ON)
        person = self._person()
        told: dict[str, Any] = {
            "household": self._text(F.HOUSEHOLD),
            "size": self._size(),
            "day": day,
            "clock": clock,
            "expected_from": self._text(F.EXPECTED_FROM),
            "site": self._text(F.SITE),
            "considerations": self._text(F.CONSIDERATIONS),
            "pets": self._pets(),
            "needs_meals": self._tried(
                F.NEEDS_MEALS, lambda: yes_or_no(self._text(F.NEEDS_MEALS), NO_YES)
            ),
            "legal_group": self._tried(
                F.LEGAL_GROUP, lambda: chosen(self._text(F.LEGAL_GROUP), GROUPS, NO_GROUP)
            ),
            "visitated_on": self._visitation(visitated, day),
            "takeover_on": self._takeover(),
        }
        return ListRow(number, person, **told, problems=tuple(self._problems))

    def _cell(self, field: ListField) -> object:
        place = self._places.get(field)
        return self._cells[place] if place is not None and place < len(self._cells) else None

    def _text(self, field: ListField) -> str:
        text = self._tried(field, lambda: text_of(self._cell(field))) or ""
        most = _LENGTHS.get(field, _LENGTH)
        if len(text) > most:
            self._say(
                N_("{field}: longer than {count} characters. Please shorten it."),
                is_error=True,
                field_msgid=FIELD_NAMES[field],
                count=most,
            )
            return ""
        return text

    def _tried(self, field: ListField, work: Callable[[], T]) -> T | None:
        """What the cell holds; None where that can't be read, which is told."""
        try:
            return work()
        except UnreadableError as error:
            self._say(
                N_("{field}: {problem}"),
                is_error=field in _KEEPING_OUT,
                field_msgid=FIELD_NAMES[field],
                problem=_Told(error.msgid, shortened(error.text)),
            )
            return None

    def _say(self, msgid: str, *, is_error: bool = False, **params: object) -> None:
        self._problems.append(Problem(msgid, is_error, params))

    def _person(self) -> Announced:
        surname, given = self._names()
        cyrillic = [self._text(F.SURNAME_CYRILLIC), self._text(F.GIVEN_NAMES_CYRILLIC)]
        if is_cyrillic(surname + given):
            self._say(
                N_(
                    "The name is in Cyrillic letters. "
                    "Please write it as in the passport on arrival."
                )
            )
            cyrillic = [one or two for one, two in zip(cyrillic, (surname, given), strict=True)]
        born, precision = self._birth()
        return Announced(
            surname=surname,
            given_names=given,
            surname_cyrillic=name_of(cyrillic[0]),
            given_names_cyrillic=name_of(cyrillic[1]),
            birth_date=born,
            birth_precision=precision,
            sex=self._sex(),
            role=self._tried(
                F.HOUSEHOLD_ROLE, lambda: chosen(self._text(F.HOUSEHOLD_ROLE), ROLES, NO_ROLE)
            ),
            cpr=self._cpr(born if precision is BirthPrecision.EXACT else None),
            foreigner_number=self._text(F.FOREIGNER_NUMBER),
            phone=self._text(F.PHONE),
            reference=self._text(F.REFERENCE),
        )

    def _sex(self) -> Sex:
        found = self._tried(F.SEX, lambda: chosen(self._text(F.SEX), SEXES, NO_SEX))
        return found or Sex.OTHER

    def _names(self) -> tuple[str, str]:
        surname, given = self._text(F.SURNAME), self._text(F.GIVEN_NAMES)
        whole = self._text(F.FULL_NAME)
        if whole and not (surname and given):
            surname, given = _split(whole)
        is_told = any(problem.is_error for problem in self._problems)
        if not (surname and given) and not is_told:
            self._say(N_("The surname or the given names are missing."), is_error=True)
        for name in filter(None, (surname, given)):
            if not any(letter.isalpha() for letter in name):
                self._say(N_("“{text}” is no name."), is_error=True, text=shortened(name))
        return name_of(surname), name_of(given)

    def _birth(self) -> tuple[date | None, BirthPrecision]:
        text = self._text(F.BIRTH_DATE)
        about = text.lower().removeprefix("ca.").removeprefix("ca").removeprefix("omkring").strip()
        year = about.removeprefix("00-00-").removeprefix("00.00.").removeprefix("00/00/")
        if year.isdigit() and len(year) == 4:
            born: date | None = date(max(1, int(year)), 1, 1)
            precision = BirthPrecision.YEAR if about == text else BirthPrecision.ESTIMATED
        else:
            born, precision = self._day(F.BIRTH_DATE, born=True), BirthPrecision.EXACT
        if problem := birth_problem(born, self._today):
            self._say(problem)
            born = None
        return born, precision if born else BirthPrecision.EXACT

    def _cpr(self, born: date | None) -> str:
        text = self._text(F.CPR)
        digits = text.replace("-", "").replace(" ", "")
        if len(digits) == 9 and digits.isdigit():
            text = f"0{digits}"  # a spreadsheet has taken it for a number
        problem = cpr_problem(text, born) if text else None
        if problem is None:
            return text
        self._say(N_("{problem} The CPR number is left out."), problem_msgid=problem)
        return ""

    def _arrival(self) -> tuple[date | None, time | None]:
        before = len(self._problems)
        moment = self._tried(
            F.ARRIVAL_DATE,
            lambda: moment_of(self._cell(F.ARRIVAL_DATE), self._today, epoch=self._epoch),
        )
        clock = self._tried(F.ARRIVAL_TIME, lambda: time_of(self._cell(F.ARRIVAL_TIME)))
        if moment is None:
            if not any(problem.is_error for problem in self._problems[before:]):
                self._say(N_("The date of arrival is missing."), is_error=True)
            return None, clock
        day = moment[0]
        if day > self._today + AHEAD:
            self._say(
                N_("The arrival on {date} lies more than a year ahead. Please check the year."),
                is_error=True,
                date=day,
            )
        elif day < self._today:
            self._say(N_("The day of arrival, {date}, is over."), date=day)
        return day, clock or moment[1]

    def _day(self, field: ListField, *, born: bool = False) -> date | None:
        moment = self._tried(
            field,
            lambda: moment_of(self._cell(field), self._today, epoch=self._epoch, born=born),
        )
        return moment[0] if moment else None

    def _visitation(self, visitated: date | None, day: date | None) -> date | None:
        if visitated is not None and visitated > self._today:
            self._say(
                N_("The visitation date, {date}, lies in the future. It is left out."),
                date=visitated,
            )
            return None
        if visitated is not None and day is not None and day < visitated:
            self._say(N_("The arrival lies before the visitation. Please check both."))
        return visitated

    def _takeover(self) -> date | None:
        day = self._day(F.TAKEOVER_ON)
        if day is None or is_working_day(day):
            return day
        other = next_working_day(day)
        self._say(
            N_("The takeover date, {date}, is no working day. {other} is taken instead."),
            date=day,
            other=other,
        )
        return other

    def _pets(self) -> str:
        """A pet in words; "no" is none, "yes" is one of which nothing more is told."""
        text = self._text(F.PETS)
        lower = text.lower().strip(" .-–")
        return "" if lower in ("nej", "no", "ingen", "none", "n", "0", "") else text

    def _size(self) -> int | None:
        text = self._text(F.SIZE)
        digits = text.split(" ", maxsplit=1)[0].strip(".")
        if not text:
            return None
        if not digits.isdigit() or not 0 < int(digits[:6]) <= MOST_PEOPLE:
            self._say(
                N_("{field}: “{text}” is no number of people. It is left out."),
                field_msgid=FIELD_NAMES[F.SIZE],
                text=shortened(text),
            )
            return None
        return int(digits)


class _Told:
    """A text with what stands in the cell; translated when it is shown."""

    def __init__(self, msgid: str, text: str) -> None:
        self.msgid = msgid
        self.text = text

    def __str__(self) -> str:
        return Problem(self.msgid, params={"text": self.text}).words()


def _split(whole: str) -> tuple[str, str]:
    """Surname and given names: before and after a comma, else the last word and what stands
    before it."""
    if "," in whole:
        surname, _, given = whole.partition(",")
        return surname.strip(), given.strip()
    given, _, surname = whole.rpartition(" ")
    return surname.strip(), given.strip()

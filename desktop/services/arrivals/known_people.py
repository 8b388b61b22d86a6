"""Who of a list is known here already: by the list's number, the foreigner's number, the CPR
number, else by name, date of birth and day. Pure: works on rows that were read."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from desktop.i18n import N_
from desktop.models.residents import Resident, ResidentStatus
from desktop.services.arrivals.households import name_key, plain_number
from desktop.services.arrivals.list_rows import ListRow
from desktop.services.arrivals.problems import Problem
from desktop.services.days import day_of

Key = tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """Who answers to a row, None when nobody does, and what is to be said of it."""

    resident: Resident | None = None
    problems: tuple[Problem, ...] = field(default=())


class KnownPeople:
    """The residents of the site, however long ago; without records that were made anonymous.
    ``closed`` are those whose protected file the viewer has not opened: nothing is said about them.
    ``heads``: by the id of a record that was merged, the one that stands for its person, who
    answers to what either says."""

    def __init__(
        self,
        residents: Iterable[Resident],
        closed: frozenset[str],
        heads: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._closed = closed
        self._by: dict[Key, list[Resident]] = {}
        rows = {resident.id: resident for resident in residents}
        for resident in rows.values():
            person = rows.get(heads.get(resident.id, resident.id))
            for key in _keys_of(resident) if person is not None else ():
                answering = self._by.setdefault(key, [])
                if person is not None and person not in answering:
                    answering.append(person)

    def is_closed(self, resident: Resident) -> bool:
        """Whether nothing may be said of somebody, nor written over."""
        return resident.id in self._closed

    def find(self, row: ListRow) -> Found:
        """Who answers to the row, by the first key that anybody answers to. Who has moved out is
        not expected anew: the row is taken, and it is said."""
        answers: list[Resident] = []
        for key in _keys_asked(row):
            answers = [one for one in self._by.get(key, ()) if _may_be(key, one, row)]
            if answers:
                break
        live = [one for one in answers if one.status is not ResidentStatus.MOVED_OUT]
        if len(live) > 1:
            live = _narrowed(live, row)
        if len(live) > 1:
            return Found(
                None,
                (
                    Problem(
                        N_(
                            "More than one person here answers to this row. "
                            "Please change the right one by hand."
                        ),
                        is_error=True,
                    ),
                ),
            )
        if live:
            return self._checked(live[0], row)
        gone = [one for one in answers if one.id not in self._closed]
        if gone:
            problem = Problem(
                N_("{number} has lived here before and moved out. Please check who it is."),
                params={"number": gone[0].number},
            )
            return Found(None, (problem,))
        return Found(None, self._taken_reference(row))

    def _checked(self, found: Resident, row: ListRow) -> Found:
        """The numbers of one row must not belong to two people."""
        for key in _numbers(row):
            others = [one for one in self._by.get(key, ()) if one.id != found.id]
            if others and found not in self._by.get(key, ()):
                return Found(
                    None,
                    (
                        Problem(
                            N_(
                                "The numbers of this row belong to two different people here. "
                                "Please check them."
                            ),
                            is_error=True,
                        ),
                    ),
                )
        return Found(found)

    def _taken_reference(self, row: ListRow) -> tuple[Problem, ...]:
        reference = ("reference", plain_number(row.person.reference))
        others = [one for one in self._by.get(reference, ()) if one.id not in self._closed]
        if not row.person.reference or not others or row.household:
            return ()
        return (
            Problem(
                N_("The number {text} stood in a list before, for somebody else."),
                params={"text": row.person.reference},
            ),
        )


def _keys_of(one: Resident) -> Iterable[Key]:
    if one.arrival_reference:
        yield "reference", plain_number(one.arrival_reference)
    if one.foreigner_number:
        yield "foreigner", plain_number(one.foreigner_number)
    if one.cpr:
        yield "cpr", plain_number(one.cpr)
    name = name_key(one.surname, one.given_names)
    day = str(day_of(one.expected_at)) if one.expected_at else ""
    yield "name", name, str(one.birth_date), day
    if one.birth_date is not None:
        yield "born", name, str(one.birth_date)


def _keys_asked(row: ListRow) -> Iterable[Key]:
    """In the order in which they count."""
    person = row.person
    if person.reference or row.household:
        yield "reference", plain_number(person.reference or row.household)
    yield from _numbers(row)
    name = name_key(person.surname, person.given_names)
    yield "name", name, str(person.birth_date), str(row.day)
    if person.birth_date is not None:
        yield "born", name, str(person.birth_date)


def _numbers(row: ListRow) -> Iterable[Key]:
    if row.person.foreigner_number:
        yield "foreigner", plain_number(row.person.foreigner_number)
    if row.person.cpr:
        yield "cpr", plain_number(row.person.cpr)


def _may_be(key: Key, one: Resident, row: ListRow) -> bool:
    """Whether somebody who has the key may be who the row is about: nobody with other numbers. The
    number of a list alone is not enough: lists begin anew at 1, a case has many people, and twins
    are born on one day."""
    if key[0] in ("foreigner", "cpr"):
        return True
    if _has_other_numbers(one, row):
        return False
    if key[0] != "reference":
        return True
    given = name_key("", one.given_names) == name_key("", row.person.given_names)
    return (
        _same_number(one, row)
        or _same_cpr(one, row)
        or _same_name(one, row)
        or (_same_birth(one, row) and given)
    )


def _has_other_numbers(one: Resident, row: ListRow) -> bool:
    person = row.person
    foreigner = person.foreigner_number and one.foreigner_number and not _same_number(one, row)
    return bool(foreigner or (person.cpr and one.cpr and not _same_cpr(one, row)))


def _same_number(one: Resident, row: ListRow) -> bool:
    return bool(row.person.foreigner_number) and plain_number(
        one.foreigner_number or ""
    ) == plain_number(row.person.foreigner_number)


def _same_cpr(one: Resident, row: ListRow) -> bool:
    return bool(row.person.cpr) and plain_number(one.cpr or "") == plain_number(row.person.cpr)


def _same_name(one: Resident, row: ListRow) -> bool:
    return name_key(one.surname, one.given_names) == name_key(
        row.person.surname, row.person.given_names
    )


def _same_birth(one: Resident, row: ListRow) -> bool:
    return row.person.birth_date is not None and one.birth_date == row.person.birth_date


_SAME: tuple[Callable[[Resident, ListRow], bool], ...] = (
    _same_number,
    _same_cpr,
    _same_name,
    _same_birth,
)


def _narrowed(live: list[Resident], row: ListRow) -> list[Resident]:
    """Of several, those of whom most agrees."""
    agreeing = [(sum(same(one, row) for same in _SAME), one) for one in live]
    most = max(count for count, _ in agreeing)
    return [one for count, one in agreeing if count == most]

"""A list of arrivals is checked against who is known here, and taken in one op (FEATURES R2).

A list goes to the site of this desk. Rows for another site are left out and say so; a coordinator
takes them at a desk of that site.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session, col, select

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models.list_entries import ListEntry
from desktop.models.residents import Household, LegalGroup, Resident
from desktop.models.sites import Site
from desktop.services.arrivals.announced import Coming
from desktop.services.arrivals.households import checked_together, group_of, household_size
from desktop.services.arrivals.known_people import KnownPeople
from desktop.services.arrivals.last_said import prints_of, reference_of
from desktop.services.arrivals.likenesses import warned
from desktop.services.arrivals.list_plan import (
    Before,
    Planned,
    Verdict,
    counts,
    expected_at,
    place_of,
    planned,
)
from desktop.services.arrivals.list_rows import ListRow
from desktop.services.arrivals.promised_beds import move_along
from desktop.services.arrivals.writing import add_household, add_resident, with_roles
from desktop.services.days import day_of
from desktop.services.numbers import require_desk_number
from desktop.services.records import heads_in
from desktop.services.seen import saw
from desktop.services.sight import closed_among, require_open, unprotected
from desktop.services.working_days import takeover_after
from desktop.services.workplace import Workplace

MOST_TAKEN = 2_000
"""Rows that one op may bring: it must fit into what the store takes at once (8 MiB)."""


@dataclass(frozen=True)
class Checked:
    """A list as it would be taken now."""

    rows: tuple[ListRow, ...]
    plan: tuple[Planned, ...]


@dataclass(frozen=True)
class Taken:
    """What was taken: how many people are new, how many were changed, how many were so already,
    how many rows were left out."""

    new: int
    changed: int
    same: int
    left_out: int


class ArrivalLists:
    """Lists of arrivals for this site."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def check(self, rows: Sequence[ListRow]) -> Checked:
        """What each row would do, and whom somebody new may be already. Nothing is changed."""
        together = tuple(checked_together(rows))
        with self._workplace.read("see_arrivals") as session:
            plan, named = warned(session, self._workplace, self._plan(session, together))
            ids = [one.resident_id for one in plan if one.resident_id is not None]
            saw(session, [*ids, *named], criterion="import")
        return Checked(together, plan)

    def take(self, checked: Checked, without: Collection[int] = ()) -> Taken:
        """Takes the good rows, without those that a person has left out by their numbers.

        What is known here is looked up anew, so a list that was taken meanwhile changes nothing.
        Raises AppError, and then nothing at all was taken.
        """
        workplace = self._workplace
        found = counts(checked.plan, without)
        if found[Verdict.NEW] + found[Verdict.CHANGED] > MOST_TAKEN:
            raise AppError(
                N_(
                    "The list brings more than {count} people at once. "
                    "Please split it and take one part after the other."
                ),
                count=MOST_TAKEN,
            )
        desk_number = require_desk_number(workplace.desk_number())
        with workplace.op("import_arrivals") as session:
            plan = self._plan(session, checked.rows)
            wanted = [one for one in plan if one.id not in without]
            for one in wanted:
                if one.verdict is Verdict.CHANGED:
                    self._change(session, one)
                if one.prints is not None and one.resident_id is not None:
                    self._remember(session, one.resident_id, one.prints)
            self._add(session, desk_number, wanted)
        done = counts(plan, without)
        return Taken(
            done[Verdict.NEW], done[Verdict.CHANGED], done[Verdict.SAME], done[Verdict.LEFT_OUT]
        )

    def _plan(self, session: Session, rows: Sequence[ListRow]) -> tuple[Planned, ...]:
        site_id = self._workplace.site_id
        residents = session.exec(
            select(Resident).where(
                Resident.site_id == site_id,
                col(Resident.anonymised_on).is_(None),
            )
        ).all()
        site = session.get(Site, site_id)
        heads = heads_in(session)
        known = KnownPeople(residents, closed_among(session, residents), heads)
        name = site.name if site else ""
        return planned(rows, Before(name, known, self._used(session), self._last_said(session)))

    def _last_said(self, session: Session) -> Mapping[str, Mapping[str, Any]]:
        """By resident; what was said of a record that was merged was said of its person."""
        heads = heads_in(session)
        entries = session.exec(
            select(ListEntry.resident_id, ListEntry.said)
            .where(ListEntry.site_id == self._workplace.site_id)
            .order_by(col(ListEntry.taken_at), col(ListEntry.id))
        )
        return {heads.get(resident_id, resident_id): said for resident_id, said in entries}

    def _remember(self, session: Session, resident_id: str, prints: Mapping[str, str]) -> None:
        workplace = self._workplace
        session.add(
            ListEntry(
                site_id=workplace.site_id,
                resident_id=resident_id,
                taken_at=workplace.now(),
                said=dict(prints),
            )
        )

    def _used(self, session: Session) -> frozenset[str]:
        """From where somebody came before, who is no secret."""
        places = session.exec(
            select(Resident.expected_from)
            .where(
                Resident.site_id == self._workplace.site_id,
                col(Resident.expected_from).is_not(None),
                unprotected(session),
            )
            .distinct()
        ).all()
        return frozenset(place for place in places if place)

    def _change(self, session: Session, one: Planned) -> None:
        resident = session.get(Resident, one.resident_id)
        assert resident is not None
        require_open(session, resident)
        for name, value in one.values:
            setattr(resident, name, value)
        moved = dict(one.values).get("expected_at")
        if moved is not None:
            move_along(session, [resident.id], day_of(moved))

    def _add(self, session: Session, desk_number: int, wanted: Sequence[Planned]) -> None:
        """Who is new, by households; into the household of those who are known already."""
        groups: dict[tuple[str, ...], list[Planned]] = {}
        for one in wanted:
            if one.verdict is not Verdict.LEFT_OUT:
                groups.setdefault(group_of(one.row), []).append(one)
        used = self._used(session)
        for members in groups.values():
            new = [one for one in members if one.verdict is Verdict.NEW]
            if new:
                self._add_household(session, desk_number, members, new, used)

    def _add_household(
        self,
        session: Session,
        desk_number: int,
        members: Sequence[Planned],
        new: Sequence[Planned],
        used: Collection[str],
    ) -> None:
        workplace = self._workplace
        size = household_size(one.row for one in members)
        joined = next((one.household_id for one in members if one.household_id), None)
        if joined is None:
            joined = add_household(session, workplace.site_id, size)
            people = with_roles([one.row.person for one in new], workplace.today())
        else:
            household = session.get(Household, joined)
            if household is not None and household.size < size:
                household.size = size
            people = with_roles([one.row.person for one in new], workplace.today(), has_head=True)
        made = [
            add_resident(
                session,
                workplace.site_id,
                joined,
                replace(person, reference=reference_of(one.row) or ""),
                _coming(one.row, used),
                desk_number=desk_number,
            )
            for one, person in zip(new, people, strict=True)
        ]
        session.flush()
        for one, resident in zip(new, made, strict=True):
            self._remember(session, resident.id, prints_of(one.row))


def _coming(row: ListRow, used: Collection[str]) -> Coming:
    takeover = row.takeover_on
    if takeover is None and row.visitated_on is not None:
        takeover = takeover_after(row.visitated_on)
    return Coming(
        expected_at=expected_at(row),
        expected_from=place_of(row, used) or "",
        considerations=row.considerations,
        pets=row.pets,
        needs_meals=row.needs_meals,
        legal_group=row.legal_group or LegalGroup.SPECIAL_ACT,
        visitated_on=row.visitated_on,
        takeover_on=takeover,
    )

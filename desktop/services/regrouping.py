"""People change households: what it was before, and what comes with it, within one op."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, select

from desktop.models.residents import Household, HouseholdRole, Resident
from desktop.services.guardianship import kin_of, presumed_among, write_down
from desktop.services.household_lines import present_members
from desktop.services.household_rules import has_one_head, propose_head, roles_under


@dataclass(frozen=True)
class Place:
    """Where a resident belongs."""

    resident_id: str
    household_id: str | None
    role: HouseholdRole


@dataclass(frozen=True)
class Regrouped:
    """What was changed, so that it can be taken back: everybody's place before and after, and the
    rows that came with it."""

    before: tuple[Place, ...]
    after: tuple[Place, ...]
    guardian_ids: tuple[str, ...] = ()
    entitlement_ids: tuple[str, ...] = ()


class Sizes:
    """``Household.size`` counts those who were announced too, and not only those on record; so it
    goes up and down with who comes and goes, and never below who is there."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._by: dict[str, int] = {}

    def move(self, old: str | None, new: str | None, *, counted: bool = False) -> None:
        """One goes from one household to another; ``counted``: its size has them already."""
        if old is not None:
            self._by[old] = self._by.get(old, 0) - 1
        if new is not None and not counted:
            self._by[new] = self._by.get(new, 0) + 1

    def write(self) -> None:
        """Puts the sizes into the rows."""
        self._session.flush()
        for household_id, change in self._by.items():
            home = self._session.get(Household, household_id)
            if home is None:
                continue
            there = self._session.exec(
                select(Resident).where(Resident.household_id == household_id)
            ).first()
            members = len(present_members(self._session, there)) if there is not None else 0
            home.size = max(members, home.size + change)


class Regrouping:
    """A regrouping under way: knows how it was, and settles what hangs on it."""

    def __init__(self, session: Session, rows: Iterable[Resident], today: date) -> None:
        self._session, self._today = session, today
        homes = {row.household_id for row in rows}
        self._rows = {row.id: row for row in rows}
        for household_id in sorted(home for home in homes if home):
            for row in session.exec(select(Resident).where(Resident.household_id == household_id)):
                self._rows[row.id] = row
        self._before = [place_of(row) for row in self._rows.values()]
        self._presumed = presumed_among(session, homes, today)
        self._sizes = Sizes(session)
        self._left: set[str] = set()

    def move(
        self, row: Resident, home: Household, role: HouseholdRole, *, counted: bool = False
    ) -> None:
        """A resident goes to another household; ``counted``: its size has them already."""
        if row.household_id is not None:
            self._left.add(row.household_id)
        self._sizes.move(row.household_id, home.id, counted=counted)
        row.household_id, row.household_role = home.id, role

    def done(self, entitlement_ids: tuple[str, ...] = ()) -> Regrouped:
        """Names a head where one has gone and guardians where places no longer tell them."""
        self._session.flush()
        for household_id in sorted(self._left):
            self._head_again(household_id)
        self._sizes.write()
        guardians = write_down(self._session, self._presumed, self._today)
        changed = [
            (before, place_of(self._rows[before.resident_id]))
            for before in self._before
            if before != place_of(self._rows[before.resident_id])
        ]
        return Regrouped(
            tuple(before for before, _ in changed),
            tuple(after for _, after in changed),
            guardians,
            entitlement_ids,
        )

    def _head_again(self, household_id: str) -> None:
        there = [row for row in self._rows.values() if row.household_id == household_id]
        stay = present_members(self._session, there[0]) if there else []
        if not stay or has_one_head(row.household_role for row in stay):
            return
        kin = [kin_of(row, self._today) for row in stay]
        roles = roles_under(propose_head(kin), kin)
        for row in stay:
            row.household_role = roles[row.id]


def place_of(row: Resident) -> Place:
    """Where a resident belongs now."""
    return Place(row.id, row.household_id, row.household_role)

"""Who belongs to which household: seen, joined, split, given a head and places.

A household is a row that its members name. One without members stays, because rows of other desks
may still point to it, and shows nowhere. Everything here is one op, and can be taken back while
nobody has changed the same again.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlmodel import Session, col, select

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models.guardians import Guardian
from desktop.models.meals import MealEntitlement
from desktop.models.residents import Household, HouseholdRole, KeepTogether, Resident
from desktop.services.guardianship import minority_of
from desktop.services.household_lines import HouseholdFile, household_file, present_members
from desktop.services.household_rules import Minority, has_one_head
from desktop.services.meals import entitled_on
from desktop.services.people import HERE, require_resident
from desktop.services.records import head_of, records_of, stands
from desktop.services.regrouping import Regrouped, Regrouping, Sizes, place_of
from desktop.services.seen import saw
from desktop.services.sight import is_closed, require_open
from desktop.services.workplace import Workplace

MAX_NOTE = 1000

CHANGED_MEANWHILE = N_(
    "The household was changed meanwhile. Nothing was saved; please look at it and do it again."
)
ONE_HEAD = N_("A household has exactly one head. Please choose one.")

Roles = Mapping[str, HouseholdRole]
"""Places in a household, by resident."""


class Households:
    """The households of this site."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def of(self, resident_id: str) -> HouseholdFile:
        """The household of a resident, or of one who lives alone themselves. Raises AppError when
        the resident is not held at this desk, or the file is closed to the viewer."""
        with self._workplace.read("see_household") as session:
            resident = require_resident(session, resident_id)
            require_open(session, resident)
            shown = household_file(session, resident, self._workplace.today())
            ids = [one.person.id for one in shown.members] + [line.id for line in shown.gone]
            saw(session, [resident_id, *ids])
        return shown

    def join(self, resident_id: str, joining: Roles) -> Regrouped:
        """Others come into a resident's household, each with their place. Who stays behind in
        theirs keeps it, with another head where the head has gone; minors get meals where the
        household has them. Raises AppError, and then has saved nothing."""
        if HouseholdRole.HEAD in joining.values():
            raise AppError(ONE_HEAD)
        with self._workplace.op("change_household") as session:
            resident = require_resident(session, resident_id)
            places = {head_of(session, other): place for other, place in joining.items()}
            rows = [require_resident(session, other) for other in places]
            if not rows or resident in rows:
                raise AppError(N_("Please choose who joins the household."))
            self._require_here(session, [resident, *rows])
            home = self._household(session, resident)
            if any(row.household_id == home.id for row in rows):
                raise AppError(N_("They belong to this household already."))
            change = Regrouping(session, [resident, *rows], self._workplace.today())
            for row in rows:
                change.move(row, home, places[row.id])
            meals = self._follow_with_meals(session, home, rows)
            return change.done(meals)

    def split(self, leaving: Roles, staying: Roles) -> Regrouped:
        """Some of a household leave it for one of their own. Both maps together name everybody,
        with one head each. Raises AppError, and then has saved nothing."""
        if not leaving or not staying or leaving.keys() & staying.keys():
            raise AppError(N_("Please choose who leaves; at least one member stays."))
        if not has_one_head(leaving.values()) or not has_one_head(staying.values()):
            raise AppError(ONE_HEAD)
        with self._workplace.op("change_household") as session:
            rows = self._whole(session, {**leaving, **staying})
            home = Household(site_id=rows[0].site_id, size=len(leaving))
            session.add(home)
            session.flush()
            change = Regrouping(session, rows, self._workplace.today())
            for row in rows:
                if row.id in leaving:
                    change.move(row, home, leaving[row.id], counted=True)
                else:
                    row.household_role = staying[row.id]
            return change.done()

    def give_places(self, roles: Roles) -> Regrouped:
        """Everybody's place in a household, one of them the head's. Raises AppError, and then has
        saved nothing."""
        if not has_one_head(roles.values()):
            raise AppError(ONE_HEAD)
        with self._workplace.op("change_household") as session:
            rows = self._whole(session, roles)
            change = Regrouping(session, rows, self._workplace.today())
            for row in rows:
                row.household_role = roles[row.id]
            return change.done()

    def describe(self, resident_id: str, keep_together: KeepTogether | None, note: str) -> None:
        """Whether the household wants one room, and what the desk should know of it. Raises
        AppError when a member's file is closed: the note may speak of them."""
        text = note.strip()
        if len(text) > MAX_NOTE:
            raise AppError(N_("This is too long: at most {count} characters."), count=MAX_NOTE)
        with self._workplace.op("change_household") as session:
            resident = require_resident(session, resident_id)
            for row in present_members(session, resident):
                require_open(session, row)
            home = self._household(session, resident)
            home.keep_together = keep_together
            home.note = text or None

    def take_back(self, done: Regrouped) -> None:
        """Everybody belongs where they did before. Raises AppError when somebody has changed it
        again, and then has saved nothing."""
        with self._workplace.op("change_household") as session:
            rows = [require_resident(session, place.resident_id) for place in done.after]
            if tuple(map(place_of, rows)) != done.after:
                raise AppError(CHANGED_MEANWHILE)
            sizes = Sizes(session)
            for row, place in zip(rows, done.before, strict=True):
                sizes.move(row.household_id, place.household_id)
                row.household_id, row.household_role = place.household_id, place.role
            for guardian_id in done.guardian_ids:
                if (guardian := session.get(Guardian, guardian_id)) is not None:
                    session.delete(guardian)
            for entitlement_id in done.entitlement_ids:
                if (meals := session.get(MealEntitlement, entitlement_id)) is not None:
                    session.delete(meals)
            sizes.write()

    def _household(self, session: Session, resident: Resident) -> Household:
        """The resident's household; one who belonged to none gets one, as its head."""
        home = session.get(Household, resident.household_id) if resident.household_id else None
        if home is None:
            home = Household(site_id=resident.site_id)
            session.add(home)
            session.flush()
            resident.household_id, resident.household_role = home.id, HouseholdRole.HEAD
        return home

    def _whole(self, session: Session, roles: Roles) -> list[Resident]:
        """The rows of a whole household, which these are to be."""
        rows = [require_resident(session, resident_id) for resident_id in roles]
        self._require_here(session, rows)
        now = {row.id for row in present_members(session, rows[0])}
        if now != set(roles) or not rows[0].household_id:
            raise AppError(CHANGED_MEANWHILE)
        return rows

    def _require_here(self, session: Session, rows: Iterable[Resident]) -> None:
        for row in rows:
            if row.site_id != self._workplace.site_id:
                raise AppError(
                    N_(
                        "They live at another site. A placement coordinator can move them here "
                        "first."
                    )
                )
            if row.id not in {one.id for one in present_members(session, row)}:
                raise AppError(
                    N_("One of them has moved out, or did not come. Please choose again.")
                )
            if is_closed(session, row):
                raise AppError(
                    N_("The file of a member is protected. Please open it with a reason first.")
                )

    def _follow_with_meals(
        self, session: Session, home: Household, rows: Iterable[Resident]
    ) -> tuple[str, ...]:
        """Children follow the household (FEATURES E1): a minor who lives here and has no meals gets
        them for as long as its adults have."""
        today = self._workplace.today()
        session.flush()
        members = session.exec(
            select(Resident.id).where(
                Resident.household_id == home.id,
                col(Resident.status).in_(HERE),
                stands(session),
            )
        ).all()
        records = records_of(session, members)
        running = session.exec(
            select(MealEntitlement).where(
                col(MealEntitlement.resident_id).in_(records), entitled_on(today)
            )
        ).all()
        fed = {records[row.resident_id] for row in running}
        longest = max(running, key=lambda row: row.ends_on or date.max, default=None)
        if longest is None:
            return ()
        made = [
            MealEntitlement(
                site_id=row.site_id, resident_id=row.id, starts_on=today, ends_on=longest.ends_on
            )
            for row in rows
            if row.id not in fed
            and row.status in HERE
            and minority_of(row, today) is not Minority.ADULT
        ]
        session.add_all(made)
        return tuple(row.id for row in made)

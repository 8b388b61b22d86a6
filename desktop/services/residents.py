"""The residents of the site: the list, a person's file, and what is written down about them."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models.meals import MealEntitlement
from desktop.models.residents import (
    CHECK_IN,
    HouseholdRole,
    LegalGroup,
    Resident,
    ResidentStatus,
)
from desktop.services.check_in_steps import CheckInKind, recorded, steps_of
from desktop.services.check_out_steps import Leaving, leaving_of
from desktop.services.details import Details, check_details, details_of, write_details
from desktop.services.details_drafts import drop_in
from desktop.services.people import (
    HERE,
    PersonLine,
    household_of,
    people,
    people_by_id,
    require_resident,
)
from desktop.services.photos import latest_photo
from desktop.services.protective import Protected, protected
from desktop.services.records import records_of
from desktop.services.seen import saw
from desktop.services.sight import is_closed, open_until, protected_among, require_open
from desktop.services.story import Event, events_of
from desktop.services.support_needs import instructions_of
from desktop.services.workplace import Workplace

NOT_COME = (ResidentStatus.NO_SHOW, ResidentStatus.CANCELLED)
"""Who may stand at the desk all the same. Who has moved out is received again by
``services.returns``."""


@dataclass(frozen=True)
class Presence:
    """When somebody came and was seen last: what changes when they are here again."""

    status: ResidentStatus
    arrived_on: date | None
    last_contact_on: date | None


@dataclass(frozen=True)
class ResidentFile:
    """Everything about one resident on one page. Of a protected file that the viewer has not opened
    (``person.masked``) it holds only what the desk must heed."""

    person: PersonLine
    details: Details
    allergies: Protected
    """What to heed, which may be more than ``details`` holds."""
    instruction: str
    """What the desk must know, one thing a line."""
    household_role: HouseholdRole
    household: tuple[PersonLine, ...]
    legal_group: LegalGroup
    languages: tuple[str, ...]
    expected_at: datetime | None
    expected_from: str
    pets: str
    steps_done: tuple[CheckInKind, ...]
    meals_from: date | None
    meals_until: date | None
    events: tuple[Event, ...]
    protected: bool = False
    open_until: datetime | None = None
    """Until when a protected file is open to the viewer."""
    last_contact_on: date | None = None
    moved_out_on: date | None = None
    """None for who has come back."""
    photo: str = ""
    """JPEG in base64, ``""`` without one."""
    leaving: Leaving | None = None
    """The check-out that is open, or by which they left."""


class Residents:
    """The people of this site."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def list(self, *statuses: ResidentStatus) -> tuple[PersonLine, ...]:
        """Those with one of the statuses, by surname; without any, those who live here."""
        wanted = statuses or HERE
        with self._workplace.read("see_residents") as session:
            saw(session, criterion=", ".join(sorted(wanted)))
            return tuple(
                people(
                    session,
                    self._workplace.today(),
                    col(Resident.site_id) == self._workplace.site_id,
                    col(Resident.status).in_(wanted),
                )
            )

    def file(self, resident_id: str) -> ResidentFile:
        """A resident's file. Raises AppError when the resident is not held at this desk."""
        today = self._workplace.today()
        with self._workplace.read("open_file") as session:
            resident = require_resident(session, resident_id)
            resident_id = resident.id
            records = records_of(session, [resident_id])
            saw(session, records)
            if is_closed(session, resident):
                return _closed_file(session, resident, today)
            household = people(session, today, household_of(resident))
            steps = recorded(session, [resident_id]).get(resident_id, [])
            counting = steps_of(session, [resident])[resident_id]
            entitlement = session.exec(
                select(MealEntitlement)
                .where(col(MealEntitlement.resident_id).in_(records))
                .order_by(col(MealEntitlement.starts_on).desc())
            ).first()
            events = events_of(session, resident_id, steps)
            allergies = protected(session, "allergies", {resident_id: resident.allergies})
            instruction = instructions_of(session, [resident], today)[resident_id]
            until = open_until(session, resident_id)
            photo = latest_photo(session, resident_id)
            leaving = leaving_of(session, resident)
            is_protected = bool(protected_among(session, [resident_id]))
        return ResidentFile(
            person=next(line for line in household if line.id == resident_id),
            details=details_of(resident),
            allergies=allergies[resident_id],
            instruction=instruction,
            household_role=resident.household_role,
            household=tuple(line for line in household if line.id != resident_id),
            legal_group=resident.legal_group,
            languages=tuple(str(code) for code in resident.languages or ()),
            expected_at=resident.expected_at,
            expected_from=resident.expected_from or "",
            pets=resident.pets or "",
            steps_done=tuple(sorted({step.kind for step in counting}, key=CHECK_IN.index)),
            meals_from=entitlement.starts_on if entitlement else None,
            meals_until=entitlement.ends_on if entitlement else None,
            events=events,
            protected=is_protected,
            open_until=until if is_protected else None,
            last_contact_on=resident.last_contact_on,
            moved_out_on=_day_out(resident),
            photo=photo,
            leaving=leaving,
        )

    def change(self, resident_id: str, details: Details, shown: Details | None = None) -> None:
        """Writes down what is known about a resident, and takes the draft of it away. Only what
        differs from what the row holds, and from what the form has ``shown``, is changed.

        Raises AppError with what is wrong, and then has saved nothing.
        """
        check_details(details, self._workplace.today())
        with self._workplace.op("change_resident") as session:
            resident = require_resident(session, resident_id)
            require_open(session, resident)
            write_details(resident, details, shown)
            drop_in(session.connection(), self._workplace.actor.id, resident.id)

    def seen_today(self, resident_id: str) -> date | None:
        """The resident was seen at the house today; returns the last contact before, for
        ``undo_seen``."""
        today = self._workplace.today()
        with self._workplace.op("note_contact") as session:
            resident = require_resident(session, resident_id)
            require_open(session, resident)
            if resident.status not in HERE:
                raise AppError(N_("Only somebody who lives here can be noted as seen."))
            before = resident.last_contact_on
            resident.last_contact_on = today
        return before

    def undo_seen(self, resident_id: str, before: date | None) -> None:
        """Undoes ``seen_today``."""
        with self._workplace.op("note_contact") as session:
            resident = require_resident(session, resident_id)
            require_open(session, resident)
            resident.last_contact_on = before

    def here_again(self, resident_id: str) -> Presence:
        """Somebody who was expected no more is here: they have arrived today. Returns what stood
        there, for ``put_back``."""
        today = self._workplace.today()
        with self._workplace.op("change_resident") as session:
            resident = require_resident(session, resident_id)
            require_open(session, resident)
            if resident.status not in NOT_COME:
                raise AppError(N_("A colleague has settled this meanwhile."))
            return arrive(resident, today)

    def put_back(self, resident_id: str, before: Presence) -> None:
        """Undoes ``here_again``."""
        with self._workplace.op("change_resident") as session:
            put_back(session, resident_id, before)


def arrive(resident: Resident, today: date) -> Presence:
    """They have arrived today; what stood there before. ``moved_out_on`` stays as it is."""
    before = Presence(resident.status, resident.arrived_on, resident.last_contact_on)
    resident.status = ResidentStatus.ARRIVED
    resident.arrived_on = resident.last_contact_on = today
    return before


def put_back(session: Session, resident_id: str, before: Presence) -> None:
    """Undoes ``arrive``. Raises AppError when their status has changed since."""
    resident = require_resident(session, resident_id)
    require_open(session, resident)
    if resident.status is not ResidentStatus.ARRIVED:
        raise AppError(N_("A colleague has settled this meanwhile."))
    resident.status = before.status
    resident.arrived_on = before.arrived_on
    resident.last_contact_on = before.last_contact_on


def _day_out(resident: Resident) -> date | None:
    return resident.moved_out_on if resident.status is ResidentStatus.MOVED_OUT else None


def _closed_file(session: Session, resident: Resident, today: date) -> ResidentFile:
    """What anybody may see of a protected file: that it is one, where they live, what to heed."""
    allergies = protected(session, "allergies", {resident.id: resident.allergies})
    return ResidentFile(
        person=people_by_id(session, today, [resident.id])[resident.id],
        details=details_of(resident, closed=True),
        allergies=allergies[resident.id],
        instruction=instructions_of(session, [resident], today)[resident.id],
        household_role=resident.household_role,
        household=(),
        legal_group=resident.legal_group,
        languages=(),
        expected_at=resident.expected_at,
        expected_from="",
        pets="",
        steps_done=(),
        meals_from=None,
        meals_until=None,
        events=(),
        protected=True,
    )

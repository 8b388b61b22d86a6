"""What people do at the desks of the machine: one op each, on rows that the desk shows.

``pick`` numbers choose among what is there; where nothing fits, nothing is done. Values come from
small sets, so that desks often touch the same field and sometimes agree.
"""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from desktop.errors import AppError
from desktop.models import SYNCED
from desktop.models.conflicts import Conflict, ConflictState
from desktop.models.housing import Stay, StayState
from desktop.models.incidents import (
    Incident,
    IncidentCategory,
    IncidentPerson,
    IncidentPlace,
    IncidentStatus,
)
from desktop.models.local import outbox_op
from desktop.models.meals import Meal, MealServing
from desktop.models.residents import Household, Resident
from desktop.models.sites import Role
from desktop.services.inbox import values_of
from desktop.services.needs_you import NeedsYou
from tests.properties.ground import World
from tests.properties.stepped_desk import SteppedDesk

FIRST_DAY = date(2026, 3, 2)
NAMES = ({"surname": "Bondar"}, {"surname": "Koval", "given_names": "Ida"}, {"given_names": "Eva"})
VALUES: tuple[dict[str, Any], ...] = (
    *NAMES,
    {"phone": "1"},
    {"phone": "2", "email": "a@example.org"},
    {"phone": None},
    {"email": "b@example.org"},
    {"diet": "vegan"},
    {"pets": "kat"},
    {"allergies": "nuts"},
    {"allergies": None},
    {"status": "arrived"},
    {"status": "away", "languages": ["uk", "ru"]},
)
"""What a host may write into a resident's file."""


class People:
    """Everybody who works in the world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def choose(
        self, desk: SteppedDesk, table: str, pick: int, site_id: str | None = None
    ) -> str | None:
        """The id of one of the rows of a table that the desk shows at a site, else its own."""
        with desk.store.read() as session:
            ids = session.scalars(
                sa.text(f'SELECT id FROM "{table}" WHERE site_id = :site ORDER BY id'),
                {"site": site_id or desk.site_id},
            ).all()
        return ids[pick % len(ids)] if ids else None

    def write(self, desk: SteppedDesk, action: str, *rows: Any, role: Role = Role.HOST) -> None:
        """Adds rows in one op, in this order."""
        with desk.workplace(role).op(action) as session:
            for row in rows:
                session.add(row)
                session.flush()

    def register(self, desk: SteppedDesk, count: int) -> None:
        """A household with so many people, or one person alone."""
        household = Household(id=self._world.new_id(), site_id=desk.site_id, size=count)
        people = [
            Resident(
                id=self._world.new_id(),
                site_id=desk.site_id,
                number=f"{desk.name}-{number}",
                household_id=household.id if count > 1 else None,
                surname="Shevchenko",
                given_names="Oksana",
            )
            for number in range(count)
        ]
        self.write(desk, "register_resident", *([household] if count > 1 else []), *people)

    def change(self, desk: SteppedDesk, table: str, pick: int, fields: dict[str, Any]) -> None:
        """Writes fields of a row."""
        row_id = self.choose(desk, table, pick)
        if row_id is not None:
            with desk.workplace(Role.HOST).op(
                f"change_{table}" if table in ACTED else "check_in"
            ) as session:
                _set(session, table, row_id, fields)

    def join_household(self, desk: SteppedDesk, pick: int, other: int) -> None:
        """A resident becomes a member of a household."""
        household = self.choose(desk, "household", other)
        if household is not None:
            self.change(desk, "resident", pick, {"household_id": household})

    def end_household(self, desk: SteppedDesk, pick: int) -> None:
        """A household is no more; its members, as far as this desk knows them, stand alone."""
        household = self.choose(desk, "household", pick)
        if household is None:
            return
        with desk.workplace(Role.HOST).op("change_resident") as session:
            for member in session.scalars(
                sa.select(Resident).where(Resident.household_id == household)
            ).all():
                member.household_id = None
            session.flush()
            session.delete(session.get_one(Household, household))

    def delete(self, desk: SteppedDesk, table: str, pick: int) -> None:
        """A row that nothing here hangs on is deleted."""
        row_id = self.choose(desk, table, pick)
        if row_id is None:
            return
        try:
            with desk.workplace(Role.HOST).op("check_in") as session:
                session.delete(session.get_one(SYNCED[table], row_id))
        except IntegrityError:
            return

    def place(self, desk: SteppedDesk, pick: int, bed: int, day: int, days: int | None) -> None:
        """A resident gets a bed for some days."""
        resident_id = self.choose(desk, "resident", pick)
        bed_id = self.choose(desk, "bed", bed)
        if resident_id is None or bed_id is None:
            return
        starts_on = FIRST_DAY + timedelta(days=day)
        ends_on = None if days is None else starts_on + timedelta(days=days)
        stay = Stay(
            id=self._world.new_id(),
            site_id=desk.site_id,
            bed_id=bed_id,
            resident_id=resident_id,
            starts_on=starts_on,
            ends_on=ends_on,
        )
        self.write(desk, "assign_bed", stay)

    def change_stay(self, desk: SteppedDesk, pick: int, bed: int, what: str) -> None:
        """A stay gets another bed, ends, or is cancelled."""
        stay_id, bed_id = self.choose(desk, "stay", pick), self.choose(desk, "bed", bed)
        if stay_id is None or bed_id is None:
            return
        with desk.workplace(Role.HOST).op("assign_bed") as session:
            stay = session.get_one(Stay, stay_id)
            if what == "bed":
                stay.bed_id = bed_id
            elif what == "end":
                stay.ends_on = stay.starts_on + timedelta(days=2)
            elif what == "cancel":
                stay.state = StayState.CANCELLED

    def serve(self, desk: SteppedDesk, pick: int) -> None:
        """A meal is served."""
        resident_id = self.choose(desk, "resident", pick)
        if resident_id is not None:
            serving = MealServing(
                id=self._world.new_id(),
                site_id=desk.site_id,
                resident_id=resident_id,
                meal=Meal.LUNCH,
                day=FIRST_DAY,
                served_at=desk.now(),
                served_by=desk.person(Role.HOST).id,
                desk_name=desk.name,
            )
            self.write(desk, "serve_meal", serving)

    def take_back(self, desk: SteppedDesk, pick: int) -> None:
        """A serving is undone, where this desk does not know that it was."""
        serving_id = self.choose(desk, "meal_serving", pick)
        if serving_id is None:
            return
        with desk.workplace(Role.HOST).op("undo_serving") as session:
            serving = session.get_one(MealServing, serving_id)
            if serving.voided_at is None:
                serving.voided_at, serving.voided_by = desk.now(), desk.person(Role.HOST).id

    def report(self, desk: SteppedDesk, pick: int) -> None:
        """An incident, perhaps with somebody in it."""
        incident = Incident(
            id=self._world.new_id(),
            site_id=desk.site_id,
            number=desk.name,
            happened_at=desk.now(),
            reported_at=desk.now(),
            reported_by=desk.person(Role.HOST).id,
            place=IncidentPlace.KITCHEN,
            category=IncidentCategory.NOISE,
            severity=1,
            facts="Loud music",
        )
        resident_id = self.choose(desk, "resident", pick)
        parts = []
        if resident_id is not None:
            parts.append(
                IncidentPerson(
                    id=self._world.new_id(),
                    site_id=desk.site_id,
                    incident_id=incident.id,
                    resident_id=resident_id,
                )
            )
        self.write(desk, "log_incident", incident, *parts)

    def move(self, desk: SteppedDesk, pick: int, table: str, *, back: bool, with_bed: bool) -> None:
        """A resident or a household goes to the other site; the coordinator does it. At a desk
        that holds both sites it is perhaps back, and a resident perhaps into a bed there."""
        here, *others = desk.identity.site_ids[:: -1 if back else 1]
        (other,) = others or set(self._world.sites.values()) - {here}
        row_id = self.choose(desk, table, pick, here)
        bed_id = self.choose(desk, "bed", pick, other)
        if row_id is None:
            return
        with desk.workplace(Role.COORDINATOR).op("change_resident") as session:
            _set(session, table, row_id, {"site_id": other})
            stays = sa.select(Stay).where(Stay.resident_id == row_id, Stay.site_id == here)
            for stay in session.scalars(stays).all() if with_bed and bed_id else ():
                stay.site_id, stay.bed_id = other, bed_id

    def decide(self, desk: SteppedDesk, pick: int, choice: int) -> None:
        """The lead lets one of the values of an open conflict stand."""
        with desk.store.read() as session:
            open_ones = session.scalars(
                sa.select(Conflict)
                .where(Conflict.state == ConflictState.OPEN, Conflict.site_id == desk.site_id)
                .order_by(Conflict.row_id, Conflict.field_group)
            ).all()
        if not open_ones:
            return
        conflict = open_ones[pick % len(open_ones)]
        inbox = NeedsYou(desk.workplace(Role.LEAD))
        try:
            if conflict.row_table == "stay" and "id" in (conflict.current or {}):
                free = inbox.beds(conflict.row_id)
                bed_id = free[choice % len(free)].bed.id if free and choice % 3 else None
                inbox.settle_contested(conflict.row_id, bed_id)
            else:
                values = values_of(conflict)
                inbox.decide_conflict(conflict.id, values[choice % len(values)] if values else {})
        except AppError:
            return

    def settle_refused(self, desk: SteppedDesk, pick: int, again: bool) -> None:
        """What the store refused is sent again, or dropped with a reason."""
        with desk.store.read() as session:
            refused = session.scalars(
                sa.select(outbox_op.c.op_id)
                .where(outbox_op.c.status == "refused", outbox_op.c.settled_at.is_(None))
                .order_by(outbox_op.c.device_seq)
            ).all()
        if not refused:
            return
        op_id = refused[pick % len(refused)]
        inbox = NeedsYou(desk.workplace(Role.LEAD))
        try:
            if again:
                inbox.send_again(op_id)
            else:
                inbox.drop_refused(op_id, "not needed")
        except AppError:
            return

    def smuggle(self, desk: SteppedDesk, pick: int, how: str) -> None:
        """Something that the store will refuse, beside something that it would take."""
        resident_id = self.choose(desk, "resident", pick)
        if resident_id is None:
            return
        actor = self._world.new_id() if how == "actor" else desk.person(Role.HOST).id
        with desk.store.op("change_resident", actor, desk.now()) as session:
            session.get_one(Resident, resident_id).phone = self._world.new_id()
            if how == "value":
                session.get_one(Resident, resident_id).email = self._world.new_id() + "x" * 300
            elif how == "row":
                session.add(
                    Resident(
                        id=self._world.new_id(),
                        site_id=desk.site_id,
                        number="0",
                        surname="\x00",
                        given_names="G",
                    )
                )


ACTED = frozenset({"resident", "incident"})


def _set(session: Session, table: str, row_id: str, fields: dict[str, Any]) -> None:
    row = session.get_one(SYNCED[table], row_id)
    for name, value in fields.items():
        setattr(row, name, value)


INCIDENT_VALUES = ({"status": IncidentStatus.HEARING}, {"status": IncidentStatus.CLOSED})

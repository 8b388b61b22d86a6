"""Things that need a person, laid down at a desk as its store would have done, for pictures."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from desktop.models.base import instant_text, new_id
from desktop.models.conflicts import Conflict
from desktop.models.housing import Stay, StayState
from desktop.models.local import outbox_op
from desktop.models.residents import Resident
from desktop.models.sites import Desk
from desktop.models.store import Store
from desktop.services.workplace import Workplace

CLAIM, CONFLICT, REFUSED = range(3)
"""Their places in the list of the Sync page."""


def lay_inbox(workplace: Workplace, settled: str, late: str) -> str:
    """A phone number in conflict, a bed claimed twice (``settled`` has it, ``late`` claims it),
    and an op of an actor whom no store knows, so that it is refused. Returns that op's id."""
    store = workplace.store
    desk = Desk(name="Desk 2", number=999)
    with store.read() as session:
        held = session.exec(
            select(Stay).where(Stay.resident_id == settled, col(Stay.state) == StayState.CONFIRMED)
        ).first()
        resident = session.get(Resident, settled)
    assert held is not None
    assert resident is not None
    stay = Stay(
        site_id=workplace.site_id,
        bed_id=held.bed_id,
        resident_id=late,
        starts_on=workplace.today(),
        state=StayState.CONTESTED,
        decided_by=workplace.actor.id,
    )
    _lay_down(store, desk)
    _lay_down(store, stay)
    phone = resident.phone or "+45 20 11 22 33"
    rows = (
        ("resident", settled, "phone", {"phone": phone}, {"phone": "+45 20 11 22 44"}),
        ("stay", stay.id, "place", _place(held), _place(stay)),
    )
    for table, row_id, group, current, wanted in rows:
        conflict = Conflict(
            site_id=workplace.site_id,
            row_table=table,
            row_id=row_id,
            field_group=group,
            current=current,
            candidates=[
                _candidate(workplace, value, device, minutes)
                for value, device, minutes in (
                    (current, workplace.identity.device_id, 25),
                    (wanted, desk.id, 10),
                )
                if "id" not in value or value["id"] == row_id
            ],
        )
        _lay_down(store, conflict)
    with store.op("change_resident", new_id(), workplace.now()) as session:
        changed = session.get(Resident, settled)
        assert changed is not None
        changed.diet = "Vegetar"
        changed.emergency_contact = "Olena, +380 50 123 45 67"
    store.changes.announce(frozenset({"conflict", "stay"}))
    with store.read() as session:
        query = sa.select(outbox_op.c.op_id).order_by(outbox_op.c.device_seq.desc())
        return str(session.scalars(query).first())


def _lay_down(store: Store, row: Any) -> None:
    with store.applying() as connection, Session(connection, expire_on_commit=False) as session:
        session.add(row)
        session.flush()


def _place(stay: Stay) -> dict[str, Any]:
    return {
        "id": stay.id,
        "bed_id": stay.bed_id,
        "resident_id": stay.resident_id,
        "starts_on": stay.starts_on.isoformat(),
        "ends_on": None,
    }


def _candidate(
    workplace: Workplace, value: dict[str, Any], device_id: str, minutes: int
) -> dict[str, Any]:
    return {
        "value": value,
        "actor": workplace.actor.id,
        "device_id": device_id,
        "at": instant_text(workplace.now() - timedelta(minutes=minutes)),
        "op_id": new_id(),
    }

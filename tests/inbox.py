"""Things that need a person, laid down in the made-up house as the store would have done."""

from datetime import timedelta
from typing import Any

from sqlmodel import select

from desktop.models.base import instant_text, new_id
from desktop.models.conflicts import Conflict
from desktop.models.housing import Stay, StayState
from desktop.models.residents import Resident
from desktop.models.sites import Desk, Role
from desktop.sync import outbox
from tests.house import NOON, TODAY, House


def lay_desk(house: House, name: str = "Desk 2") -> str:
    """Another desk of the site."""
    desk = Desk(name=name, number=4)
    house.lay_down(desk)
    return desk.id


def candidate(
    house: House, value: dict[str, Any], desk_id: str, minutes: int = 0
) -> dict[str, Any]:
    """A value as it stands in a conflict."""
    return {
        "value": value,
        "actor": house.users[Role.HOST],
        "device_id": desk_id,
        "at": instant_text(NOON - timedelta(minutes=minutes)),
        "op_id": new_id(),
    }


def lay_conflict(
    house: House, name: str, group: str, current: dict[str, Any], *others: dict[str, Any]
) -> str:
    """A conflict about a resident's fields: the store's value from this desk, the others' from
    "Desk 2"."""
    desk_id = lay_desk(house)
    conflict = Conflict(
        site_id=house.site_id,
        row_table="resident",
        row_id=house.residents[name],
        field_group=group,
        current=current,
        candidates=[
            candidate(house, current, house.identity.device_id, 20),
            *(candidate(house, other, desk_id, 10) for other in others),
        ],
    )
    house.lay_down(conflict)
    with house.store.applying() as connection:
        places = ", ".join(f'"{field}" = ?' for field in current)
        connection.exec_driver_sql(
            f"UPDATE resident SET {places} WHERE id = ?",
            (*current.values(), house.residents[name]),
        )
    return conflict.id


def lay_contested(house: House, late: str = "Oksana", bed: str = "2.14 A") -> str:
    """``late`` claims a bed that somebody has; returns the id of the contested stay."""
    desk_id = lay_desk(house)
    with house.store.read() as session:
        standing = session.exec(select(Stay).where(Stay.bed_id == house.beds[bed])).one()
    stay = Stay(
        site_id=house.site_id,
        bed_id=house.beds[bed],
        resident_id=house.residents[late],
        starts_on=TODAY,
        state=StayState.CONTESTED,
        decided_by=house.users[Role.HOST],
    )
    names = ("id", "bed_id", "resident_id")
    house.lay_down(stay)
    house.lay_down(
        Conflict(
            site_id=house.site_id,
            row_table="stay",
            row_id=stay.id,
            field_group="place",
            current={name: getattr(standing, name) for name in names}
            | {"starts_on": standing.starts_on.isoformat(), "ends_on": None},
            candidates=[
                candidate(
                    house,
                    {name: getattr(stay, name) for name in names}
                    | {"starts_on": TODAY.isoformat(), "ends_on": None},
                    desk_id,
                )
            ],
        )
    )
    return stay.id


def change_resident(house: House, name: str, role: Role = Role.HOST, **values: Any) -> str:
    """Somebody changes a resident here; returns the op's id."""
    with house.workplace(role).op("change_resident") as session:
        resident = session.get(Resident, house.residents[name])
        assert resident is not None
        for field, value in values.items():
            setattr(resident, field, value)
    return str(outbox.next_batch(house.store)[-1]["op_id"])


def refuse(house: House, *op_ids: str, code: str = "permission", **params: Any) -> None:
    """The store refuses these ops."""
    error = {"code": code, "message": "", "params": params}
    outbox.record_answers(
        house.store, [outbox.Answer(op_id, "refused", None, error) for op_id in op_ids]
    )

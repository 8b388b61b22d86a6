"""What answers do to the rows of a desk, without a network."""

import sqlalchemy as sa

from desktop.models.base import new_id
from desktop.models.local import outbox_op
from desktop.models.residents import Resident
from desktop.sync.apply import Page, apply_page
from desktop.sync.outbox import Answer, record_answers
from tests.house import House


def set_phone(house: House, actor: str, phone: str) -> None:
    with house.store.op("change_resident", actor) as session:
        resident = session.get(Resident, house.residents["Halyna"])
        assert resident is not None
        resident.phone = phone


def phone(house: House) -> str | None:
    with house.store.read() as session:
        return session.scalar(
            sa.select(Resident.phone).where(Resident.id == house.residents["Halyna"])
        )


def test_value_taken_later_stays_when_an_earlier_op_is_refused(house: House) -> None:
    """The store's older value, put aside meanwhile, must not cover what the store has taken."""
    set_phone(house, new_id(), "smuggled")
    set_phone(house, new_id(), "+45 22")
    entry = {
        "seq": 1,
        "op_id": new_id(),
        "table": "resident",
        "id": house.residents["Halyna"],
        "kind": "put",
        "fields": {"phone": None},
        "actor": new_id(),
        "device_id": new_id(),
    }
    apply_page(house.store, Page(f"site:{house.site_id}", "a", False, [entry]))
    assert phone(house) == "+45 22"
    with house.store.read() as session:
        first, second = session.scalars(
            sa.select(outbox_op.c.op_id).order_by(outbox_op.c.device_seq)
        )
    refusal = {"code": "permission", "message": "", "params": {}}
    answers = [Answer(first, "refused", None, refusal), Answer(second, "applied", 5, None)]
    record_answers(house.store, answers)
    assert phone(house) == "+45 22"

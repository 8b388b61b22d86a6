"""What answers do to the rows of a desk, without a network."""

import sqlalchemy as sa

from desktop.models.base import new_id
from desktop.models.local import outbox_op
from desktop.models.residents import Household, Resident
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


REFUSAL = {"code": "validation", "message": "", "params": {}}
MEMBER = "Oksana"


def end_household(house: House) -> str:
    """Deletes somebody, and in a second op the household that is empty now; its id."""
    with house.store.op("change_resident", new_id()) as session:
        member = session.get_one(Resident, house.residents[MEMBER])
        household_id = member.household_id
        assert household_id is not None
        session.delete(member)
    with house.store.op("change_resident", new_id()) as session:
        session.delete(session.get_one(Household, household_id))
    return household_id


def answer(house: House, *statuses: str) -> None:
    """The store's answers to the oldest waiting ops."""
    with house.store.read() as session:
        waiting = session.scalars(
            sa.select(outbox_op.c.op_id)
            .where(outbox_op.c.status.is_(None))
            .order_by(outbox_op.c.device_seq)
        ).all()
    answers = [
        Answer(op_id, status, None, REFUSAL if status == "refused" else None)
        for op_id, status in zip(waiting, statuses, strict=False)
    ]
    record_answers(house.store, answers)


def member_of(house: House) -> tuple[str | None] | None:
    """The household of the member, in a row; None where they are not here."""
    with house.store.read() as session:
        query = sa.select(Resident.household_id).where(Resident.id == house.residents[MEMBER])
        row = session.execute(query).first()
    return None if row is None else (row[0],)


def test_deleted_row_that_comes_back_lets_go_of_what_the_store_no_longer_holds(
    house: House,
) -> None:
    """Somebody has ended the household before this desk did; the word of it is still to come."""
    end_household(house)
    answer(house, "refused", "noop")
    assert member_of(house) == (None,)


def test_deleted_row_comes_back_after_the_row_it_points_to(house: House) -> None:
    household_id = end_household(house)
    answer(house, "refused")
    assert member_of(house) is None
    answer(house, "refused")
    assert member_of(house) == (household_id,)


def test_deleted_row_that_came_again_meanwhile_stays_as_it_came(house: House) -> None:
    with house.store.read() as session:
        member = session.get_one(Resident, house.residents[MEMBER])
        fields = member.model_dump(mode="json", exclude={"id", "row_seq"})
    end_household(house)
    answer(house, "refused")
    entry = {
        "seq": 9,
        "op_id": new_id(),
        "table": "resident",
        "id": house.residents[MEMBER],
        "kind": "put",
        "fields": fields | {"household_id": None, "phone": "9"},
        "actor": new_id(),
        "device_id": new_id(),
    }
    apply_page(house.store, Page(f"site:{house.site_id}", "a", False, [entry]))
    answer(house, "noop")
    assert member_of(house) == (None,)
    with house.store.read() as session:
        assert session.get_one(Resident, house.residents[MEMBER]).phone == "9"

"""What answers do to the rows of a desk, without a network."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col

from desktop.models.base import new_id
from desktop.models.local import outbox_op, store_value
from desktop.models.residents import Household, Resident
from desktop.sync import apply
from desktop.sync.apply import Page, apply_page
from desktop.sync.laying import Layer
from desktop.sync.outbox import Answer, record_answers
from desktop.sync.own_writes import OwnWrites
from desktop.sync.protocol import WireTable, from_sqlite
from desktop.sync.scope_rows import tables_in
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


def read(
    house: House, kind: str, row_id: str, table: str = "resident", seq: int = 1, **fields: Any
) -> None:
    """An entry of somebody else's op is read."""
    entry = {
        "seq": seq,
        "op_id": new_id(),
        "table": table,
        "id": row_id,
        "kind": kind,
        "fields": fields,
        "actor": new_id(),
        "device_id": new_id(),
    }
    apply_page(house.store, Page(f"site:{house.site_id}", str(seq), False, [entry]))


def test_value_taken_later_stays_when_an_earlier_op_is_refused(house: House) -> None:
    """The store's older value, put aside meanwhile, must not cover what the store has taken."""
    set_phone(house, new_id(), "smuggled")
    set_phone(house, new_id(), "+45 22")
    read(house, "put", house.residents["Halyna"], phone=None)
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
        Answer(
            op_id,
            status,
            9 if status == "applied" else None,
            REFUSAL if status == "refused" else None,
        )
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
    read(house, "put", house.residents[MEMBER], **fields | {"household_id": None, "phone": "9"})
    answer(house, "noop")
    assert member_of(house) == (None,)
    with house.store.read() as session:
        assert session.get_one(Resident, house.residents[MEMBER]).phone == "9"


def end_with_members(house: House) -> str:
    """Ends the household in the op in which its members leave it; its id."""
    with house.store.op("change_household", new_id()) as session:
        for resident in session.scalars(
            sa.select(Resident).where(col(Resident.household_id).is_not(None))
        ).all():
            household_id, resident.household_id = resident.household_id, None
        session.flush()
        session.delete(session.get_one(Household, household_id))
    return household_id


def test_what_the_store_held_before_others_ended_a_household_too_is_not_shown(
    house: House,
) -> None:
    """The answer tells that the household is gone there as well; that they left it is still to be
    read, and what was put aside is of the time before."""
    household_id = end_with_members(house)
    read(house, "put", house.residents[MEMBER], household_id=household_id)
    assert member_of(house) == (None,)
    answer(house, "noop")
    assert member_of(house) == (None,)


def test_household_that_was_ended_does_not_come_back_with_a_conflict_about_its_members(
    house: House,
) -> None:
    """Others had joined them to another household: who is told of that later lives in none."""
    end_with_members(house)
    answer(house, "conflict")
    assert member_of(house) == (None,)


def delete_household(house: House, phone: str = "2") -> str:
    """Deletes an empty household and changes a phone in one op, and the phone again in another,
    so that the first is taken back only when both are answered; its id."""
    household = Household(site_id=house.site_id, note="empty")
    household_id = household.id
    house.lay_down(household)
    with house.store.op("change_resident", new_id()) as session:
        session.get_one(Resident, house.residents["Halyna"]).phone = phone
        session.delete(session.get_one(Household, household_id))
    set_phone(house, new_id(), "3")
    return household_id


def note_of(house: House, household_id: str) -> str | None:
    """The note of a household; None where it is not here."""
    with house.store.read() as session:
        assert session.execute(sa.select(store_value)).all() == []
        return session.scalar(sa.select(Household.note).where(Household.id == household_id))


@pytest.mark.parametrize("kind", ["delete", "remove"])
@pytest.mark.parametrize("answered_first", [False, True])
def test_row_that_left_while_it_was_deleted_here_does_not_come_back(
    house: House, kind: str, answered_first: bool
) -> None:
    household_id = delete_household(house)
    if answered_first:
        answer(house, "refused")
    read(house, kind, household_id, "household")
    answer(house, *(["applied"] if answered_first else ["refused", "applied"]))
    assert note_of(house, household_id) is None


@pytest.mark.parametrize("stands", [True, False])
def test_row_that_a_snapshot_has_or_lacks_comes_back_so(house: House, stands: bool) -> None:
    """It was deleted here, and the scope is taken whole before the answer is heard."""
    household_id = delete_household(house)
    take_whole(house, household_id, "newer" if stands else None)
    answer(house, "refused", "applied")
    assert note_of(house, household_id) == ("newer" if stands else None)


def take_whole(house: House, household_id: str, note: str | None, *lacking: str) -> None:
    """The scope is swapped for a snapshot that has all that is here, but for a household that has
    another note or is missing, and other rows that are."""
    scope = f"site:{house.site_id}"
    with house.store.applying() as connection:
        rows = {table.name: held_rows(connection, table) for table in tables_in(scope)}
        layer = Layer(connection, scope, 7, OwnWrites(connection, 7))
        layer.begin()
        for table, every in rows.items():
            others = [row for row in every if row["id"] not in (household_id, *lacking)]
            if table == "household" and note is not None:
                others.append({"id": household_id, "site_id": house.site_id, "note": note})
            layer.lay(table, others)
        layer.finish()


@pytest.mark.parametrize("status", ["conflict", "refused"])
def test_row_that_a_snapshot_lacks_leaves_when_the_op_that_changed_it_is_answered(
    house: House, status: str
) -> None:
    """It has moved to another site or was deleted; until then what was written here shows."""
    household = Household(site_id=house.site_id, note="empty", row_seq=3)
    household_id = household.id
    house.lay_down(household)
    with house.store.op("change_resident", new_id()) as session:
        session.get_one(Household, household_id).note = "mine"
    take_whole(house, household_id, None)
    assert note_of(house, household_id) == "mine"
    answer(house, status)
    assert note_of(house, household_id) is None


@pytest.mark.parametrize("answered_first", [False, True])
@pytest.mark.parametrize("status", ["applied", "conflict"])
@pytest.mark.parametrize(("seq", "stays"), [(5, False), (8, True)])
def test_row_made_here_that_a_later_snapshot_lacks_leaves(
    house: House, answered_first: bool, status: str, seq: int, stays: bool
) -> None:
    """The store took it and it was deleted again before this desk heard of that; but a row that
    was taken after the snapshot is still to be read."""
    with house.store.op("register_resident", new_id()) as session:
        household = Household(site_id=house.site_id, note="mine")
        session.add(household)
    household_id = household.id
    ((op_id,),) = house.store.ask("SELECT op_id FROM outbox_op WHERE status IS NULL")
    if answered_first:
        record_answers(house.store, [Answer(op_id, status, seq, None)])
        assert note_of(house, household_id) == "mine"
    take_whole(house, household_id, None)
    with house.store.applying() as connection:
        apply.write_cursor(connection, f"site:{house.site_id}", "7", seq=7, filled=True)
    if not answered_first:
        assert note_of(house, household_id) == "mine"
        record_answers(house.store, [Answer(op_id, status, seq, None)])
    assert note_of(house, household_id) == ("mine" if stays else None)


def test_row_that_a_snapshot_lacks_leaves_with_the_last_row_that_points_to_it(
    house: House,
) -> None:
    household = Household(site_id=house.site_id, note="empty", row_seq=3)
    household_id = household.id
    house.lay_down(household)
    resident = Resident(
        site_id=house.site_id,
        number="1",
        surname="Koval",
        given_names="Ida",
        household_id=household_id,
    )
    resident_id = resident.id
    with house.store.op("register_resident", new_id()) as session:
        session.add(resident)
    take_whole(house, household_id, None, resident_id)
    assert note_of(house, household_id) == "empty"
    answer(house, "refused")
    assert note_of(house, household_id) is None


def held_rows(connection: sa.Connection, table: WireTable) -> list[dict[str, Any]]:
    """The rows of a table as a snapshot would tell them."""
    found = connection.exec_driver_sql(f'SELECT * FROM "{table.name}"').mappings()
    return [
        {"id": row["id"], **from_sqlite(table.name, {name: row[name] for name in table.fields})}
        for row in found
    ]


def test_others_value_comes_back_with_a_row_that_was_changed_and_deleted_here(
    house: House,
) -> None:
    """The answer to the change is heard first; what the store holds is kept for the row."""
    household_id = delete_household(house, "1")
    with house.store.op("change_resident", new_id()) as session:
        made = Household(site_id=house.site_id, note="mine")
        session.add(made)
    changed = made.id
    answer(house, "noop", "applied", "applied")
    with house.store.op("change_resident", new_id()) as session:
        session.get_one(Household, changed).note = "changed here"
    with house.store.op("change_resident", new_id()) as session:
        session.delete(session.get_one(Household, changed))
    read(house, "put", changed, "household", note="changed there")
    answer(house, "conflict")
    answer(house, "refused")
    assert note_of(house, changed) == "changed there"
    assert note_of(house, household_id) is None


def test_row_that_comes_back_counts_as_read_up_to_what_was_read_meanwhile(house: House) -> None:
    """Else this desk's next change of it would stand against what it has seen."""
    household = Household(site_id=house.site_id, note="empty")
    household_id = household.id
    house.lay_down(household)
    with house.store.op("change_household", new_id()) as session:
        session.delete(session.get_one(Household, household_id))
    read(house, "put", household_id, "household", seq=7, note="changed there")
    answer(house, "refused")
    assert note_of(house, household_id) == "changed there"
    assert house.store.ask("SELECT row_seq FROM household WHERE id = ?", (household_id,)) == [(7,)]
    assert house.store.ask("SELECT * FROM store_value") == []


def test_others_value_stays_when_an_op_that_wrote_the_same_is_taken_back_later(
    house: House,
) -> None:
    """The refused op could not be taken back at once: another built on it."""
    household_id = delete_household(house)
    answer(house, "refused")
    with house.store.op("change_resident", new_id()) as session:
        session.get_one(Resident, house.residents["Halyna"]).given_names = "Halina"
    answer(house, "conflict")
    read(house, "put", house.residents["Halyna"], phone="2")
    answer(house, "applied")
    assert phone(house) == "2"
    assert note_of(house, household_id) == "empty"

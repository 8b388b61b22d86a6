"""Whatever writes a synced table, the change stands in the outbox, in the same transaction."""

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
import sqlalchemy as sa
import sqlite_utils
from sqlalchemy.exc import IntegrityError
from sqlcipher3 import dbapi2 as sqlcipher

from desktop.models import SYNCED, journal
from desktop.models.base import new_id
from desktop.models.local import op_context, outbox_change, outbox_op
from desktop.models.residents import Resident
from desktop.models.sites import Site
from desktop.models.store import Store
from desktop.sync.outbox import join_changes, next_batch
from tests.house import House

ACTOR = new_id()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "desk.db", secrets.token_bytes(32))
    yield opened
    opened.close()


def changes(store: Store) -> list[Any]:
    with store.read() as session:
        return list(session.execute(sa.select(outbox_change).order_by(outbox_change.c.id)))


def ops(store: Store) -> list[Any]:
    with store.read() as session:
        return list(session.execute(sa.select(outbox_op).order_by(outbox_op.c.device_seq)))


def insert_site(connection: sa.Connection, name: str) -> str:
    site_id = new_id()
    connection.exec_driver_sql(
        "INSERT INTO site (id, name, type, reception, pets_allowed, step_free) "
        "VALUES (?, ?, 'centre', 1, 0, 0)",
        (site_id, name),
    )
    return site_id


def test_orm_write_is_one_op_with_actor_and_action(store: Store) -> None:
    with store.op("administer", ACTOR) as session:
        session.add(Site(name="Lygten"))
        session.add(Site(name="Ottiliahus"))
    (op,) = ops(store)
    assert (op.device_seq, op.action, op.actor, op.status) == (1, "administer", ACTOR, None)
    assert [change.kind for change in changes(store)] == ["insert", "insert"]
    assert {change.op_id for change in changes(store)} == {op.op_id}


def test_raw_sql_write_is_in_the_outbox(store: Store) -> None:
    with store.op("administer", ACTOR) as session:
        site_id = insert_site(session.connection(), "Lygten")
        session.connection().exec_driver_sql("UPDATE site SET name = 'Lygten 2'")
        session.connection().exec_driver_sql("DELETE FROM site")
    insert, update, delete = changes(store)
    assert (insert.kind, insert.row_id, insert.scope) == ("insert", site_id, "org")
    assert orjson.loads(update.fields) == {"name": "Lygten 2"}
    assert orjson.loads(update.was) == {"name": "Lygten"}
    assert (delete.kind, orjson.loads(delete.fields)) == ("delete", {})
    assert orjson.loads(delete.was)["name"] == "Lygten 2"


def test_sqlite_utils_write_on_a_connection_of_its_own_is_in_the_outbox(tmp_path: Path) -> None:
    key = secrets.token_bytes(32)
    store = Store(tmp_path / "desk.db", key)
    connection = sqlcipher.connect(str(store.path))
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    database = sqlite_utils.Database(connection)
    database["op_context"].insert(
        {
            "id": 1,
            "op_id": new_id(),
            "action": "administer",
            "actor": ACTOR,
            "at": "2026-11-20T10:00:00Z",
            "applying": 0,
        }
    )
    database["site"].insert_all(
        {
            "id": new_id(),
            "name": name,
            "type": "hotel",
            "reception": 0,
            "pets_allowed": 0,
            "step_free": 0,
        }
        for name in ("Hotel Mercur", "Hotel Globetrotter")
    )
    database["op_context"].delete_where()
    connection.commit()
    connection.close()
    assert [orjson.loads(change.fields)["name"] for change in changes(store)] == [
        "Hotel Mercur",
        "Hotel Globetrotter",
    ]
    store.close()


@pytest.mark.parametrize("table", SYNCED)
def test_every_synced_table_refuses_a_write_without_an_op(house: House, table: str) -> None:
    for statement in (
        f"INSERT INTO \"{table}\" (id) VALUES ('{new_id()}')",
        f'UPDATE "{table}" SET id = id',
        f'DELETE FROM "{table}"',
    ):
        with house.store.read() as session:
            rows = session.connection().exec_driver_sql(f'SELECT count(*) FROM "{table}"').scalar()
        if not rows and not statement.startswith("INSERT"):
            continue
        with pytest.raises(IntegrityError), house.store.own() as connection:
            connection.exec_driver_sql(statement)


def test_every_column_of_every_table_stands_in_its_triggers() -> None:
    for model in SYNCED.values():
        texts = journal.triggers(model).values()
        for column in sa.inspect(model).columns:
            if column.name not in ("id", "row_seq"):
                assert all(f'"{column.name}"' in text for text in texts)


def test_update_names_only_what_changed_and_what_was(house: House) -> None:
    with house.workplace().op("change_resident") as session:
        resident = session.get(Resident, house.residents["Halyna"])
        assert resident is not None
        resident.phone = "+45 20 00 00 09"
        resident.surname = "Koval"
    (change,) = changes(house.store)
    assert orjson.loads(change.fields) == {"phone": "+45 20 00 00 09"}
    assert orjson.loads(change.was) == {"phone": None}
    assert change.scope == f"site:{house.site_id}"


def test_op_that_changes_nothing_leaves_no_op(house: House) -> None:
    with house.workplace().op("change_resident") as session:
        session.connection().exec_driver_sql("UPDATE resident SET surname = surname")
    assert ops(house.store) == []


def test_failed_op_leaves_nothing_and_its_number_is_used_by_the_next(store: Store) -> None:
    with pytest.raises(RuntimeError), store.op("administer", ACTOR) as session:
        insert_site(session.connection(), "Lygten")
        raise RuntimeError
    assert changes(store) == []
    with store.op("administer", ACTOR) as session:
        insert_site(session.connection(), "Lygten")
    assert [op.device_seq for op in ops(store)] == [1]


def test_id_of_a_row_never_changes(store: Store) -> None:
    with pytest.raises(IntegrityError, match=journal.ID_CHANGED):
        with store.op("administer", ACTOR) as session:
            insert_site(session.connection(), "Lygten")
            session.connection().exec_driver_sql("UPDATE site SET id = ?", (new_id(),))


def test_rows_of_the_store_make_no_op(store: Store) -> None:
    with store.applying() as connection:
        insert_site(connection, "Lygten")
    assert changes(store) == []
    with store.read() as session:
        assert session.execute(sa.select(op_context)).all() == []


def test_replaced_row_is_an_update_on_the_wire(store: Store) -> None:
    with store.applying() as connection:
        site_id = insert_site(connection, "Lygten")
    with store.op("administer", ACTOR) as session:
        session.connection().exec_driver_sql(
            "INSERT OR REPLACE INTO site (id, name, type, reception, pets_allowed, step_free) "
            "VALUES (?, 'Lygten', 'special', 1, 0, 0)",
            (site_id,),
        )
    (op,) = next_batch(store)
    (change,) = op["changes"]
    assert (change["kind"], change["fields"]) == ("update", {"type": "special"})
    assert change["was"] == {"type": "centre"}


def test_field_that_a_replaced_row_lacks_is_emptied_on_the_wire(store: Store) -> None:
    with store.applying() as connection:
        site_id = insert_site(connection, "Lygten")
        connection.exec_driver_sql("UPDATE site SET capacity = 40")
    with store.op("administer", ACTOR) as session:
        session.connection().exec_driver_sql(
            "INSERT OR REPLACE INTO site (id, name, type, reception, pets_allowed, step_free) "
            "VALUES (?, 'Lygten', 'centre', 1, 0, 0)",
            (site_id,),
        )
    (change,) = next_batch(store)[0]["changes"]
    assert (change["kind"], change["fields"]) == ("update", {"capacity": None})


def test_new_row_names_no_empty_field_on_the_wire(house: House) -> None:
    with house.workplace().op("register_resident") as session:
        session.add(Resident(site_id=house.site_id, number="1", surname="A", given_names="B"))
    (op,) = next_batch(house.store)
    assert None not in op["changes"][0]["fields"].values()


def test_wire_form_has_booleans_and_json(house: House) -> None:
    with house.workplace().op("register_resident") as session:
        session.add(
            Resident(
                site_id=house.site_id,
                number="1",
                surname="A",
                given_names="B",
                languages=["uk"],
            )
        )
    (op,) = next_batch(house.store)
    fields = op["changes"][0]["fields"]
    assert fields["languages"] == ["uk"]
    with house.store.op("administer", ACTOR) as session:
        insert_site(session.connection(), "Lygten")
    assert next_batch(house.store)[1]["changes"][0]["fields"]["reception"] is True


def test_row_made_and_taken_away_in_one_op_is_not_mentioned() -> None:
    made = {"table": "bed", "id": "1", "kind": "insert", "base": None, "fields": {}, "was": {}}
    assert join_changes([made, made | {"kind": "delete"}]) == []

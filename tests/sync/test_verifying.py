"""A desk proves that it holds what the store holds, and mends only what differs."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from desktop.models.house_settings import lock_after
from desktop.models.housing import Bed, Room, RoomType
from desktop.models.local import bucket_digest, outbox_op
from desktop.models.sites import Role
from desktop.models.store import Store
from desktop.sync import buckets
from desktop.sync.apply import write_cursor
from desktop.sync.digest import TableDigest
from desktop.sync.mending import REPAIRS, mend
from desktop.sync.outbox import count_waiting
from desktop.sync.protocol import from_sqlite, site_scope, tables
from desktop.sync.snapshots import Head
from tests.desks import DeskAtWork, Housing, desk_at_work, wait_until
from tests.house import House
from tests.lines import line_to
from tests.sync.test_engine import add_resident, has, phone, set_phone
from tests.sync.test_filling import add_many


def repairs(desk: DeskAtWork) -> int:
    with desk.store.read() as session:
        query = sa.text("SELECT value FROM desk_state WHERE name = :name")
        return int(session.execute(query, {"name": REPAIRS}).scalar() or 0)


def wait_verified(desk: DeskAtWork) -> None:
    desk.wait_in_step()
    wait_until(lambda: desk.state.verified is not None, "the digests agree")


def test_number_that_was_set_for_all_desks_is_verified_like_anything_else(
    tmp_path: Path, housing: Housing
) -> None:
    housing.central.cli("setting", "set", "lock_minutes", "10")
    try:
        with desk_at_work(tmp_path, housing) as desk:
            desk.go_online(quiet=0.1)
            wait_verified(desk)
            with desk.store.read() as session:
                assert lock_after(session) == timedelta(minutes=10)
    finally:
        housing.central.cli("setting", "reset", "lock_minutes")


def test_desk_in_step_is_verified_and_stays_so_while_work_goes_on(
    tmp_path: Path, housing: Housing
) -> None:
    with desk_at_work(tmp_path, housing) as desk:
        desk.go_online(quiet=0.1)
        wait_verified(desk)
        first = desk.state.verified
        add_resident(desk.workplace())
        assert desk.state.verified == first
        desk.wait_in_step()
        wait_until(lambda: cached(desk) > 0, "it was compared again")
        assert desk.state.verified is not None
        assert repairs(desk) == 0


def cached(desk: DeskAtWork) -> int:
    with desk.store.read() as session:
        query = sa.select(bucket_digest.c.rows).where(bucket_digest.c.table == "resident")
        return sum(session.scalars(query))


def damaged(connection: sa.Connection, resident_id: str, other_id: str) -> None:
    connection.exec_driver_sql(
        "UPDATE resident SET surname = 'Damaged' WHERE id = ?", (resident_id,)
    )


def missing(connection: sa.Connection, resident_id: str, other_id: str) -> None:
    connection.exec_driver_sql("DELETE FROM resident WHERE id = ?", (resident_id,))


def too_many(connection: sa.Connection, resident_id: str, other_id: str) -> None:
    connection.exec_driver_sql(
        "UPDATE resident SET id = '0' || substr(id, 2, 34) || 'x' WHERE id = ?", (resident_id,)
    )


@pytest.mark.parametrize("harm", [damaged, missing, too_many])
def test_what_differs_is_found_and_mended_and_nothing_else_is_written(
    tmp_path: Path, housing: Housing, harm: Callable[[sa.Connection, str, str], None]
) -> None:
    with desk_at_work(tmp_path, housing) as desk:
        desk.go_online(quiet=0.1)
        desk.wait_in_step()
        resident_id = add_resident(desk.workplace())
        other_id = add_resident(desk.workplace(), "Other")
        wait_verified(desk)
        desk.go_offline()
        with desk.store.applying() as connection:
            harm(connection, resident_id, other_id)
            connection.execute(bucket_digest.delete())
        desk.states.clear()
        with line_to(housing.central.url) as line:
            desk.go_online(line.url, quiet=0.1)
            wait_until(lambda: repairs(desk) == 1, "it was mended")
            well = {resident_id: "Shevchenko", other_id: "Other"}
            wait_until(lambda: surnames(desk) == well, "well")
            wait_until(lambda: desk.state.verified is not None, "the digests agree again")
            desk.go_offline()
        assert any(state.verified is None for state in desk.states)
        assert repairs(desk) == 1
        buckets_asked = {f"resident%3A{resident_id[0]}"} | (
            {"resident%3A0"} if harm is too_many else set()
        )
        assert fetched(line.calls) == [f"{site_of(desk)}&only={'%2C'.join(sorted(buckets_asked))}"]


def fetched(calls: list[str]) -> list[str]:
    """What snapshots were asked for, in order."""
    start = "GET /v1/snapshot?scope="
    return [call.removeprefix(start) for call in calls if call.startswith(start)]


def site_of(desk: DeskAtWork) -> str:
    return f"site%3A{desk.identity.site_ids[0]}"


def test_store_that_gives_no_buckets_is_asked_for_the_whole_scope(
    tmp_path: Path, housing: Housing
) -> None:
    with desk_at_work(tmp_path, housing) as desk, line_to(housing.central.url) as line:
        site = site_of(desk)
        line.answers[f"GET /v1/snapshot?scope={site}&only="] = (422, "invalid")
        desk.go_online(quiet=0.1)
        desk.wait_in_step()
        resident_id = add_resident(desk.workplace())
        wait_verified(desk)
        desk.go_offline()
        with desk.store.applying() as connection:
            damaged(connection, resident_id, "")
            connection.execute(bucket_digest.delete())
        desk.go_online(line.url, quiet=0.1)
        wait_until(lambda: repairs(desk) == 1, "it was mended")
        wait_until(lambda: desk.state.verified is not None, "the digests agree again")
        assert surnames(desk) == {resident_id: "Shevchenko"}
        desk.go_offline()
        assert fetched(line.calls) == [f"{site}&only=resident%3A{resident_id[0]}", site]


def test_repair_goes_on_where_the_line_broke(tmp_path: Path, housing: Housing) -> None:
    with desk_at_work(tmp_path, housing) as desk, line_to(housing.central.url) as line:
        desk.go_online(quiet=0.1)
        desk.wait_in_step()
        add_many(desk, 800)
        wait_verified(desk)
        desk.go_offline()
        with desk.store.applying() as connection:
            connection.exec_driver_sql(
                "UPDATE resident SET surname = 'Damaged' WHERE id BETWEEN 'a' AND 'c'"
            )
            connection.execute(bucket_digest.delete())
        line.cut, line.cut_after = "GET /v1/snapshot", 1500
        desk.go_online(line.url, quiet=0.1)
        wait_until(lambda: repairs(desk) == 1, "it was mended")
        wait_until(lambda: desk.state.verified is not None, "the digests agree again")
        desk.go_offline()
        assert "Damaged" not in surnames(desk).values()
        only = f"{site_of(desk)}&only=resident%3Aa%2Cresident%3Ab"
        assert fetched(line.calls) == [only, only]
        assert fetched(line.taken_up) == [only]


def test_row_that_points_to_one_believed_to_be_here_is_mended_by_the_whole_scope(
    tmp_path: Path, housing: Housing
) -> None:
    """Only the bed's digest is reckoned anew, the room's that is kept tells of a room."""
    with desk_at_work(tmp_path, housing) as desk:
        desk.go_online()
        desk.wait_in_step()
        workplace = desk.workplace(Role.LEAD)
        room = Room(site_id=workplace.site_id, number="1", floor="1", type=RoomType.SINGLE)
        bed = Bed(site_id=workplace.site_id, room_id=room.id, label="A")
        with workplace.op("change_rooms") as session:
            session.add(room)
            session.flush()
            session.add(bed)
        desk.wait_in_step()
        desk.go_offline()
        for table in (tables()["room"], tables()["bed"]):
            buckets.digest_of(desk.store, table, f"site:{workplace.site_id}")
        with desk.store.applying() as connection:
            for name in ("bed", "room"):
                connection.exec_driver_sql(f'DELETE FROM "{name}"')
            connection.execute(bucket_digest.delete().where(bucket_digest.c.table == "bed"))
        with line_to(housing.central.url) as line:
            desk.go_online(line.url, quiet=0.1)
            wait_until(lambda: bool(ids(desk, "bed")), "it was mended")
            wait_verified(desk)
            desk.go_offline()
        assert (ids(desk, "room"), ids(desk, "bed")) == ([room.id], [bed.id])
        site = site_of(desk)
        assert fetched(line.calls) == [f"{site}&only=bed%3A{bed.id[0]}", site]


def ids(desk: DeskAtWork, table: str) -> list[str]:
    with desk.store.read() as session:
        return list(session.scalars(sa.text(f'SELECT id FROM "{table}"')))


def test_what_all_sites_share_is_mended_also_where_this_desk_has_written(
    tmp_path: Path, housing: Housing
) -> None:
    """The log of a busy site counts further than the one that all sites share."""
    with desk_at_work(tmp_path, housing) as desk:
        desk.go_online(quiet=0.1)
        desk.wait_in_step()
        add_resident(desk.workplace())
        wait_verified(desk)
        desk.go_offline()
        with desk.store.own() as connection:
            connection.execute(outbox_op.update().values(seq=1_000_000))
        with desk.store.applying() as connection:
            connection.exec_driver_sql("UPDATE kit_type SET name_da = 'Damaged'")
            connection.execute(bucket_digest.delete())
        desk.go_online(quiet=0.1)
        wait_until(lambda: repairs(desk) == 1, "it was mended")
        wait_until(lambda: desk.state.verified is not None, "the digests agree again")
        with desk.store.read() as session:
            names = set(session.scalars(sa.text("SELECT name_da FROM kit_type")))
        assert names
        assert "Damaged" not in names


def test_what_waits_is_never_mended(house: House) -> None:
    """A person saved something between the comparison and the repair."""
    scope, halyna = read_up_to(house, "cursor"), house.residents["Halyna"]
    with house.workplace().op("change_resident") as session:
        session.execute(sa.text("UPDATE resident SET phone = '1' WHERE id = :id"), {"id": halyna})
    before = table_of(house.store, "resident")
    assert mend_all(house, scope) is None
    assert table_of(house.store, "resident") == before
    assert count_waiting(house.store) == 1


def test_what_was_read_since_the_comparison_is_never_mended(house: House) -> None:
    scope = read_up_to(house, "a later cursor")
    before = table_of(house.store, "resident")
    assert mend_all(house, scope) is None
    assert table_of(house.store, "resident") == before
    assert mend_all(house, read_up_to(house, "cursor"))


def read_up_to(house: House, cursor: str) -> str:
    """The site's scope, of which all residents were read."""
    scope = site_scope(house.site_id)
    with house.store.applying() as connection:
        connection.exec_driver_sql("UPDATE resident SET row_seq = 1")
        write_cursor(connection, scope, cursor, seq=1, filled=True)
    return scope


def mend_all(house: House, scope: str) -> int | None:
    """As if the store held no residents at all."""
    differing = {"resident": set("0123456789abcdef")}
    head = Head("epoch", 1, "cursor", 5, 0)
    return mend(house.store, scope, head, lambda _: iter(()), differing)


def table_of(store: Store, name: str) -> list[tuple[Any, ...]]:
    with store.read() as session:
        return [tuple(row) for row in session.execute(sa.text(f'SELECT * FROM "{name}"'))]


def surnames(desk: DeskAtWork) -> dict[str, str]:
    with desk.store.read() as session:
        return {
            row[0]: row[1] for row in session.execute(sa.text("SELECT id, surname FROM resident"))
        }


def test_nothing_is_compared_while_something_waits_or_the_store_is_newer(
    tmp_path: Path, housing: Housing
) -> None:
    with desk_at_work(tmp_path, housing) as desk, line_to(housing.central.url) as line:
        line.answers["POST /v1/push"] = (503, "unavailable")
        add_resident(desk.workplace())
        desk.go_online(line.url, quiet=0.05)
        wait_until(lambda: not desk.state.filling, "it reads")
        line.answers.clear()
        wait_verified(desk)
        asked = [call for call in line.calls if call.startswith(("POST /v1/push", "GET /v1/dig"))]
        first = next(n for n, call in enumerate(asked) if call.startswith("GET"))
        assert all(call.startswith("POST") for call in asked[:first])
        desk.go_offline()


def test_kept_digests_are_those_of_the_rows_whoever_wrote_them(house: House) -> None:
    scope = f"site:{house.site_id}"
    for name in ("resident", "bed", "stay"):
        assert_right(house.store, name, scope)
    with house.workplace().op("change_resident") as session:
        session.execute(sa.text("UPDATE resident SET phone = '+45 50'"))
    assert_right(house.store, "resident", scope)
    with house.store.own() as connection:
        assert connection.execute(sa.select(bucket_digest)).all() != []


def assert_right(store: Store, name: str, scope: str) -> None:
    """Against a reckoning of every row."""
    table = tables()[name]
    plain = TableDigest()
    columns = ", ".join(f'"{field}"' for field in ("id", *table.fields))
    with store.read() as session:
        for row in session.execute(sa.text(f'SELECT {columns} FROM "{name}"')).mappings():
            fields = {field: row[field] for field in table.fields}
            if fields["site_id"] == scope.removeprefix("site:"):
                plain.add(name, row["id"], from_sqlite(name, fields))
    assert buckets.digest_of(store, table, scope).told() == plain.told()


def test_value_of_another_desk_under_an_answer_that_was_lost_is_laid_down(
    tmp_path: Path, housing: Housing
) -> None:
    """The store took the op, the answer was lost, and another desk changed the value on top."""
    with desk_at_work(tmp_path, housing, "A") as one, desk_at_work(tmp_path, housing, "B") as two:
        for desk in (one, two):
            desk.go_online()
            desk.wait_in_step()
        resident_id = add_resident(one.workplace())
        wait_until(lambda: has(two, resident_id), "both have it")
        one.wait_in_step()
        one.go_offline()
        with line_to(housing.central.url) as line:
            line.cut, line.cut_after = "POST /v1/push", 0
            set_phone(one.workplace(), resident_id, "mine")
            one.go_online(line.url)
            wait_until(lambda: phone(two, resident_id) == "mine", "the store took it")
            one.go_offline()
            line.answers["POST /v1/push"] = (503, "unavailable")
            set_phone(two.workplace(), resident_id, "on top")
            two.wait_in_step()
            one.go_online(line.url)
            wait_until(lambda: not one.state.filling and one.state.problem == "unavailable", "read")
            line.answers.clear()
            wait_until(lambda: phone(one, resident_id) == "on top", "the later value shows")
            one.go_offline()

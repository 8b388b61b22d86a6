"""A desk takes a site whole: at first, after a broken line, and when the log is too short."""

from pathlib import Path

import sqlalchemy as sa

from desktop.models import SCHEMA_VERSION
from desktop.models.local import download, download_piece, scope_cursor
from desktop.models.residents import Resident
from desktop.sync.state import FillProgress
from tests.desks import DeskAtWork, Housing, desk_at_work, wait_until
from tests.lines import line_to
from tests.sync.test_engine import add_resident, has, phone, set_phone, statuses

MANY = 2600


def count(desk: DeskAtWork) -> int:
    with desk.store.read() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(Resident)) or 0


def add_many(desk: DeskAtWork, number: int) -> None:
    workplace = desk.workplace()
    with workplace.op("register_resident") as session:
        for place in range(number):
            session.add(
                Resident(
                    site_id=workplace.site_id,
                    number=f"001-{place:05d}-0",
                    surname=f"Name {place}",
                    given_names="Made Up",
                )
            )


def snapshots_asked(calls: list[str], desk: DeskAtWork) -> int:
    site = desk.identity.site_ids[0]
    return sum(call.startswith("GET /v1/snapshot") and site in call for call in calls)


def test_fresh_desk_takes_its_site_whole_and_tells_how_far_it_is(
    tmp_path: Path, housing: Housing
) -> None:
    with desk_at_work(tmp_path, housing, "A") as one, desk_at_work(tmp_path, housing, "B") as two:
        one.go_online()
        one.wait_in_step()
        add_many(one, MANY)
        one.wait_in_step()
        own = add_resident(two.workplace(), "Came early")
        with line_to(housing.central.url) as line:
            two.go_online(line.url)
            two.wait_in_step()
            wait_until(lambda: count(two) == MANY + 1, "all is there")
            assert snapshots_asked(line.calls, two) == 1
            two.go_offline()
        told = [state.fill for state in two.states if isinstance(state.fill, FillProgress)]
        assert max(fill.done for fill in told) == max(fill.total for fill in told) >= MANY
        assert two.states[-1].fill is None
        assert has(two, own)
        assert statuses(two) == ["applied"]
        with two.store.read() as session:
            assert session.scalars(sa.select(download.c.scope)).all() == []
            assert session.scalars(sa.select(download_piece.c.scope)).all() == []
            seqs = set(session.scalars(sa.select(Resident.row_seq)))
            read = session.scalars(sa.select(scope_cursor.c.seq)).all()
        assert None not in read
        assert max(seq for seq in seqs if seq) <= max(seq for seq in read if seq)


def test_broken_download_goes_on_where_it_broke_also_after_a_restart(
    tmp_path: Path, housing: Housing
) -> None:
    with desk_at_work(tmp_path, housing, "A") as one, desk_at_work(tmp_path, housing, "B") as two:
        one.go_online()
        one.wait_in_step()
        add_many(one, MANY)
        one.wait_in_step()
        site = two.identity.site_ids[0]
        with line_to(housing.central.url) as line:
            line.cut, line.cut_after = f"GET /v1/snapshot?scope=site%3A{site}", 20_000
            two.go_online(line.url)
            wait_until(lambda: not line.cut, "the line broke")
            wait_until(lambda: received(two) > 0, "what came is kept")
            two.go_offline()
            before = received(two)
            two.go_online(line.url)
            two.wait_in_step()
            assert 0 < before < 20_000
        assert count(two) == MANY
        for path in two.store.path.parent.glob("B.db*"):
            assert b"Made Up" not in path.read_bytes()
        two.go_offline()


def received(desk: DeskAtWork) -> int:
    with desk.store.read() as session:
        found = session.scalar(
            sa.select(download.c.received).where(download.c.scope.startswith("site:"))
        )
    return found or 0


def test_filling_that_was_paused_goes_on_later(tmp_path: Path, housing: Housing) -> None:
    with desk_at_work(tmp_path, housing, "A") as one, desk_at_work(tmp_path, housing, "B") as two:
        one.go_online()
        one.wait_in_step()
        add_many(one, 50)
        one.wait_in_step()
        two.go_online()
        assert two.engine is not None
        two.engine.pause_filling()
        own = add_resident(two.workplace(), "Meanwhile")
        wait_until(lambda: has(one, own), "work goes on meanwhile")
        two.engine.resume_filling()
        two.wait_in_step()
        assert count(two) == 51


def test_log_that_no_longer_goes_back_so_far_is_replaced_by_a_snapshot(
    tmp_path: Path, housing: Housing
) -> None:
    with desk_at_work(tmp_path, housing, "A") as one, desk_at_work(tmp_path, housing, "B") as two:
        for desk in (one, two):
            desk.go_online()
            desk.wait_in_step()
        kept = add_resident(one.workplace(), "Kept")
        gone = add_resident(one.workplace(), "Gone")
        wait_until(lambda: has(two, gone), "both have it")
        two.go_offline()
        waiting = add_resident(two.workplace(), "Waiting")
        set_phone(two.workplace(), kept, "mine")
        with one.workplace().op("change_resident") as session:
            session.delete(session.get(Resident, gone))
        new = add_resident(one.workplace(), "New")
        one.wait_in_step()
        site = two.identity.site_ids[0]
        with line_to(housing.central.url) as line:
            line.answers[f"GET /v1/pull?scope=site%3A{site}"] = (410, "cursor_expired")
            line.answers["POST /v1/push"] = (503, "unavailable")
            two.go_online(line.url)
            wait_until(lambda: has(two, new), "the snapshot was laid down")
            assert not has(two, gone)
            assert has(two, waiting)
            assert phone(two, kept) == "mine"
            assert statuses(two) == [None, None]
            line.answers.clear()
            two.wait_in_step()
            wait_until(lambda: phone(one, kept) == "mine", "what waited arrives")
            assert has(one, waiting)
            two.go_offline()


def test_scope_read_by_an_older_version_is_taken_whole(tmp_path: Path, housing: Housing) -> None:
    with desk_at_work(tmp_path, housing) as desk:
        desk.go_online()
        desk.wait_in_step()
        resident_id = add_resident(desk.workplace())
        desk.wait_in_step()
        desk.go_offline()
        with desk.store.applying() as connection:
            connection.exec_driver_sql("UPDATE resident SET surname = 'Passed over'")
            connection.execute(scope_cursor.update().values(schema=SCHEMA_VERSION - 1))
        with line_to(housing.central.url) as line:
            desk.go_online(line.url)
            wait_until(lambda: snapshots_asked(line.calls, desk) == 1, "it is taken whole")
            desk.wait_in_step()
            desk.go_offline()
        with desk.store.read() as session:
            resident = session.get(Resident, resident_id)
        assert resident is not None
        assert resident.surname == "Shevchenko"

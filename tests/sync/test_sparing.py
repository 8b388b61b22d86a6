"""How much at once, on a line that costs, by a clock that is wrong; and the figures of it all."""

import re
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from desktop.models.base import new_id
from desktop.models.local import outbox_change, outbox_op
from desktop.models.residents import Resident
from desktop.sync.client import Traffic
from desktop.sync.outbox import Answer, record_answers
from desktop.sync.pacing import Pace
from desktop.sync.pruning import KEPT, prune
from tests.desks import Housing, desk_at_work, wait_until
from tests.house import House
from tests.lines import line_to
from tests.sync.test_engine import add_resident, has, statuses
from tests.sync.test_outbox import set_phone


def test_pace_follows_what_the_line_carries_within_its_bounds() -> None:
    pace = Pace(2000, 200, 10_000)
    for _ in range(20):
        pace.took(pace.limit, 0.1)
    assert pace.limit == 10_000
    pace.took(10_000, 10.0)
    assert pace.limit == 1500
    pace.took(1500, 60.0)
    assert pace.limit == 200
    pace.took(20, 0.1)
    assert pace.limit == 200


@pytest.mark.parametrize(
    ("code", "problem"), [("schema_too_old", "too_old"), ("schema_unknown", "store_too_old")]
)
def test_desk_of_another_version_works_on_offline_and_sends_later(
    tmp_path: Path, housing: Housing, code: str, problem: str
) -> None:
    with desk_at_work(tmp_path, housing) as desk, line_to(housing.central.url) as line:
        line.answers["POST /v1/push"] = (409, code)
        add_resident(desk.workplace())
        desk.go_online(line.url)
        wait_until(lambda: desk.state.problem == problem, "it is told")
        assert statuses(desk) == [None]
        line.answers.clear()
        assert desk.engine is not None
        desk.engine.wake()
        wait_until(lambda: statuses(desk) == ["applied"], "it is sent")
        desk.go_offline()


def test_metered_line_is_not_held_open_and_a_person_may_hurry(
    tmp_path: Path, housing: Housing
) -> None:
    with (
        desk_at_work(tmp_path, housing, "A") as one,
        desk_at_work(tmp_path, housing, "B") as two,
        line_to(housing.central.url) as line,
    ):
        two.go_online()
        two.wait_in_step()
        one.go_online(line.url)
        assert one.engine is not None
        one.engine.set_metered(True)
        one.wait_in_step()
        wait_until(lambda: one.state.metered, "it is told")
        one.go_offline()
        line.calls.clear()
        one.go_online(line.url)
        one.wait_in_step()
        theirs = add_resident(two.workplace(), "Theirs")
        two.wait_in_step()
        mine = add_resident(one.workplace(), "Mine")
        wait_until(lambda: one.state.waiting == 1, "it gathers")
        assert not any("wait=" in call for call in line.calls)
        assert not any(call.startswith("POST /v1/push") for call in line.calls)
        assert not has(one, theirs)
        one.engine.wake()
        wait_until(lambda: has(two, mine) and has(one, theirs), "both at once")
        one.go_offline()


def test_clock_that_is_ahead_is_measured_and_decides_nothing() -> None:
    traffic = Traffic()
    behind = datetime.now(UTC) - timedelta(minutes=10)
    traffic.answered(0.2, behind.strftime("%Y-%m-%dT%H:%M:%SZ"))
    assert traffic.time_offset == pytest.approx(600, abs=2)


def test_figures_tell_how_the_desk_stands_and_name_nobody(tmp_path: Path, housing: Housing) -> None:
    with desk_at_work(tmp_path, housing) as desk:
        desk.go_online(quiet=0.1)
        desk.wait_in_step()
        add_resident(desk.workplace(), "Nobody")
        desk.wait_in_step()
        wait_until(lambda: desk.state.verified is not None, "it is verified")
        assert desk.engine is not None
        found = desk.engine.diagnostics()
        org, site = found.scopes
        assert (org.scope, site.scope) == desk.identity.scopes
        assert site.filled
        assert site.seq
        assert site.rows == 1
        assert (found.waiting, found.oldest_waiting, found.sent_kept) == (0, None, 1)
        assert (found.refused, found.conflicts, found.repairs) == (0, 0, 0)
        assert found.bytes_sent > 0
        assert found.bytes_received > 0
        assert found.page_size > 0
        assert abs(found.time_offset) < 5
        assert not re.search("Nobody|Shevchenko", str(asdict(found)))
        assert desk.identity.token not in str(asdict(found))


def test_answered_ops_are_forgotten_after_35_days_by_the_stores_clock(house: House) -> None:
    for number in range(4):
        set_phone(house, new_id(), f"+45 {number}")
    ops = op_ids(house)
    then = datetime(2026, 3, 2, tzinfo=UTC)
    refusal = {"code": "permission", "message": "", "params": {}}
    record_answers(house.store, [Answer(ops[0], "applied", 1, None)], then)
    record_answers(house.store, [Answer(ops[1], "refused", None, refusal)], then)
    record_answers(house.store, [Answer(ops[2], "applied", 2, None)], then)
    assert prune(house.store, then + KEPT) == 0
    assert prune(house.store, then + KEPT + timedelta(seconds=1)) == 1
    assert op_ids(house) == ops[1:]
    lately = [Answer(ops[3], "applied", 3, None)]
    record_answers(house.store, lately, then + timedelta(days=20))
    with house.store.own() as connection:
        settled = outbox_op.update().where(outbox_op.c.op_id == ops[1])
        connection.execute(settled.values(settled_at=then))
    assert prune(house.store, then + KEPT + timedelta(days=1)) == 2
    assert op_ids(house) == [ops[3]]
    with house.store.read() as session:
        assert session.scalars(sa.select(outbox_change.c.op_id)).all() == [ops[3]]
        assert session.scalars(sa.select(Resident.phone)).first() is not None


def op_ids(house: House) -> list[str]:
    with house.store.read() as session:
        return list(session.scalars(sa.select(outbox_op.c.op_id).order_by(outbox_op.c.device_seq)))

"""Two desks and a store: what one writes the other shows, whatever the network does."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from desktop.models.base import new_id
from desktop.models.conflicts import Conflict, ConflictState
from desktop.models.housing import Bed, Room, Stay, StayState
from desktop.models.local import outbox_op, store_value
from desktop.models.residents import Resident, Sex
from desktop.models.sites import Role, Site
from desktop.services.needs_you import NeedsYou
from desktop.services.workplace import Workplace
from tests.desks import DeskAtWork, Housing, desk_at_work, make_housing, wait_until
from tests.stores import CentralProcess, central_process


def add_resident(workplace: Workplace, surname: str = "Shevchenko") -> str:
    resident = Resident(
        site_id=workplace.site_id,
        number=f"001-{new_id()[-5:]}-0",
        surname=surname,
        given_names="Oksana",
        sex=Sex.FEMALE,
        languages=["uk"],
    )
    with workplace.op("register_resident") as session:
        session.add(resident)
    return resident.id


def set_phone(workplace: Workplace, resident_id: str, phone: str) -> None:
    with workplace.op("change_resident") as session:
        resident = session.get(Resident, resident_id)
        assert resident is not None
        resident.phone = phone


def phone(desk: DeskAtWork, resident_id: str) -> str | None:
    with desk.store.read() as session:
        return session.scalar(sa.select(Resident.phone).where(Resident.id == resident_id))


def has(desk: DeskAtWork, resident_id: str) -> bool:
    with desk.store.read() as session:
        return session.get(Resident, resident_id) is not None


def statuses(desk: DeskAtWork) -> list[str | None]:
    with desk.store.read() as session:
        return list(session.scalars(sa.select(outbox_op.c.status).order_by(outbox_op.c.device_seq)))


@pytest.fixture
def pair(tmp_path: Path, housing: Housing) -> Iterator[tuple[DeskAtWork, DeskAtWork]]:
    """Two desks at one site, both in step."""
    with desk_at_work(tmp_path, housing, "A") as one, desk_at_work(tmp_path, housing, "B") as two:
        one.go_online()
        two.go_online()
        one.wait_in_step()
        two.wait_in_step()
        yield one, two


def test_what_one_desk_writes_the_other_shows(pair: tuple[DeskAtWork, DeskAtWork]) -> None:
    one, two = pair
    resident_id = add_resident(one.workplace())
    wait_until(lambda: has(two, resident_id), "the second desk shows it")
    set_phone(two.workplace(), resident_id, "+45 20")
    wait_until(lambda: phone(one, resident_id) == "+45 20", "the first desk shows the answer")
    with two.store.read() as session:
        resident = session.get(Resident, resident_id)
    assert resident is not None
    assert (resident.sex, resident.languages) == (Sex.FEMALE, ["uk"])


def test_desk_of_another_site_holds_nothing_of_it(
    tmp_path: Path, pair: tuple[DeskAtWork, DeskAtWork], central: CentralProcess
) -> None:
    resident_id = add_resident(pair[0].workplace())
    with desk_at_work(tmp_path, make_housing(central), "C") as other:
        other.go_online()
        other.wait_in_step()
        wait_until(lambda: has(pair[1], resident_id), "the second desk shows it")
        with other.store.read() as session:
            assert session.scalars(sa.select(Resident.id)).all() == []
            assert session.scalar(sa.select(sa.func.count()).select_from(Site)) > 1


def test_work_done_offline_waits_is_counted_and_is_sent(
    tmp_path: Path, housing: Housing, pair: tuple[DeskAtWork, DeskAtWork]
) -> None:
    one, two = pair
    one.go_offline()
    made = [add_resident(one.workplace(), f"Name{number}") for number in range(7)]
    one.states.clear()
    one.go_online()
    one.wait_in_step()
    assert max(state.waiting for state in one.states) == 7
    wait_until(lambda: all(has(two, resident_id) for resident_id in made), "all is there")
    assert set(statuses(one)) == {"applied"}


def test_own_waiting_value_stays_visible_while_the_other_one_arrives(
    pair: tuple[DeskAtWork, DeskAtWork],
) -> None:
    one, two = pair
    resident_id = add_resident(one.workplace())
    wait_until(lambda: has(two, resident_id), "the second desk shows it")
    two.go_offline()
    set_phone(two.workplace(), resident_id, "mine")
    set_phone(one.workplace(), resident_id, "theirs")
    one.wait_in_step()
    seen: list[str | None] = []
    two.store.changes.subscribe(lambda _kinds: seen.append(phone(two, resident_id)))
    two.go_online()
    wait_until(lambda: phone(two, resident_id) == "theirs", "the store's value is laid down")
    two.wait_in_step()
    assert statuses(two)[-1] == "conflict"
    with two.store.read() as session:
        assert session.execute(sa.select(store_value)).all() == []
    wait_until(lambda: len(conflicts(one)) == 1 and len(conflicts(two)) == 1, "both know")
    (conflict,) = conflicts(one)
    assert conflict.current == {"phone": "theirs"}
    assert {"phone": "mine"} in [candidate["value"] for candidate in conflict.candidates]
    assert "mine" not in seen[seen.index("theirs") :]


def conflicts(desk: DeskAtWork) -> list[Conflict]:
    with desk.store.read() as session:
        return list(session.exec(select(Conflict)))


def test_different_fields_changed_apart_are_both_kept(
    pair: tuple[DeskAtWork, DeskAtWork],
) -> None:
    one, two = pair
    resident_id = add_resident(one.workplace())
    wait_until(lambda: has(two, resident_id), "the second desk shows it")
    two.go_offline()
    set_phone(two.workplace(), resident_id, "+45 21")
    with one.workplace().op("change_resident") as session:
        resident = session.get(Resident, resident_id)
        assert resident is not None
        resident.email = "oksana@example.org"
    one.wait_in_step()
    two.go_online()
    two.wait_in_step()
    wait_until(lambda: phone(one, resident_id) == "+45 21", "the first desk has the phone")
    with two.store.read() as session:
        kept = session.get(Resident, resident_id)
    assert kept is not None
    assert (kept.phone, kept.email) == ("+45 21", "oksana@example.org")
    assert conflicts(one) == conflicts(two) == []


def test_bed_claimed_by_two_desks_is_contested_and_nobody_is_lost(
    pair: tuple[DeskAtWork, DeskAtWork],
) -> None:
    one, two = pair
    lead = one.workplace(Role.LEAD)
    room = Room(site_id=lead.site_id, number="2.14")
    bed = Bed(site_id=lead.site_id, room_id=room.id, label="A")
    with lead.op("change_rooms") as session:
        session.add(room)
        session.flush()
        session.add(bed)
    first, second = add_resident(one.workplace(), "First"), add_resident(one.workplace(), "Second")
    wait_until(lambda: has(two, second), "the second desk shows them")
    two.go_offline()
    claim(two, bed.id, second)
    claim(one, bed.id, first)
    one.wait_in_step()
    two.go_online()
    two.wait_in_step()
    for desk in pair:
        wait_until(lambda desk=desk: len(stays(desk)) == 2, "both desks hold both claims")
        wait_until(
            lambda desk=desk: (
                stays(desk) == {first: StayState.CONFIRMED, second: StayState.CONTESTED}
            ),
            "the later claim is contested",
        )
        wait_until(lambda desk=desk: len(conflicts(desk)) == 1, "the task is there")


def claim(desk: DeskAtWork, bed_id: str, resident_id: str) -> None:
    workplace = desk.workplace()
    with workplace.op("assign_bed") as session:
        session.add(
            Stay(
                site_id=workplace.site_id,
                bed_id=bed_id,
                resident_id=resident_id,
                starts_on=workplace.today(),
            )
        )


def stays(desk: DeskAtWork) -> dict[str, StayState]:
    with desk.store.read() as session:
        return {stay.resident_id: stay.state for stay in session.exec(select(Stay))}


def test_refused_op_is_taken_back_kept_and_told_and_later_ones_go_on(
    pair: tuple[DeskAtWork, DeskAtWork],
) -> None:
    one, two = pair
    resident_id = add_resident(one.workplace())
    one.wait_in_step()
    with one.store.op("change_resident", new_id()) as session:  # an actor nobody knows
        resident = session.get(Resident, resident_id)
        assert resident is not None
        resident.phone = "smuggled"
        ghost = Resident(site_id=resident.site_id, number="9", surname="G", given_names="G")
        session.add(ghost)
    set_phone(one.workplace(), resident_id, "+45 22")
    wait_until(lambda: phone(two, resident_id) == "+45 22", "the later op arrived")
    one.wait_in_step()
    assert statuses(one) == ["applied", "refused", "applied"]
    wait_until(lambda: not has(one, ghost.id), "the refused row is gone")
    assert phone(one, resident_id) == "+45 22"
    needs = NeedsYou(one.workplace(Role.LEAD))
    (item,) = needs.needs().refused
    assert item.refusal()
    wait_until(lambda: one.state.needs_you == 1, "the status bar counts it")
    needs.drop_refused(item.op_id, "Nobody knows this person")
    wait_until(lambda: one.state.needs_you == 0, "the status bar counts it no more")


def open_conflicts(desk: DeskAtWork) -> list[Conflict]:
    return [row for row in conflicts(desk) if row.state is ConflictState.OPEN]


def test_conflict_decided_at_one_desk_is_decided_at_both(
    pair: tuple[DeskAtWork, DeskAtWork],
) -> None:
    one, two = pair
    resident_id = add_resident(one.workplace())
    wait_until(lambda: has(two, resident_id), "the second desk shows it")
    two.go_offline()
    set_phone(two.workplace(), resident_id, "mine")
    set_phone(one.workplace(), resident_id, "theirs")
    one.wait_in_step()
    two.go_online()
    for desk in pair:
        wait_until(lambda desk=desk: len(open_conflicts(desk)) == 1, "both know")
        wait_until(lambda desk=desk: desk.state.needs_you == 1, "both status bars count it")
    inbox = NeedsYou(one.workplace(Role.LEAD))
    (conflict,) = inbox.needs().conflicts
    told = {v.fields[0].value: (v.origin.by, v.origin.desk) for v in conflict.values}
    assert told == {
        "theirs": (one.host.name, one.identity.device_name),
        "mine": (two.host.name, two.identity.device_name),
    }
    mine = next(v for v in conflict.values if v.fields[0].value == "mine")
    inbox.decide_conflict(conflict.id, mine.choice())
    for desk in pair:
        wait_until(lambda desk=desk: phone(desk, resident_id) == "mine", "the decided value shows")
        wait_until(lambda desk=desk: open_conflicts(desk) == [], "nothing is open")
        wait_until(lambda desk=desk: desk.state.needs_you == 0, "nothing needs anybody")
    wait_until(lambda: statuses(one)[-1] == "applied", "the decision is answered")
    with two.store.read() as session:
        decided = session.exec(select(Conflict)).one()
    assert decided.decided_value == {"phone": "mine"}
    assert decided.decided_by == one.lead.id


@pytest.mark.parametrize("way", ["another_bed", "cancel"])
def test_contested_bed_is_settled_and_both_desks_agree(
    pair: tuple[DeskAtWork, DeskAtWork], way: str
) -> None:
    one, two = pair
    lead = one.workplace(Role.LEAD)
    room = Room(site_id=lead.site_id, number="2.14")
    beds = [Bed(site_id=lead.site_id, room_id=room.id, label=label) for label in "AB"]
    with lead.op("change_rooms") as session:
        session.add(room)
        session.flush()
        session.add_all(beds)
    first, second = add_resident(one.workplace(), "First"), add_resident(one.workplace(), "Second")
    wait_until(lambda: has(two, second), "the second desk shows them")
    two.go_offline()
    claim(two, beds[0].id, second)
    claim(one, beds[0].id, first)
    one.wait_in_step()
    two.go_online()
    for desk in pair:
        wait_until(lambda desk=desk: len(open_conflicts(desk)) == 1, "the task is there")
    inbox = NeedsYou(two.workplace(Role.LEAD))
    (contested,) = inbox.needs().contested
    assert contested.standing is not None
    assert (contested.standing.person.id, contested.late.person.id) == (first, second)
    (choice,) = inbox.beds(contested.late.stay_id)
    assert choice.bed.id == beds[1].id
    bed_id = choice.bed.id if way == "another_bed" else None
    inbox.settle_contested(contested.late.stay_id, bed_id)
    after = StayState.CONFIRMED if bed_id else StayState.CANCELLED
    for desk in pair:
        wait_until(
            lambda desk=desk: stays(desk) == {first: StayState.CONFIRMED, second: after},
            "both desks agree",
        )
        wait_until(lambda desk=desk: open_conflicts(desk) == [], "nothing is open")
        with desk.store.read() as session:
            held = session.exec(select(Stay).where(Stay.state == StayState.CONFIRMED)).all()
        assert len({stay.bed_id for stay in held}) == len(held)
    wait_until(lambda: statuses(two)[-1] == "applied", "the answer is there")


def test_refused_op_sent_again_by_who_may_arrives(pair: tuple[DeskAtWork, DeskAtWork]) -> None:
    one, two = pair
    with one.store.op("register_resident", new_id()) as session:  # an actor nobody knows
        ghost = Resident(site_id=one.workplace().site_id, number="9", surname="G", given_names="G")
        session.add(ghost)
    wait_until(lambda: one.state.needs_you == 1, "it was refused")
    inbox = NeedsYou(one.workplace())
    (refused,) = inbox.needs().refused
    inbox.send_again(refused.op_id)
    wait_until(lambda: one.state.needs_you == 0, "nothing needs anybody")

    def arrived() -> bool:
        with two.store.read() as session:
            return session.scalar(sa.select(Resident.surname)) == "G"

    wait_until(arrived, "the second desk shows it")
    wait_until(lambda: statuses(one) == ["refused", "applied"], "the answer is there")


def test_row_inserted_by_a_refused_op_waits_for_what_builds_on_it(
    pair: tuple[DeskAtWork, DeskAtWork],
) -> None:
    one, _ = pair
    one.go_offline()
    with one.store.op("register_resident", new_id()) as session:
        ghost = Resident(site_id=one.workplace().site_id, number="9", surname="G", given_names="G")
        session.add(ghost)
    set_phone(one.workplace(), ghost.id, "+45 23")
    one.go_online()
    one.wait_in_step()
    assert statuses(one) == ["refused", "refused"]
    assert not has(one, ghost.id)


def test_store_killed_in_the_middle_of_pushing_loses_and_doubles_nothing(tmp_path: Path) -> None:
    with central_process() as central:
        housing = make_housing(central)
        with (
            desk_at_work(tmp_path, housing, "A") as one,
            desk_at_work(tmp_path, housing, "B") as two,
        ):
            made = [add_resident(one.workplace(), f"N{number}") for number in range(1200)]
            port = int(central.url.rsplit(":", 1)[1])
            one.go_online()
            wait_until(lambda: 0 < one.state.waiting < 1200, "some are sent")
            central.kill()
            central.start(port)
            one.wait_in_step()
            two.go_online()
            two.wait_in_step()
            assert statuses(one) == ["applied"] * 1200
            with two.store.read() as session:
                assert sorted(session.scalars(sa.select(Resident.id))) == sorted(made)


def test_page_that_fails_is_undone_with_its_cursor_and_read_again(
    tmp_path: Path, pair: tuple[DeskAtWork, DeskAtWork]
) -> None:
    one, two = pair
    resident_id = add_resident(one.workplace())
    wait_until(lambda: has(two, resident_id), "the second desk shows it")
    with two.store.applying() as connection, Session(connection) as session:
        session.delete(session.get(Resident, resident_id))
        session.flush()
    set_phone(one.workplace(), resident_id, "+45 24")
    wait_until(lambda: phone(two, resident_id) == "+45 24", "the scope was read anew")


def test_offline_is_a_state_and_not_a_problem(tmp_path: Path, housing: Housing) -> None:
    with desk_at_work(tmp_path, housing) as desk:
        desk.go_online("http://127.0.0.1:9")
        add_resident(desk.workplace())
        wait_until(lambda: desk.state.waiting == 1, "the work is counted")
        assert not desk.state.online
        assert desk.state.problem is None


class _Somebody(http.server.BaseHTTPRequestHandler):
    def _answer(self) -> None:
        body = orjson.dumps(["hello"])
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = _answer  # noqa: N815  the standard library's names

    def log_message(self, *_: object) -> None:
        return


@contextmanager
def somebody_else() -> Iterator[str]:
    """A web server that is not a central store."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Somebody) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def test_wrong_address_is_told_and_the_work_waits(tmp_path: Path, housing: Housing) -> None:
    with desk_at_work(tmp_path, housing) as desk, somebody_else() as url:
        add_resident(desk.workplace())
        desk.go_online(url)
        wait_until(lambda: desk.state.problem == "not_a_store", "the problem is told")
        assert statuses(desk) == [None]
        desk.go_offline()


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("http://central.example.org", "insecure"),
        ("central", "no_address"),
        ("http://[", "no_address"),
    ],
)
def test_address_that_can_not_be_used_is_told_and_the_work_waits(
    tmp_path: Path, housing: Housing, url: str, problem: str
) -> None:
    with desk_at_work(tmp_path, housing) as desk:
        add_resident(desk.workplace())
        desk.go_online(url)
        wait_until(lambda: desk.state.problem == problem, "the problem is told")
        assert statuses(desk) == [None]


def test_foreign_token_is_told_and_the_work_waits(tmp_path: Path, housing: Housing) -> None:
    with desk_at_work(tmp_path, housing) as desk:
        add_resident(desk.workplace())
        desk.identity = replace(desk.identity, token="nonsense")
        desk.go_online()
        wait_until(lambda: desk.state.problem == "unknown_device", "the problem is told")
        assert statuses(desk) == [None]


def test_desk_that_was_filled_before_is_online_at_once_after_a_start(
    pair: tuple[DeskAtWork, DeskAtWork],
) -> None:
    one, _ = pair
    one.go_offline()
    one.states.clear()
    one.go_online()
    wait_until(lambda: one.state.online, "the desk is online")

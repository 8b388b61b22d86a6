"""What a desk may hold no longer leaves it; what it holds back is handed over first."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import sqlalchemy as sa

from central.embedded import embedded_postgres
from desktop.models.identity import load_identity
from desktop.models.residents import Resident
from desktop.models.sites import User
from desktop.sync.protocol import tables
from tests.desks import DeskAtWork, Housing, desk_at_work, make_housing, wait_until
from tests.lines import line_to
from tests.stores import CentralProcess
from tests.sync.test_engine import add_resident, has, statuses


def give(central: CentralProcess, desk: DeskAtWork, *sites: str) -> None:
    """The desk is to hold these sites (names or ids), and no others."""
    options = [word for site in sites for word in ("--site", site)]
    central.cli("device", "sites", desk.identity.device_id, *options)


@contextmanager
def store_of(central: CentralProcess) -> Iterator[psycopg.Connection]:
    """The store's own database."""
    assert central.data is not None
    with embedded_postgres(central.data) as url, psycopg.connect(url) as conn:
        yield conn


def withdraw(central: CentralProcess, desk: DeskAtWork, site: str) -> None:
    """A site is withdrawn past the command, so that no row tells of it."""
    with store_of(central) as conn:
        conn.execute(
            "UPDATE device SET scopes = array_remove(scopes, %s) WHERE id = %s",
            (f"site:{site}", desk.identity.device_id),
        )
    desk.go_offline()  # a long pull under way would go on until it ends
    desk.go_online()


def rows_of(desk: DeskAtWork, site: str) -> dict[str, int]:
    found = {}
    with desk.store.read() as session:
        for table in tables().values():
            if table.scope == "site":
                query = sa.text(f'SELECT count(*) FROM "{table.name}" WHERE site_id = :site')
                found[table.name] = session.execute(query, {"site": site}).scalar() or 0
    return {name: count for name, count in found.items() if count}


def test_site_that_was_withdrawn_leaves_the_desk_and_the_other_stays(
    tmp_path: Path, housing: Housing, central: CentralProcess
) -> None:
    elsewhere = make_housing(central)
    with (
        desk_at_work(tmp_path, housing, "Both", elsewhere.site) as both,
        desk_at_work(tmp_path, elsewhere, "Other") as other,
    ):
        for desk in (both, other):
            desk.go_online()
            desk.wait_in_step()
        here, there = both.identity.site_ids
        kept = add_resident(both.workplace())
        away = add_resident(other.workplace())
        wait_until(lambda: has(both, away), "the desk holds both")
        both.wait_in_step()
        both.go_offline()
        with both.store.op("change_resident", other.host.id) as session:
            resident = session.get(Resident, away)
            assert resident is not None
            resident.phone = "+45 60"
        give(central, both, here)
        both.go_online()
        wait_until(lambda: not rows_of(both, there), "its rows left")
        wait_until(lambda: statuses(both)[-1] == "refused", "what waited was refused")
        both.wait_in_step()
        assert has(both, kept)
        assert both.identity.site_ids == (here,)
        stored = load_identity(both.store)
        assert stored is not None
        assert stored.scopes == ("org", f"site:{here}")
        assert both.state.needs_you == 1
        assert both.state.problem is None
        add_resident(both.workplace(), "Goes on")
        wait_until(lambda: statuses(both)[-1] == "applied", "work goes on at the other")


def test_desk_learns_that_it_was_given_a_site_and_moved_to_it(
    tmp_path: Path, housing: Housing, central: CentralProcess
) -> None:
    elsewhere = make_housing(central)
    with (
        desk_at_work(tmp_path, housing, "One") as one,
        desk_at_work(tmp_path, elsewhere, "Other") as other,
    ):
        for desk in (one, other):
            desk.go_online()
            desk.wait_in_step()
        (here,), (there,) = one.identity.site_ids, other.identity.site_ids
        away = add_resident(other.workplace())
        other.wait_in_step()
        give(central, one, elsewhere.site, housing.site)
        wait_until(lambda: has(one, away), "the rows of the other site came")
        one.wait_in_step()
        assert one.identity.site_ids == (here, there)
        assert one.state.problem is None

        give(central, one, elsewhere.site)
        wait_until(lambda: one.identity.site_ids == (there,), "it was moved")
        one.wait_in_step()
        assert rows_of(one, here) == {}
        assert has(one, away)
        stored = load_identity(one.store)
        assert stored is not None
        assert stored.scopes == ("org", f"site:{there}")

        give(central, one, housing.site)
        wait_until(lambda: one.identity.site_ids == (here,), "it is back where it was")
        one.wait_in_step()
        assert not has(one, away)
        assert one.state.problem is None


def knows(desk: DeskAtWork, user_id: str) -> bool:
    with desk.store.read() as session:
        return session.get(User, user_id) is not None


def test_site_that_rows_name_and_the_store_refuses_is_let_go_of_once(
    tmp_path: Path, housing: Housing, central: CentralProcess
) -> None:
    with desk_at_work(tmp_path, housing) as desk:
        desk.go_online()
        desk.wait_in_step()
        withdraw(central, desk, desk.identity.site_ids[0])
        wait_until(lambda: desk.state.problem == "no_site", "it is told")
        told = len(desk.states)
        added = central.cli("user", "add", "Somebody", "--role", "host", "--site", housing.site)
        user_id = added.split("\t")[0]
        wait_until(lambda: knows(desk, user_id), "it reads on")
        assert {state.problem for state in desk.states[told:]} <= {"no_site"}
        assert desk.identity.site_ids == ()


def test_desk_that_is_left_without_a_site_says_so(
    tmp_path: Path, housing: Housing, central: CentralProcess
) -> None:
    with desk_at_work(tmp_path, housing) as desk:
        desk.go_online()
        desk.wait_in_step()
        site = desk.identity.site_ids[0]
        resident_id = add_resident(desk.workplace())
        desk.wait_in_step()
        withdraw(central, desk, site)
        wait_until(lambda: desk.state.problem == "no_site", "it is told")
        assert not has(desk, resident_id)
        assert rows_of(desk, site) == {}


def test_revoked_desk_hands_over_what_waits_before_it_says_so(
    tmp_path: Path, housing: Housing, central: CentralProcess
) -> None:
    with desk_at_work(tmp_path, housing) as desk, line_to(central.url) as line:
        desk.go_online()
        desk.wait_in_step()
        desk.go_offline()
        for number in range(3):
            add_resident(desk.workplace(), f"N{number}")
        central.cli("device", "revoke", desk.identity.device_id)
        line.answers["POST /v1/push"] = (503, "unavailable")
        desk.go_online(line.url)
        wait_until(lambda: sum(c.startswith("POST") for c in line.calls) > 2, "it tries")
        assert not desk.revoked.is_set()
        assert statuses(desk) == [None] * 3
        line.answers.clear()
        wait_until(desk.revoked.is_set, "it is over")
        assert desk.states[-1].problem == "device_revoked"
        assert not desk.states[-1].online
        assert line.calls[-1] == "POST /v1/push"
        desk.go_offline()

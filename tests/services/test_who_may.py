"""Every service action, with every role: what the table of roles says is what happens."""

import ast
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from desktop import services
from desktop.errors import AppError
from desktop.models import SYNCED, roles
from desktop.models.local import access_entry, outbox_op
from desktop.models.roles import ACTIONS, OWN, READS, WRITERS
from desktop.models.roles_page import PAGE, page
from desktop.models.sites import Role
from desktop.models.store import Store
from desktop.services.check_in import CheckIns
from desktop.services.needs_you import NeedsYou
from desktop.services.residents import Residents
from desktop.services.sending import Sending
from desktop.services.who_may import WHO, NotAllowedError
from desktop.services.workplace import Workplace
from tests.house import House, make_house
from tests.inbox import lay_conflict
from tests.services import confidential_calls, daily_calls, service_calls
from tests.services.confidential_calls import lay_confidential
from tests.services.daily_calls import lay_daily
from tests.services.found_services import functions, methods
from tests.services.service_calls import Call
from tests.services.stage import Stage, make_stage

CALLS = service_calls.CALLS | confidential_calls.CALLS | daily_calls.CALLS


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """The stage, made once and closed; each test works on a copy of its file."""
    stage = make_stage(make_house(tmp_path_factory.mktemp("stage")))
    lay_confidential(stage)
    lay_daily(stage)
    stage.house.store.close()
    return stage


@pytest.fixture
def stage(laid: Stage, tmp_path: Path) -> Iterator[Stage]:
    shutil.copy(laid.house.store.path, tmp_path / "desk.db")
    store = Store(tmp_path / "desk.db", laid.house.store.key)
    house = House(**{**vars(laid.house), "store": store})
    yield Stage(house, laid.ids, laid.pair)
    store.close()


def count_ops(stage: Stage) -> int:
    with stage.house.store.read() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(outbox_op)) or 0


def is_done(call: Call, workplace: Workplace, stage: Stage) -> bool:
    """Whether somebody who may do it has; False where somebody before has done what can be done
    only once. Raises NotAllowedError."""
    try:
        call.run(workplace, stage)
    except NotAllowedError:
        raise
    except AppError:
        return False
    return True


def logged(stage: Stage) -> list[tuple[str, str]]:
    with stage.house.store.read() as session:
        rows = session.execute(
            sa.select(access_entry.c.what, access_entry.c.actor).order_by(access_entry.c.id)
        )
        return [(row[0], row[1]) for row in rows]


def test_every_method_of_every_service_is_known_here() -> None:
    assert sorted(CALLS) == methods()
    assert functions() == [
        "desktop.services.arrivals.likenesses.warned",  # used within a read
        "desktop.services.duplicates.duplicates.found_each",  # used within a read
        "desktop.services.duplicates.duplicates.found_for",  # used within a read
        "desktop.services.duplicates.undoing.undo_between",  # used within an op
        "desktop.services.house_settings.lock_limit",  # asks for see_own_desk
        "desktop.services.protected_files.unseen_openings",  # used within a read
    ]


@pytest.mark.parametrize("name", sorted(CALLS))
def test_method_lets_through_those_whom_the_table_names(stage: Stage, name: str) -> None:
    call = CALLS[name]
    done = []
    before = count_ops(stage), logged(stage)
    for role in sorted(Role, key=lambda role: role in call.allowed()):
        workplace = stage.house.workplace(role)
        if role not in call.allowed():
            with pytest.raises(NotAllowedError):
                call.run(workplace, stage)
            workplace.settle()
            assert (count_ops(stage), logged(stage)) == before
            continue
        done.append(is_done(call, workplace, stage))
        workplace.settle()
    assert any(done), "nobody of those who may could do it"


@pytest.mark.parametrize("name", sorted(CALLS))
def test_method_leaves_in_the_access_log_what_its_rule_says(stage: Stage, name: str) -> None:
    call = CALLS[name]
    before = logged(stage)
    asked = (Role.HOST, Role.LEAD, Role.COORDINATOR, Role.AUDITOR)
    role = next(role for role in asked if role in call.allowed())
    if name.startswith("NeedsYou."):
        role = Role.LEAD
    workplace = stage.house.workplace(role)
    call.run(workplace, stage)
    workplace.settle()
    found = logged(stage)[len(before) :]
    assert {what for what, _ in found} == set(call.logged())
    assert {actor for _, actor in found} <= {stage.house.users[role]}


def test_lead_decides_a_measure_that_a_host_proposes(stage: Stage) -> None:
    for role, what in ((Role.HOST, "propose_measure"), (Role.LEAD, "decide_measure")):
        CALLS["Incidents.add_measure"].run(stage.house.workplace(role), stage)
        assert logged(stage)[-1] == (what, stage.house.users[role])


def test_services_reach_the_database_through_the_workplace_only() -> None:
    """``Store`` hands out sessions by these four; only where a database is opened, and where the
    search keeps its index, may they be called besides."""
    folder = Path(services.__path__[0])
    allowed = {"workplace.py", "recorder.py", "profile.py", "search/index.py"}
    found = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Attribute) or node.attr not in {
                "read",
                "op",
                "own",
                "applying",
                "_engine",
                "_writing",
            }:
                continue
            if not _is_workplace(node.value):
                found.add((path.relative_to(folder).as_posix(), ast.unparse(node)))
        imported = {
            (name.name, node.module)
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.ImportFrom)
            for name in node.names
        }
        relative = path.relative_to(folder).as_posix()
        if relative not in allowed:
            assert ("Store", "desktop.models.store") not in imported, relative
            assert not any(name == "create_engine" for name, _ in imported), relative
    assert {where for where, _ in found} <= allowed, found


def _is_workplace(value: ast.expr) -> bool:
    return ast.unparse(value) in ("self._workplace", "workplace")


def test_everything_declared_is_used_and_has_words() -> None:
    folder = Path(services.__path__[0])
    source = "\n".join(path.read_text("utf-8") for path in folder.rglob("*.py"))
    to_come = {
        *("see_today", "assign_bed", "register_resident", "change_rooms"),
        "administer",
    }
    for name in (*READS, *ACTIONS, *OWN):
        assert f'"{name}"' in source or name in to_come, name
    for rule in (*READS.values(), *ACTIONS.values(), *OWN.values()):
        assert rule.roles in WHO
        assert rule.words
    assert set(WRITERS) == set(SYNCED)


def test_roles_are_told_in_the_docs_as_they_are() -> None:
    assert PAGE.read_text("utf-8") == page(), "run python -m desktop.models.roles_page"


def test_undeclared_action_and_read_are_allowed_to_nobody(house: House) -> None:
    for role in Role:
        workplace = house.workplace(role)
        with pytest.raises(NotAllowedError), workplace.op("open_the_safe"):
            pass
        with pytest.raises(NotAllowedError), workplace.read("see_the_safe"):
            pass
        assert not roles.may(role, "open_the_safe")
        assert not roles.may_see(role, "see_the_safe")


def _apply(house: House, sql: str, *values: object) -> None:
    with house.store.applying() as connection:
        connection.exec_driver_sql(sql, values)


def test_role_that_was_withdrawn_holds_no_longer_for_who_is_signed_in(house: House) -> None:
    workplace = house.workplace(Role.LEAD)
    conflict_id = lay_conflict(house, "Halyna", "phone", {"phone": "1"}, {"phone": "2"})
    _apply(house, "UPDATE user SET role = 'host' WHERE id = ?", house.users[Role.LEAD])
    with pytest.raises(NotAllowedError, match="Only site leads"):
        NeedsYou(workplace).decide_conflict(conflict_id, {"phone": "2"})
    assert Residents(workplace).list()


def test_disabled_user_reads_and_writes_nothing_more(house: House) -> None:
    workplace = house.workplace()
    _apply(house, "UPDATE user SET enabled = 0 WHERE id = ?", house.users[Role.HOST])
    with pytest.raises(NotAllowedError, match="no longer work"):
        Residents(workplace).list()
    with pytest.raises(NotAllowedError, match="no longer work"):
        CheckIns(workplace).sign_lease([house.residents["Oksana"]])


@pytest.mark.parametrize("role", sorted(Role))
def test_those_of_a_site_work_there_and_others_everywhere(house: House, role: Role) -> None:
    _apply(house, "DELETE FROM user_site WHERE user_id = ?", house.users[role])
    workplace = house.workplace(role)
    if role in (Role.COORDINATOR, Role.LIAISON):
        assert Residents(workplace).list()
        CheckIns(workplace).sign_lease([house.residents["Oksana"]])
        return
    with pytest.raises(NotAllowedError):
        Residents(workplace).list()
    with pytest.raises(NotAllowedError):
        CheckIns(workplace).sign_lease([house.residents["Oksana"]])
    assert workplace.site().name == "Sjællandsgade"


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR])
def test_who_sees_no_residents_is_told_what_is_sent_without_names(stage: Stage, role: Role) -> None:
    CALLS["Workplace.op"].run(stage.house.workplace(), stage)
    assert any(item.people for item in Sending(stage.house.workplace()).outgoing().waiting)
    told = Sending(stage.house.workplace(role)).outgoing()
    assert told.waiting
    assert not any(item.people for item in told.waiting)


def test_administrator_is_shown_no_resident_in_the_inbox(stage: Stage) -> None:
    assert NeedsYou(stage.house.workplace()).needs().count == 3
    needs = NeedsYou(stage.house.workplace(Role.ADMIN)).needs()
    assert (needs.conflicts, needs.contested, needs.refused) == ((), (), ())

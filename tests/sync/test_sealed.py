"""What is confidential goes from desk to desk sealed, and the store learns no word of it."""

from pathlib import Path

from sqlmodel import Session, select

from desktop.models.base import new_id
from desktop.models.confidential import SupportGroup
from desktop.models.conflicts import Conflict
from desktop.models.residents import Resident
from desktop.models.roles import CONFIDANTS
from desktop.models.sealing import new_key
from desktop.models.sites import Role
from desktop.services.needs import OpenConflict
from desktop.services.needs_you import NeedsYou
from desktop.services.protected_files import ProtectedFiles
from desktop.services.residents import Residents
from desktop.services.support_needs import Need, NeedText, SupportNeeds
from desktop.services.workplace import Workplace
from tests.desks import DeskAtWork, Housing, desk_at_work, wait_until

KEY = new_key()


def workplace(desk: DeskAtWork, role: Role = Role.LEAD) -> Workplace:
    made = desk.workplace(role)
    made.sealed_key = KEY if role in CONFIDANTS else None
    return made


def register(desk: DeskAtWork) -> str:
    resident_id = new_id()
    with desk.workplace().op("register_resident") as session:
        session.add(
            Resident(
                id=resident_id,
                site_id=desk.identity.site_ids[0],
                number="900-00001-0",
                surname="Koval",
                given_names="Halyna",
            )
        )
    return resident_id


def conflicts(session: Session) -> list[Conflict]:
    return list(session.exec(select(Conflict)))


def held(desk: DeskAtWork) -> str:
    with desk.store.read() as session:
        tables = ("support_need", "conflict", "outbox_change", "store_value")
        connection = session.connection()
        rows = [
            row
            for table in tables
            for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"')
        ]
    return repr(rows)


def test_two_reasons_become_a_conflict_that_only_confidants_can_read(
    tmp_path: Path, housing: Housing
) -> None:
    with (
        desk_at_work(tmp_path, housing, "Desk 1") as one,
        desk_at_work(tmp_path, housing, "Desk 2") as two,
    ):
        one.go_online()
        two.go_online()
        resident = register(one)
        SupportNeeds(workplace(one)).record(
            resident, NeedText(SupportGroup.MENTAL, "Bank på", "Sindslidelse", None)
        )
        one.wait_in_step()
        wait_until(lambda: any(_needs(two, resident)), "the need has come to the other desk")
        assert Residents(workplace(two, Role.HOST)).file(resident).instruction == "Bank på"
        one.go_offline()
        two.go_offline()
        for desk, reason in ((one, "Angst"), (two, "Depression")):
            (need,) = _needs(desk, resident)
            SupportNeeds(workplace(desk)).change(
                need.id, NeedText(SupportGroup.MENTAL, "Bank på", reason, None)
            )
            desk.go_online()
            desk.wait_in_step()
        wait_until(lambda: bool(_open(one)), "the conflict has come to the first desk")
        (conflict,) = _open(one)
        assert [value.fields[0].words() for value in conflict.values] == [
            "Mental vulnerability · Angst",
            "Mental vulnerability · Depression",
        ]
        with one.store.read() as session:
            (row,) = conflicts(session)
        values = [row.current, *(candidate["value"] for candidate in row.candidates)]
        assert all(str((value or {})["sealed"]).startswith("k1.") for value in values)
        for desk in (one, two):
            said = held(desk)
            assert [w for w in ("Sindslidelse", "Angst", "Depression", "mental") if w in said] == []
        NeedsYou(workplace(one)).decide_conflict(conflict.id, conflict.values[1].choice())
        one.wait_in_step()
        wait_until(lambda: not _open(two), "the decision has come to the other desk")
        (need,) = _needs(two, resident)
        assert need.reason is not None
        assert need.reason.text == "Depression"


def test_a_file_protected_at_one_desk_is_closed_at_the_other_and_its_opening_told(
    tmp_path: Path, housing: Housing
) -> None:
    with (
        desk_at_work(tmp_path, housing, "Desk 1") as one,
        desk_at_work(tmp_path, housing, "Desk 2") as two,
    ):
        one.go_online()
        two.go_online()
        resident = register(one)
        ProtectedFiles(workplace(one)).protect(resident, "Sag 26/114")
        wait_until(lambda: _protected(two, resident), "the file is closed at the other desk")
        host = workplace(two, Role.HOST)
        assert Residents(host).file(resident).person.name == "Protected file"
        ProtectedFiles(host).open(resident, "Ambulancen er her")
        wait_until(lambda: bool(NeedsYou(workplace(one)).needs().openings), "the lead is told")
        (opening,) = NeedsYou(workplace(one)).needs().openings
        assert (opening.by, opening.reason) == (housing.host, "Ambulancen er her")
        NeedsYou(workplace(one)).see_opening(opening.id)
        one.wait_in_step()
        wait_until(
            lambda: not NeedsYou(workplace(two)).needs().openings, "that it was seen has come"
        )


def _needs(desk: DeskAtWork, resident: str) -> tuple[Need, ...]:
    with desk.store.read() as session:
        if session.get(Resident, resident) is None:
            return ()
    return SupportNeeds(workplace(desk)).of(resident)


def _open(desk: DeskAtWork) -> tuple[OpenConflict, ...]:
    return NeedsYou(workplace(desk)).needs().conflicts


def _protected(desk: DeskAtWork, resident: str) -> bool:
    with desk.store.read() as session:
        row = session.get(Resident, resident)
    return row is not None and bool(row.protected)

"""Whose file may go, for leads; holds; what a desk hands to the archive."""

import hashlib
import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from desktop.errors import AppError
from desktop.models.archive import (
    HTML_NAME,
    JSON_NAME,
    ArchiveError,
    danish,
    verify_archive,
    write_archive,
)
from desktop.models.base import new_id
from desktop.models.confidential import SupportNeed
from desktop.models.guardians import Guardian
from desktop.models.merges import MergeRecord
from desktop.models.photos import Photo
from desktop.models.referrals import ChildConcern
from desktop.models.residents import Resident, ResidentStatus
from desktop.models.retention import NEVER_CAME, RESIDENTS, default_rules
from desktop.models.sites import Role, Setting
from desktop.services.retention import Retention
from desktop.sync.protocol import tables
from tests.house import NOON, TODAY, House, add_resident

GONE = TODAY - timedelta(days=default_rules()[RESIDENTS].days)


@pytest.fixture
def gone(house: House) -> str:
    """Somebody who moved out so long ago that the file may go today."""
    return add_resident(
        house,
        "Myroslava",
        "Загребельна",
        "Мирослава",
        "Zahrebelna",
        born=date(1992, 2, 14),
        status=ResidentStatus.MOVED_OUT,
        moved_out_on=GONE,
    )


def test_leads_see_who_is_due_and_hosts_do_not(house: House, gone: str) -> None:
    (row,) = Retention(house.workplace(Role.LEAD)).due()
    assert (row.id, row.name, row.never_came) == (gone, "Myroslava Zahrebelna", False)
    assert (row.gone_on, row.due_on) == (GONE, TODAY)
    assert Retention(house.workplace(Role.COORDINATOR)).due() == (row,)
    for role in (Role.HOST, Role.LIAISON, Role.ADMIN, Role.AUDITOR):
        with pytest.raises(AppError):
            Retention(house.workplace(role)).due()


def test_who_never_came_and_what_a_setting_changes(house: House, gone: str) -> None:
    lead = Retention(house.workplace(Role.LEAD))
    house.lay_down(Setting(name=f"retention.{RESIDENTS}", value=36_500))
    assert lead.due() == ()
    house.lay_down(Setting(name=f"retention.{NEVER_CAME}", value=0))
    assert [row.name for row in lead.due()] == ["Oksana Shevchenko"]
    assert lead.due()[0].never_came


def test_file_on_hold_is_not_due(house: House, gone: str) -> None:
    lead = Retention(house.workplace(Role.LEAD))
    for reason, until in (("  ", None), ("x" * 501, None), ("Klage", TODAY - timedelta(days=1))):
        with pytest.raises(AppError):
            lead.hold(gone, reason, until)
    assert lead.due()
    lead.hold(gone, " Klage  til Ankestyrelsen ", TODAY)
    assert lead.due() == ()
    with house.store.read() as session:
        resident = session.get(Resident, gone)
    assert resident is not None
    assert (resident.hold_reason, resident.hold_until) == ("Klage til Ankestyrelsen", TODAY)
    with pytest.raises(AppError):
        Retention(house.workplace()).hold(gone, "Klage", None)


def test_archive_has_what_hangs_on_the_person_and_says_what_is_left_out(
    house: House, tmp_path: Path
) -> None:
    halyna = house.residents["Halyna"]
    need = SupportNeed(
        site_id=house.site_id, resident_id=halyna, instruction="Stueetagen", sealed="k1.x"
    )
    house.lay_down(need)
    archive = Retention(house.workplace(Role.LEAD)).archive(halyna)
    told = json.loads(archive.json())
    assert {name: len(rows) for name, rows in told["tables"].items()} == {
        "resident": 1,
        "stay": 1,
        "support_need": 1,
    }
    assert told["tables"]["resident"][0]["surname_cyrillic"] == "Коваль"
    assert told["tables"]["support_need"][0]["sealed"] is None
    assert told["left_out"] == [f"support_need {need.id} sealed", "restricted_incident"]
    assert told["made_by"] == "lead Holm"
    page = archive.html().decode()
    assert "2.14 A" in page
    assert "Stueetagen" in page

    folder = tmp_path / "sag"
    files = [(JSON_NAME, archive.json()), (HTML_NAME, archive.html())]
    digest = write_archive(folder, archive, files)
    assert verify_archive(folder, halyna) == digest
    assert digest == hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()
    assert folder.stat().st_mode & 0o077 == 0 or folder.drive
    with pytest.raises(ArchiveError, match="is no archive of this person"):
        verify_archive(folder, house.residents["Oksana"])
    with pytest.raises(AppError):
        Retention(house.workplace()).archive(halyna)


def test_archive_has_every_record_of_the_person_and_no_concern_for_a_child(house: House) -> None:
    halyna, petro = house.residents["Halyna"], house.residents["Petro"]
    by, here = house.users[Role.HOST], {"site_id": house.site_id}
    concern = ChildConcern(
        resident_id=halyna, passed_on_at=NOON, passed_on_by=by, passed_on_to="Vagten", **here
    )
    merge = MergeRecord(kept_id=halyna, gone_id=petro, merged_at=NOON, merged_by=by, **here)
    guardian = Guardian(
        resident_id=petro, guardian_id=house.residents["Iryna"], relation="Søster", **here
    )
    photo = Photo(resident_id=petro, taken_at=NOON, taken_by=by, image="FotoFoto", **here)
    house.lay_down(concern, merge, guardian, photo)
    archive = Retention(house.workplace(Role.LEAD)).archive(halyna)
    assert {row["id"] for row in archive.tables["resident"]} == {halyna, petro}
    assert archive.tables.keys() >= {"stay", "guardian", "photo", "merge_record"}
    assert "child_concern" not in archive.tables
    assert list(archive.left_out) == [f"child_concern {concern.id}", "restricted_incident"]
    page = archive.html().decode()
    for word in (
        "Halyna",
        "Petro",
        "Søster",
        'src="data:image/jpeg;base64,FotoFoto"',
        "Underretninger om et barn",
    ):
        assert word in page
    with house.store.read() as session:
        iryna = session.get(Resident, house.residents["Iryna"])
    assert iryna is not None
    assert iryna.number in page
    merge.undone_at = NOON
    house.lay_down(MergeRecord(**{**merge.model_dump(), "id": new_id()}))
    with house.store.applying() as connection:
        connection.exec_driver_sql("DELETE FROM merge_record WHERE undone_at IS NULL")
    apart = Retention(house.workplace(Role.LEAD)).archive(halyna)
    assert [row["id"] for row in apart.tables["resident"]] == [halyna]
    assert "merge_record" not in apart.tables


def test_every_table_field_and_value_has_a_danish_word() -> None:
    words = danish()
    joins = {"site_id", "resident_id", "other_id", "household_id", "incident_id"}
    joins |= {"handout_id", "row_id", "kept_id", "gone_id", "check_out_id"}
    for table in tables().values():
        if table.scope != "site" or table.name in ("room", "bed"):
            continue
        assert table.name in words["tables"]
        for field in table.fields.values():
            assert field.name in words["fields"] or field.name in joins, field.name
            for value in field.values or ():
                assert not isinstance(value, str) or value in words["values"], value

"""A profile that was used through the windows: no file of it, and none that was made meanwhile for
a moment, shows a person to who has no password."""

import logging
import re
import tempfile
from base64 import b64encode
from collections.abc import Iterator
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from desktop.app import DeskApp
from desktop.models.appointments import AppointmentKind
from desktop.models.archive import write_archive
from desktop.models.confidential import SupportGroup
from desktop.models.residents import Household, Resident, ResidentStatus, Sex
from desktop.models.store import Store
from desktop.services.appointments import Appointments, AppointmentText
from desktop.services.photos import Photos
from desktop.services.protected_files import ProtectedFiles
from desktop.services.retention import Retention
from desktop.services.support_needs import NeedText, SupportNeeds
from desktop.services.workplace import Workplace
from desktop.views.documents.appointment_slip import slip_paper
from desktop.views.today.due_files import files_of
from tests.closed_desk import PASSWORD, ClosedDesk, make_closed_desk
from tests.desks import PATIENCE
from tests.house import QUICK
from tests.views.photos.pictures import encoded, picture

LONG = int(PATIENCE * 1000)
TYPED = "Zastavnyj råbte i køkkenet"
WORDS = (
    *("Zastavna", "Заставна", "Miroslava", "Мирослава", "140392-1234", "1403921234", "+4522334455"),
    *("003-00077-1", "miroslava@example.org", "FT998877", "En knæoperation", "Sag 26/771", TYPED),
)
"""All that is told of her below."""


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ClosedDesk:
    """A desk; what is made for a moment is made in a folder that is looked into too."""
    (tmp_path / "moment").mkdir()
    for name in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(tmp_path / "moment"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return make_closed_desk(tmp_path / "profile")


def found_in(folder: Path, photo: bytes = b"") -> Iterator[tuple[str, str]]:
    """The files below a folder in which a word stands, in UTF-8 or either UTF-16, or a piece of a
    photo as it is or in base64; and which."""
    codes = ("utf-8", "utf-16-le", "utf-16-be")
    wanted = {word: {word.encode(code) for code in codes} for word in WORDS}
    if photo:
        wanted["photo"] = {photo[:60], b64encode(photo)[:80]}
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            for word, forms in wanted.items():
                if any(form in content for form in forms):
                    yield path.name, word


def test_nothing_of_a_used_profile_can_be_read(
    qtbot: QtBot,
    qapp: QApplication,
    tmp_path: Path,
    made: ClosedDesk,
    tmp_path_factory: pytest.TempPathFactory,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    program = DeskApp(qapp, tmp_path / "profile", chosen_language="uk", cost=QUICK)
    program.open_desk(program.profile.open(made.jonas.user_id, PASSWORD))
    desk = program.desk
    assert desk is not None

    def settle() -> None:
        qtbot.waitUntil(lambda: not program.background.busy, timeout=LONG)

    resident_id = register(desk.workplace.site_id, desk.opened.store, made)
    SupportNeeds(desk.workplace).record(
        resident_id, NeedText(SupportGroup.PATIENT, "Stueetagen", "En knæoperation", None)
    )
    settle()
    search = desk.window.findChild(QLineEdit, "shell_search")
    qtbot.keyClicks(search, "Zastavna")
    settle()
    desk.window.go("residents", resident_id)
    settle()
    desk.window.go("incidents", "new")
    settle()
    qtbot.keyClicks(desk.window.findChild(QPlainTextEdit, "incident_facts"), TYPED)
    photo = encoded(picture())
    Photos(desk.workplace).take(resident_id, photo)
    chosen = save_papers(desk.workplace, resident_id, tmp_path_factory.mktemp("chosen"))
    ProtectedFiles(desk.workplace).protect(resident_id, "Sag 26/771")
    qtbot.keyClick(desk.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert any(path.suffix == ".db-wal" for path in (tmp_path / "profile").iterdir())
    assert {word for _, word in found_in(chosen)} >= {"Zastavna", "140392-1234"}
    assert [path for path in (tmp_path / "moment").rglob("*") if path.is_file()] == []
    assert list(found_in(tmp_path, photo)) == []
    store = desk.opened.store
    assert holds(store, resident_id)
    program.close()
    assert list(found_in(tmp_path, photo)) == []
    said = "\n".join([caplog.text, *capfd.readouterr()])
    assert [word for word in WORDS if re.search(re.escape(word), said)] == []


def save_papers(workplace: Workplace, resident_id: str, folder: Path) -> Path:
    """What a person saves where they choose is theirs to keep: a slip and the file for the archive.
    Nothing of it may stay anywhere else."""
    appointments = Appointments(workplace)
    tomorrow = workplace.today() + timedelta(days=1)
    appointments.plan(resident_id, AppointmentText(AppointmentKind.WELCOME, tomorrow, time(9)))
    (line,) = appointments.of(resident_id)
    slip_paper(appointments.slip(line.id)).save(folder / "slip.pdf")
    archive = Retention(workplace).archive(resident_id)
    write_archive(folder / "archive", archive, files_of(archive))
    return folder


def register(site_id: str, store: Store, made: ClosedDesk) -> str:
    """A family of one in the open database; her id."""
    household = Household(site_id=site_id)
    resident = Resident(
        site_id=site_id,
        number="003-00077-1",
        household_id=household.id,
        surname="Zastavna",
        given_names="Miroslava",
        surname_cyrillic="Заставна",
        given_names_cyrillic="Мирослава",
        birth_date=date(1992, 3, 14),
        sex=Sex.FEMALE,
        cpr="140392-1234",
        phone="+4522334455",
        email="miroslava@example.org",
        document_number="FT998877",
        status=ResidentStatus.RESIDENT,
    )
    with store.op("register_resident", made.jonas.user_id) as session:
        session.add(household)
        session.flush()
        session.add(resident)
        return resident.id


def holds(store: Store, resident_id: str) -> bool:
    """Whether what is looked for in vain is there for who has the key."""
    with store.read() as session:
        resident = session.get_one(Resident, resident_id)
    return resident.surname == "Zastavna" and resident.cpr == "140392-1234"

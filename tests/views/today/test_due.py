"""A lead keeps a file, or saves it for the archive, from Today."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPlainTextEdit, QPushButton

from desktop.models.archive import verify_archive
from desktop.models.residents import Resident, ResidentStatus
from desktop.models.sites import Role
from desktop.services.duplicates import Duplicates, Merging
from desktop.services.retention import Retention
from desktop.services.today import Today
from desktop.views.duplicates.actions import RecordServices
from desktop.views.today.due_dialog import DueDialog
from desktop.views.today.due_files import DueFiles
from desktop.views.today.page import TodayPage
from desktop.views.widgets.work_line import WorkLine
from tests.house import House, add_resident
from tests.views.residents.stage import Stage, part


@pytest.fixture
def gone(house: House) -> str:
    return add_resident(
        house,
        "Myroslava",
        "Загребельна",
        "Мирослава",
        "Zahrebelna",
        born=date(1992, 2, 14),
        status=ResidentStatus.MOVED_OUT,
        moved_out_on=date(2019, 6, 30),
    )


def today_of(stage: Stage, house: House, role: Role) -> TodayPage:
    workplace = house.workplace(role)
    page = TodayPage(
        stage.context,
        Today(workplace),
        Retention(workplace),
        records=RecordServices(Duplicates(workplace), Merging(workplace)),
        clock=house.clock,
    )
    stage.show(page)
    return page


def opened(stage: Stage, page: TodayPage) -> DueDialog:
    stage.qtbot.mouseClick(part(page, WorkLine, "due_line_0"), Qt.MouseButton.LeftButton)
    return part(page, DueDialog, "due_dialog")


def test_host_sees_no_card_and_a_lead_who_may_go(stage: Stage, house: House, gone: str) -> None:
    assert today_of(stage, house, Role.HOST).findChild(WorkLine, "due_line_0") is None
    line = part(today_of(stage, house, Role.LEAD), WorkLine, "due_line_0")
    assert line.title() == "Myroslava Zahrebelna"
    assert line.detail() == "003-00006-0 · Moved out on 30.06.2019"


def test_hold_asks_why_and_takes_the_file_off_the_list(
    stage: Stage, house: House, gone: str
) -> None:
    page = today_of(stage, house, Role.LEAD)
    dialog = opened(stage, page)
    left = Qt.MouseButton.LeftButton
    stage.qtbot.mouseClick(part(dialog, QPushButton, "due_hold"), left)
    question = part(dialog, QDialog, "hold_dialog")
    stage.qtbot.mouseClick(part(question, QPushButton, "dialog_confirm"), left)
    stage.qtbot.waitUntil(
        lambda: any("why the file" in label.text() for label in question.findChildren(QLabel))
    )
    stage.qtbot.keyClicks(part(question, QPlainTextEdit, "hold_reason"), "Klagesag")
    stage.qtbot.mouseClick(part(question, QPushButton, "dialog_confirm"), left)

    def is_held() -> bool:
        with house.store.read() as session:
            resident = session.get(Resident, gone)
        return resident is not None and resident.hold_reason == "Klagesag"

    stage.qtbot.waitUntil(is_held)
    stage.qtbot.waitUntil(lambda: Retention(house.workplace(Role.LEAD)).due() == ())


@pytest.mark.parametrize(("role", "may_ask"), [(Role.LEAD, False), (Role.COORDINATOR, True)])
def test_saved_file_has_a_pdf_and_tells_what_comes_next(
    stage: Stage, house: House, gone: str, tmp_path: Path, role: Role, may_ask: bool
) -> None:
    page = today_of(stage, house, role)
    dialog = opened(stage, page)
    (files,) = page.findChildren(DueFiles)
    (row,) = Retention(house.workplace(role)).due()
    files.save(dialog, row, tmp_path)
    folder = tmp_path / "sag-003-00006-0"
    stage.qtbot.waitUntil((folder / "manifest.json").exists)
    verify_archive(folder, gone)
    assert (folder / "file.pdf").read_bytes().startswith(b"%PDF")
    command = part(dialog, QLineEdit, "due_command")
    assert command.isVisible() == may_ask
    assert command.text() == (f'python -m central retention anonymise {gone} --exported "{folder}"')
    files.save(dialog, row, tmp_path)
    stage.qtbot.waitUntil(
        lambda: any("another folder" in label.text() for label in dialog.findChildren(QLabel))
    )

"""The list of residents and the file of one."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPushButton, QWidget

from desktop.models.incidents import IncidentCategory, IncidentPart, IncidentPlace
from desktop.models.local import OUTBOX
from desktop.models.residents import Language, ResidentStatus, StepKind
from desktop.services.check_in import CheckIns
from desktop.services.conflict_pairs import ConflictPairs
from desktop.services.details_drafts import DetailsDrafts
from desktop.services.duplicates import Duplicates, Merging
from desktop.services.incidents import Incidents, Report
from desktop.services.marks import Marks
from desktop.services.photos import Photos
from desktop.services.protected_files import ProtectedFiles
from desktop.services.registering import Registering
from desktop.services.residents import Residents
from desktop.services.returns import Returns
from desktop.services.search import Search
from desktop.services.support_needs import SupportNeeds
from desktop.services.workplace import Workplace
from desktop.views.duplicates.actions import RecordServices
from desktop.views.households.actions import HouseholdServices
from desktop.views.residents.confidential.actions import ConfidentialServices
from desktop.views.residents.edit_dialog import BesideForm
from desktop.views.residents.editing import EditingServices
from desktop.views.residents.page import ResidentsPage
from desktop.views.residents.table_model import ResidentsModel
from desktop.views.widgets.chip import Chip
from desktop.views.widgets.data_table import DataTable
from desktop.views.widgets.elided_label import ElidedLabel
from desktop.views.widgets.filter_chips import FilterChips
from desktop.views.widgets.search_field import SearchField
from desktop.views.widgets.work_line import WorkLine
from tests.house import NOON, TODAY, House, add_resident
from tests.inbox import change_resident, lay_conflict, refuse
from tests.views.residents.stage import Stage, part


def residents_page(
    stage: Stage,
    house: House,
    argument: object = None,
    workplace: Workplace | None = None,
    beside: BesideForm | None = None,
) -> ResidentsPage:
    workplace = workplace or house.workplace()
    page = ResidentsPage(
        stage.context,
        Residents(workplace),
        Search(workplace),
        CheckIns(workplace),
        Marks(workplace),
        households=HouseholdServices.at(workplace),
        confidential=ConfidentialServices(
            ProtectedFiles(workplace), SupportNeeds(workplace), ConflictPairs(workplace)
        ),
        editing=EditingServices(
            DetailsDrafts(workplace),
            Registering(workplace),
            beside,
            duplicates=Duplicates(workplace),
        ),
        photos=Photos(workplace),
        returns=Returns(workplace),
        records=RecordServices(Duplicates(workplace), Merging(workplace)),
        clock=house.clock,
    )
    stage.show(page, argument)
    return page


def names(page: QWidget, table: str = "residents_table", column: int = 0) -> list[str]:
    model = part(page, DataTable, table).model()
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


def test_list_shows_those_who_live_here(stage: Stage, house: House) -> None:
    page = residents_page(stage, house)
    assert names(page) == ["Bondar, Danylo", "Bondar, Iryna", "Bondar, Petro", "Koval, Halyna"]


@pytest.mark.parametrize("typed", ["бонд ір", "iryna", "3.07 A"])
def test_typing_narrows_the_list(stage: Stage, house: House, typed: str) -> None:
    page = residents_page(stage, house)
    # QTest types Latin letters only.
    part(page, SearchField, "residents_search").insert(typed)
    stage.qtbot.waitUntil(lambda: names(page)[:1] == ["Bondar, Iryna"])


def test_enter_in_the_search_opens_the_first_answer(stage: Stage, house: House) -> None:
    page = residents_page(stage, house)
    field = part(page, SearchField, "residents_search")
    field.setFocus()
    stage.qtbot.keyClicks(field, "halyna")
    stage.qtbot.waitUntil(lambda: names(page) == ["Koval, Halyna"])
    stage.qtbot.keyClick(field, Qt.Key.Key_Return)
    assert stage.gone == [("residents", house.residents["Halyna"])]


def test_enter_and_double_click_open_a_file(stage: Stage, house: House) -> None:
    page = residents_page(stage, house)
    table = part(page, DataTable, "residents_table")
    table.setFocus()
    stage.qtbot.keyClick(table, Qt.Key.Key_Down)
    stage.qtbot.keyClick(table, Qt.Key.Key_Return)
    assert stage.gone == [("residents", house.residents["Iryna"])]


def test_chips_choose_who_is_listed(stage: Stage, house: House) -> None:
    page = residents_page(stage, house)
    chips = part(page, FilterChips, "residents_filter").findChildren(QPushButton)
    chips[0].click()
    chips[1].click()
    stage.settle()
    assert names(page) == ["Shevchenko, Oksana"]


def test_search_offers_those_that_the_chips_hide(stage: Stage, house: House) -> None:
    page = residents_page(stage, house)
    stage.qtbot.keyClicks(part(page, SearchField, "residents_search"), "oksana")
    stage.qtbot.waitUntil(lambda: names(page) == [])
    show = next(b for b in page.findChildren(QPushButton) if b.text() == "Show them")
    show.click()
    stage.settle()
    assert names(page) == ["Shevchenko, Oksana"]


def test_file_shows_who_where_and_what_is_open(stage: Stage, house: House) -> None:
    page = residents_page(stage, house, house.residents["Danylo"])
    assert part(page, ElidedLabel, "file_name").whole_text() == "Danylo Bondar"
    assert part(page, ElidedLabel, "file_name_cyrillic").whole_text() == "Данило Бондар"
    assert part(page, Chip, "file_place").text() == "Room 3.07 B"
    assert part(page, Chip, "file_allergies").text() == "Allergy: Mælk"
    assert "until the first benefit payment" in part(page, QLabel, "file_meals").text()
    assert part(page, WorkLine, "file_step_lease").isVisible()
    members = [part(page, QPushButton, f"file_member_{n}").text() for n in range(2)]
    assert members == ["Iryna Bondar", "Petro Bondar"]


def test_file_of_someone_expected_leads_to_the_check_in(stage: Stage, house: House) -> None:
    oksana = house.residents["Oksana"]
    page = residents_page(stage, house, oksana)
    assert "from Center Sandholm" in part(page, QLabel, "file_arrival").text()
    assert part(page, QPushButton, "file_check_in").text() == "Check in"
    assert part(page, QPushButton, "file_serve").isHidden()
    part(page, QPushButton, "file_check_in").click()
    part(page, WorkLine, "file_step_lease").opened.emit()
    assert stage.gone == [("check_in", oksana), ("check_in", (oksana, StepKind.LEASE))]


def test_actions_lead_to_their_pages(stage: Stage, house: House) -> None:
    iryna = house.residents["Iryna"]
    page = residents_page(stage, house, iryna)
    for name in ("serve", "kit", "incident"):
        part(page, QPushButton, f"file_{name}").click()
    part(page, QPushButton, "file_member_0").click()
    assert stage.gone == [
        ("meals", iryna),
        ("kits", iryna),
        ("incidents", ("new", iryna)),
        ("residents", house.residents["Danylo"]),
    ]


def test_story_is_told_newest_first_and_narrowed_by_chips(stage: Stage, house: House) -> None:
    iryna, workplace = house.residents["Iryna"], house.workplace()
    CheckIns(workplace).explain_rules([iryna], Language.UK)
    Incidents(workplace).log(
        Report(
            NOON,
            IncidentPlace.KITCHEN,
            IncidentCategory.NOISE,
            1,
            "Larm",
            ((iryna, IncidentPart.INVOLVED),),
        )
    )
    page = residents_page(stage, house, iryna)
    told = names(page, "story_table", 1)
    assert told[-1] == "Moved into 3.07 A"
    assert "Check-in: House rules (Ukrainian)" in told
    chips = part(page, FilterChips, "story_filter").findChildren(QPushButton)
    chips[4].click()
    assert [line.split(":")[1] for line in names(page, "story_table", 1)] == [" Noise"]


def test_moved_out_resident_misses_nothing(stage: Stage, house: House) -> None:
    gone = add_resident(
        house, "Vira", "Лис", "Віра", "Lys", born=TODAY, status=ResidentStatus.MOVED_OUT
    )
    page = residents_page(stage, house, gone)
    assert part(page, QPushButton, "file_check_in").isHidden()
    assert part(page, WorkLine, "file_step_lease").isHidden()


def edit(stage: Stage, page: ResidentsPage) -> QDialog:
    part(page, QPushButton, "file_edit").click()
    stage.settle()
    return part(page, QDialog, "edit_dialog")


def test_edited_details_are_saved_by_enter(stage: Stage, house: House) -> None:
    halyna = house.residents["Halyna"]
    page = residents_page(stage, house, halyna)
    dialog = edit(stage, page)
    phone = part(dialog, QLineEdit, "phone")
    stage.qtbot.keyClicks(phone, "+45 20 00 00 01")
    stage.qtbot.keyClick(phone, Qt.Key.Key_Return)
    stage.settle()
    assert not [d for d in page.findChildren(QDialog) if d.isVisible()]
    assert Residents(house.workplace()).file(halyna).details.phone == "+4520000001"
    assert stage.said[-1].text() == "The details of Halyna Koval are saved."


def test_wrong_cpr_number_is_told_beside_the_field_and_not_saved(
    stage: Stage, house: House
) -> None:
    page = residents_page(stage, house, house.residents["Halyna"])
    dialog = edit(stage, page)
    cpr = part(dialog, QLineEdit, "cpr")
    stage.qtbot.keyClicks(cpr, "3113991234")
    assert "not a date" in cpr.accessibleDescription()
    part(dialog, QPushButton, "edit_save").click()
    stage.settle()
    assert dialog.isVisible()
    dialog.done(0)


def test_cancelled_changes_can_be_taken_up_again(stage: Stage, house: House) -> None:
    page = residents_page(stage, house, house.residents["Halyna"])
    dialog = edit(stage, page)
    stage.qtbot.keyClicks(part(dialog, QLineEdit, "phone"), "20")
    stage.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    message = stage.said[-1]
    assert message.action is not None
    message.action()
    stage.settle()
    shown = [d for d in page.findChildren(QDialog, "edit_dialog") if d.isVisible()]
    assert part(shown[0], QLineEdit, "phone").text() == "20"
    shown[0].done(0)


def test_half_filled_form_survives_a_change_of_language(stage: Stage, house: House) -> None:
    page = residents_page(stage, house, house.residents["Halyna"])
    dialog = edit(stage, page)
    field = part(dialog, QLineEdit, "emergency_contact")
    stage.qtbot.keyClicks(field, "Mother, Lviv")
    part(dialog, QLineEdit, "cpr").setText("12")
    for code in ("da", "uk", "ru"):
        stage.speak(code)
        assert field.text() == "Mother, Lviv"
        assert part(dialog, QLineEdit, "cpr").text() == "12"
    dialog.done(0)


def test_change_from_another_desk_shows(stage: Stage, house: House) -> None:
    halyna = house.residents["Halyna"]
    page = residents_page(stage, house, halyna)
    residents = Residents(house.workplace())
    residents.change(halyna, replace(residents.file(halyna).details, allergies="Nødder"))
    page.data_changed({"resident"})
    stage.settle()
    assert part(page, Chip, "file_allergies").text() == "Allergy: Nødder"


def test_list_marks_what_is_not_sent_and_what_needs_a_person(stage: Stage, house: House) -> None:
    page = residents_page(stage, house)
    table = part(page, DataTable, "residents_table")
    assert table.isColumnHidden(ResidentsModel.COL_MARK)
    refuse(house, change_resident(house, "Halyna", phone="+45 30"))
    change_resident(house, "Petro", phone="+45 31")
    page.data_changed({OUTBOX})
    stage.settle()
    assert not table.isColumnHidden(ResidentsModel.COL_MARK)
    model = table.model()
    marks = {
        str(model.index(row, 0).data()): model.index(row, ResidentsModel.COL_MARK)
        for row in range(model.rowCount())
    }
    for role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
        assert {name: index.data(role) for name, index in marks.items()} == EXPECTED_MARKS
    icons = [index.data(Qt.ItemDataRole.DecorationRole) is not None for index in marks.values()]
    assert icons == [False, False, True, True]


EXPECTED_MARKS = {
    "Bondar, Danylo": "",
    "Bondar, Iryna": "",
    "Bondar, Petro": "Not sent yet",
    "Koval, Halyna": "Needs you",
}


def test_file_head_marks_them_too_and_leads_to_what_is_to_be_decided(
    stage: Stage, house: House
) -> None:
    lay_conflict(house, "Halyna", "phone", {"phone": "1"}, {"phone": "2"})
    change_resident(house, "Halyna", diet="Vegan")
    page = residents_page(stage, house, house.residents["Halyna"])
    assert part(page, Chip, "file_not_sent").isVisible()
    stage.qtbot.mouseClick(part(page, QPushButton, "file_needs_you"), Qt.MouseButton.LeftButton)
    assert stage.gone == [("sync", None)]
    stage.open(page, house.residents["Petro"])
    assert part(page, Chip, "file_not_sent").isHidden()
    assert part(page, QPushButton, "file_needs_you").isHidden()

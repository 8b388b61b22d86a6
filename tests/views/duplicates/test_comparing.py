"""Two records side by side on Today and in a file, by the keys alone."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QRadioButton, QWidget

from desktop.models.housing import Stay
from desktop.services.check_in import CheckIns
from desktop.services.conflict_pairs import ConflictPairs
from desktop.services.details_drafts import DetailsDrafts
from desktop.services.duplicates import Duplicates, Merging
from desktop.services.marks import Marks
from desktop.services.photos import Photos
from desktop.services.protected_files import ProtectedFiles
from desktop.services.registering import Registering
from desktop.services.residents import Residents
from desktop.services.retention import Retention
from desktop.services.search import Search
from desktop.services.support_needs import SupportNeeds
from desktop.services.today import Today
from desktop.views.duplicates.actions import RecordServices
from desktop.views.duplicates.compare_dialog import CompareDialog
from desktop.views.duplicates.pairs_card import PairsCard
from desktop.views.duplicates.records_card import RecordsCard
from desktop.views.households.actions import HouseholdServices
from desktop.views.residents.confidential.actions import ConfidentialServices
from desktop.views.residents.editing import EditingServices
from desktop.views.residents.page import ResidentsPage
from desktop.views.today.page import TodayPage
from desktop.views.widgets.work_line import WorkLine
from tests.house import TODAY, House
from tests.services.duplicates.twice import Twice, write_twice
from tests.views.residents.stage import Stage, part


@pytest.fixture
def twice(house: House) -> Twice:
    return write_twice(house)


def today_page(stage: Stage, house: House) -> TodayPage:
    work = house.workplace()
    services = RecordServices(Duplicates(work), Merging(work))
    page = TodayPage(
        stage.context, Today(work), Retention(work), records=services, clock=house.clock
    )
    stage.show(page)
    return page


def file_page(stage: Stage, house: House, resident: str) -> ResidentsPage:
    work = house.workplace()
    page = ResidentsPage(
        stage.context,
        Residents(work),
        Search(work),
        CheckIns(work),
        Marks(work),
        confidential=ConfidentialServices(
            ProtectedFiles(work), SupportNeeds(work), ConflictPairs(work)
        ),
        editing=EditingServices(DetailsDrafts(work), Registering(work)),
        photos=Photos(work),
        households=HouseholdServices.at(work),
        records=RecordServices(Duplicates(work), Merging(work)),
        clock=house.clock,
    )
    stage.show(page, resident)
    return page


def opened(stage: Stage, page: QWidget) -> CompareDialog:
    stage.settle()
    (dialog,) = [d for d in page.findChildren(CompareDialog) if d.isVisible()]
    return dialog


def press(stage: Stage, widget: QWidget, key: Qt.Key = Qt.Key.Key_Space) -> None:
    widget.setFocus()
    stage.qtbot.keyClick(widget, key)
    stage.settle()


def compare(stage: Stage, page: TodayPage) -> CompareDialog:
    press(stage, part(page, WorkLine, "duplicates_line_0"), Qt.Key.Key_Return)
    return opened(stage, page)


def test_today_lists_who_may_be_written_down_twice_and_enter_merges(
    stage: Stage, house: House, twice: Twice
) -> None:
    page = today_page(stage, house)
    line = part(page, WorkLine, "duplicates_line_0")
    assert line.title() == "Svitlana Hrytsenko and Swetlana Grizenko"
    assert "Both are born on the same day (12 Apr 1990)." in line.detail()
    dialog = compare(stage, page)
    assert dialog.focusWidget() is dialog.confirm_button
    stage.qtbot.keyClick(dialog, Qt.Key.Key_Return)
    stage.settle()
    assert twice.row(twice.gone).merged
    assert twice.row(twice.kept).email == "s@example.org"
    assert part(page, PairsCard, "duplicates_card").isHidden()
    said = stage.said[-1]
    assert said.text() == "The two records of Svitlana Hrytsenko are one now."
    assert said.action_label is not None
    assert said.action is not None
    assert said.action_label() == "Undo"
    said.action()
    stage.settle()
    assert stage.said[-1].text() == "The merge is undone."
    assert not twice.row(twice.gone).merged
    assert not part(page, PairsCard, "duplicates_card").isHidden()


def test_nobody_written_down_twice_takes_no_room(stage: Stage, house: House) -> None:
    assert part(today_page(stage, house), PairsCard, "duplicates_card").isHidden()


def test_arrow_keys_choose_a_value_and_the_number(stage: Stage, house: House, twice: Twice) -> None:
    dialog = compare(stage, today_page(stage, house))
    phone = part(dialog, QRadioButton, "line_phone_kept")
    assert phone.isChecked()
    assert phone.accessibleName() == "Phone: 20111111"
    press(stage, phone, Qt.Key.Key_Right)
    assert part(dialog, QRadioButton, "line_phone_gone").isChecked()
    assert part(dialog, QRadioButton, "line_allergies_both").isChecked()
    press(stage, part(dialog, QRadioButton, "line_number_kept"), Qt.Key.Key_Right)
    press(stage, dialog.confirm_button)
    assert twice.row(twice.kept).merged
    kept = twice.row(twice.gone)
    assert (kept.phone, kept.allergies) == ("20222222", "Nødder, Fisk")


def test_escape_leaves_everything_as_it_was(stage: Stage, house: House, twice: Twice) -> None:
    page = today_page(stage, house)
    dialog = compare(stage, page)
    stage.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    stage.settle()
    assert not [d for d in page.findChildren(QDialog) if d.isVisible()]
    assert not twice.row(twice.gone).merged


def test_two_people_are_said_to_be_two(stage: Stage, house: House, twice: Twice) -> None:
    page = today_page(stage, house)
    press(stage, part(compare(stage, page), QPushButton, "compare_apart"))
    assert part(page, PairsCard, "duplicates_card").isHidden()
    assert stage.said[-1].text() == (
        "Svitlana Hrytsenko and Swetlana Grizenko are two people. Nobody is asked again."
    )


def test_bed_has_to_be_chosen_where_both_have_one(stage: Stage, house: House, twice: Twice) -> None:
    house.lay_down(
        Stay(
            site_id=house.site_id,
            bed_id=house.beds["2.14 B"],
            resident_id=twice.gone,
            starts_on=TODAY - timedelta(days=3),
        )
    )
    dialog = compare(stage, today_page(stage, house))
    press(stage, dialog.confirm_button)
    assert dialog.isVisible()
    shown = [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]
    assert "Both records have a bed. Please choose which one stays." in shown
    press(stage, part(dialog, QRadioButton, "line_bed_gone"))
    press(stage, dialog.confirm_button)
    places = {line.id: line.place for line in Residents(house.workplace()).list()}
    assert places[twice.kept] == "2.14 B"


def test_file_tells_of_records_and_undoes_a_merge(stage: Stage, house: House, twice: Twice) -> None:
    page = file_page(stage, house, twice.kept)
    press(stage, part(page, QPushButton, "record_compare_0"))
    press(stage, opened(stage, page).confirm_button)
    press(stage, part(page, QPushButton, "record_undo_0"))
    (dialog,) = [d for d in page.findChildren(QDialog) if d.isVisible()]
    stage.qtbot.keyClick(dialog, Qt.Key.Key_Return)
    stage.settle()
    assert not twice.row(twice.gone).merged
    press(stage, part(page, QPushButton, "record_compare_0"))
    press(stage, part(opened(stage, page), QPushButton, "compare_apart"))
    press(stage, part(page, QPushButton, "record_take_back_0"))
    assert stage.said[-1].text() == "They are looked at again."
    assert page.findChild(QPushButton, "record_compare_0") is not None


def test_link_to_a_merged_record_opens_its_person(stage: Stage, house: House, twice: Twice) -> None:
    twice.merge()
    page = file_page(stage, house, twice.gone)
    assert page.title() == "Svitlana Hrytsenko"
    assert not part(page, RecordsCard, "file_records").isHidden()


def test_what_was_written_since_is_compared_again(stage: Stage, house: House, twice: Twice) -> None:
    twice.merge()
    twice.write(twice.gone, phone="20333333")
    page = file_page(stage, house, twice.kept)
    shown = [label.text() for label in page.findChildren(QLabel)]
    assert "Written into it since: Phone." in shown
    press(stage, part(page, QPushButton, "record_again_0"))
    dialog = opened(stage, page)
    assert part(dialog, QPushButton, "compare_apart").isHidden()
    press(stage, part(dialog, QRadioButton, "line_phone_gone"))
    press(stage, dialog.confirm_button)
    assert twice.row(twice.kept).phone == "20333333"
    assert page.findChild(QPushButton, "record_again_0") is None


@pytest.mark.parametrize("code", ["da", "uk", "ru"])
def test_language_changes_while_two_records_are_compared(
    stage: Stage, house: House, twice: Twice, code: str
) -> None:
    dialog = compare(stage, today_page(stage, house))
    press(stage, part(dialog, QRadioButton, "line_phone_gone"))
    stage.speak(code)
    assert part(dialog, QRadioButton, "line_phone_gone").isChecked()
    assert dialog.choices()["phone"] == "gone"

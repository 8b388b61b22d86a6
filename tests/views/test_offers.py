"""A person is offered what their role may do, and reads who could do the rest."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from demo.gallery import texts_on
from demo.hands import settle, wait_until
from desktop import i18n
from desktop.app import OpenDesk
from desktop.models.roles import CONFIDANTS, DESK, LEADS, READS
from desktop.models.sites import Role
from desktop.pages import PAGES
from desktop.services.arrivals.expected import ExpectedArrivals
from desktop.services.arrivals.importing import ArrivalLists
from desktop.services.check_in import CheckIns
from desktop.services.check_out import CheckOuts
from desktop.services.conflict_pairs import ConflictPairs
from desktop.services.details_drafts import DetailsDrafts
from desktop.services.duplicates import Duplicates, Merging
from desktop.services.family_beds import FamilyBeds
from desktop.services.incidents import Incidents
from desktop.services.kits import Kits
from desktop.services.marks import Marks
from desktop.services.meals import Meals
from desktop.services.photos import Photos
from desktop.services.profile import Opened
from desktop.services.protected_files import ProtectedFiles
from desktop.services.registering import Registering
from desktop.services.residents import Residents
from desktop.services.restricted_incidents import RestrictedIncidents
from desktop.services.rooms import Rooms
from desktop.services.search import Search
from desktop.services.support_needs import SupportNeeds
from desktop.services.who_may import Right
from desktop.views.arrivals.page import ArrivalsPage
from desktop.views.background import Background
from desktop.views.check_in.page import CheckInPage
from desktop.views.check_out.page import CheckOutPage
from desktop.views.duplicates.actions import RecordServices
from desktop.views.households.actions import HouseholdServices
from desktop.views.incidents.measure_dialog import MeasureDialog
from desktop.views.incidents.page import IncidentsPage
from desktop.views.kits.page import KitsPage
from desktop.views.meals.page import MealsPage
from desktop.views.page import Message, Page, PageContext
from desktop.views.residents.confidential.actions import ConfidentialServices
from desktop.views.residents.editing import EditingServices
from desktop.views.residents.page import ResidentsPage
from desktop.views.translator import install_language
from desktop.views.widgets.offered import Offered
from tests.chains import entries
from tests.house import House
from tests.services.stage import make_stage


@pytest.fixture
def background(qapp: QApplication) -> Iterator[Background]:
    made = Background()
    yield made
    made.shutdown()
    install_language(qapp, i18n.SOURCE)


def nobody_may(_name: str) -> Right:
    """A table of roles in which this person may do nothing, and leads all."""
    return Right(allowed=False, roles=LEADS)


def shown(page: Page, name: str) -> QPushButton:
    found = page.findChild(QPushButton, name)
    assert found is not None, name
    return found


@pytest.mark.parametrize("role", sorted(Role))
def test_rail_has_only_the_pages_of_the_role_and_they_show_only_what_it_may_see(
    house: House, qapp: QApplication, qtbot: QtBot, background: Background, role: Role
) -> None:
    make_stage(house)
    before = len(entries(house.store))
    desk = OpenDesk(
        Opened(house.store, house.identity, house.workplace(role)), background, lambda *_: None
    )
    desk.window.show()
    try:
        names = [entry.name for entry in desk.pages]
        everything = [
            "today",
            "residents",
            "rooms",
            "arrivals",
            "meals",
            "kits",
            "incidents",
            "sync",
        ]
        office = ["access", "sync"] if role is Role.AUDITOR else ["sync"]
        assert names == (everything if role in DESK else office)
        said: list[Message] = []
        desk.window.announce = said.append  # type: ignore[method-assign]
        seen: set[str] = set()
        for name in names:
            desk.window.go(name)
            wait_until(lambda: not background.busy, f"{name} is filled")
            settle()
            seen |= texts_on(desk.window)
            for table in desk.window.findChildren(QTableView):
                seen |= cells(table)
        assert said == []
        assert desk.window.top_bar.search_box.isVisible() is (role in DESK)
        residents = " ".join(seen)
        assert ("Bondar" in residents) is (role in DESK)
        if role not in DESK:
            for person in ("Koval", "Halyna", "Oksana", "Petro"):
                assert person not in residents
            assert {row["residents"] == [] for row in entries(house.store)[before:]} <= {True}
    finally:
        desk.leave()
        settle()


def cells(table: QTableView) -> set[str]:
    """What a table shows."""
    model = table.model()
    return {
        str(model.index(row, column).data())
        for row in range(model.rowCount())
        for column in range(model.columnCount())
    }


def test_every_page_of_the_rail_says_what_one_must_be_allowed_to_see() -> None:
    assert {entry.needs for entry in PAGES} <= set(READS)
    assert all(entry.needs != "see_own_desk" for entry in PAGES)


def make_pages(house: House, context: PageContext) -> dict[str, Page]:
    work = house.workplace()
    search = Search(work)
    return {
        "residents": ResidentsPage(
            context,
            Residents(work),
            search,
            CheckIns(work),
            Marks(work),
            households=HouseholdServices.at(work),
            confidential=ConfidentialServices(
                ProtectedFiles(work), SupportNeeds(work), ConflictPairs(work)
            ),
            editing=EditingServices(DetailsDrafts(work), Registering(work)),
            photos=Photos(work),
            records=RecordServices(Duplicates(work), Merging(work)),
            clock=house.clock,
        ),
        "check_in": CheckInPage(
            context,
            CheckIns(work),
            Rooms(work),
            Kits(work),
            FamilyBeds(work),
            photos=Photos(work),
            clock=house.clock,
        ),
        "check_out": CheckOutPage(context, CheckOuts(work), clock=house.clock),
        "arrivals": ArrivalsPage(context, ExpectedArrivals(work), ArrivalLists(work)),
        "meals": MealsPage(context, Meals(work), search),
        "kits": KitsPage(context, Kits(work), search),
        "incidents": IncidentsPage(context, Incidents(work), RestrictedIncidents(work), search),
    }


_BUTTONS = {
    "residents": (
        "Oksana",
        ("file_check_in", "file_serve", "file_kit", "file_incident", "file_edit", "file_check_out"),
    ),
    "check_in": ("Oksana", ("identity_confirm", "photo_declined", "bed_assign", "step_undo")),
    "check_out": ("Petro", ("plan_save", "plan_call_off", "inspection_done", "leave_finish")),
    "arrivals": (
        "Oksana",
        (
            *("arrivals_new", "arrivals_import", "arrivals_take", "arrivals_move"),
            *("arrivals_no_show", "arrivals_cancel", "arrivals_expect_again"),
        ),
    ),
    "meals": ("Iryna", ("meals_serve", "meals_undo", "meals_serve_anyway")),
    "kits": ("Petro", ("kits_hand_out", "kits_returned", "kits_delivery", "kits_count")),
    "incidents": ("incident", ("incident_close", "incident_add_measure", "incident_new")),
}


@pytest.mark.parametrize("name", sorted(_BUTTONS))
def test_what_one_may_not_do_cannot_be_pressed_and_says_who_can(
    house: House, qapp: QApplication, qtbot: QtBot, background: Background, name: str
) -> None:
    stage = make_stage(house)
    who, buttons = _BUTTONS[name]
    argument = stage.ids[who] if who in stage.ids else house.residents[who]
    context = PageContext(background, lambda *_: None, lambda _message: None, nobody_may)
    page = make_pages(house, context)[name]
    qtbot.addWidget(page)
    page.open(argument)
    page.show()
    qtbot.waitUntil(lambda: not background.busy)
    settle()
    for code, words in (
        ("en", "Only site leads and placement coordinators can do this."),
        ("da", "Det kan kun lokationsledere og indkvarteringskoordinatorer."),
    ):
        install_language(qapp, code)
        qtbot.waitUntil(lambda: not background.busy)
        settle()
        for button in (shown(page, button) for button in buttons):
            button.setEnabled(True)
            assert not button.isEnabled(), button.objectName()
            assert button.toolTip() == words
            assert button.accessibleDescription() == words


def test_offered_button_is_left_alone_where_one_may(qtbot: QtBot) -> None:
    button = QPushButton()
    qtbot.addWidget(button)
    Offered(button, Right(allowed=True, roles=CONFIDANTS))
    assert button.isEnabled()
    assert button.toolTip() == ""


def test_measure_says_whether_it_is_decided_with_that(qtbot: QtBot) -> None:
    for decides, words in ((True, "With this it is decided."), (False, "You propose it")):
        dialog = MeasureDialog([], decides=decides)
        qtbot.addWidget(dialog)
        dialog.show()
        assert any(text.startswith(words) for text in texts_on(dialog))

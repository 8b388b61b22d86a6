"""The pages of an open desk: what stands in the rail, and what each page is handed."""

from collections.abc import Callable, Collection

from desktop.i18n import _
from desktop.services.arrivals.expected import ExpectedArrivals
from desktop.services.arrivals.importing import ArrivalLists
from desktop.services.auditing import Ask, Auditing
from desktop.services.check_in import CheckIns
from desktop.services.check_out import CheckOuts
from desktop.services.conflict_pairs import ConflictPairs
from desktop.services.details_drafts import DetailsDrafts
from desktop.services.duplicates import Duplicates, Merging, Receiving
from desktop.services.extracts import Extracts
from desktop.services.family_beds import FamilyBeds
from desktop.services.incidents import Incidents
from desktop.services.kits import Kits
from desktop.services.marks import Marks
from desktop.services.meals import Meals
from desktop.services.photos import Photos
from desktop.services.protected_files import ProtectedFiles
from desktop.services.registering import Registering
from desktop.services.residents import Residents
from desktop.services.restricted_incidents import RestrictedIncidents
from desktop.services.retention import Retention
from desktop.services.returns import Returns
from desktop.services.rooms import Rooms
from desktop.services.search import Search
from desktop.services.support_needs import SupportNeeds
from desktop.services.today import Today
from desktop.services.workplace import Workplace
from desktop.views.access.page import AccessPage
from desktop.views.appointments.page import AppointmentsPage
from desktop.views.arrivals.page import ArrivalsPage
from desktop.views.check_in.page import CheckInPage
from desktop.views.check_out.page import CheckOutPage
from desktop.views.duplicates.actions import RecordServices
from desktop.views.households.actions import HouseholdServices
from desktop.views.incidents.page import IncidentsPage
from desktop.views.kits.page import KitsPage
from desktop.views.meals.page import MealsPage
from desktop.views.page import Page
from desktop.views.pets.page import PetsPage
from desktop.views.residents.cards.contents import CardServices
from desktop.views.residents.confidential.actions import ConfidentialServices
from desktop.views.residents.editing import EditingServices
from desktop.views.residents.page import ResidentsPage
from desktop.views.rooms.page import RoomsPage
from desktop.views.shell.main_window import MainWindow
from desktop.views.shell.rail import RailEntry
from desktop.views.today.page import TodayPage

PAGES: tuple[RailEntry, ...] = (
    RailEntry("today", "today", lambda: _("Today"), needs="see_today"),
    RailEntry("residents", "residents", lambda: _("Residents"), needs="see_residents"),
    RailEntry("rooms", "rooms", lambda: _("Rooms"), needs="see_rooms"),
    RailEntry("arrivals", "arrivals", lambda: _("Arrivals"), needs="see_arrivals"),
    RailEntry("meals", "meals", lambda: _("Meals"), needs="see_meals"),
    RailEntry("kits", "kits", lambda: _("Starter kits"), needs="see_kits"),
    RailEntry("incidents", "incidents", lambda: _("Incidents"), needs="see_incidents"),
    RailEntry("access", "access", lambda: _("Access log"), needs="see_access_log"),
    RailEntry("sync", "sync", lambda: _("Synchronisation"), foot=True, needs="see_sending"),
)
"""All pages of the rail; each role finds those that it may see, and begins at the first."""


def add_pages(
    window: MainWindow,
    workplace: Workplace,
    named: Collection[str],
    ask: Ask,
    sync_page: Callable[[], Page],
) -> None:
    """Gives a window the pages of the rail that are ``named``, and those without an entry there
    that this role may see. ``ask`` asks the store for its access log."""
    context = window.context()
    search, marks = Search(workplace), Marks(workplace)
    check_ins, rooms, kits = CheckIns(workplace), Rooms(workplace), Kits(workplace)
    meals, incidents, photos = Meals(workplace), Incidents(workplace), Photos(workplace)

    def add(name: str, factory: Callable[[], Page], needs: str = "") -> None:
        if workplace.may_see(needs) if needs else name in named:
            window.add_page(name, factory)

    clock = workplace.now
    residents, drafts = Residents(workplace), DetailsDrafts(workplace)
    extracts = Extracts(workplace, ask)
    records = RecordServices(Duplicates(workplace), Merging(workplace))
    add(
        "today",
        lambda: TodayPage(
            context, Today(workplace), Retention(workplace), records=records, clock=clock
        ),
    )
    confidential = ConfidentialServices(
        ProtectedFiles(workplace), SupportNeeds(workplace), ConflictPairs(workplace)
    )
    restricted = RestrictedIncidents(workplace)
    cards = CardServices.of(workplace)
    add(
        "residents",
        lambda: ResidentsPage(
            context,
            residents,
            search,
            check_ins,
            marks,
            confidential=confidential,
            editing=EditingServices(drafts, Registering(workplace), duplicates=records.duplicates),
            photos=photos,
            households=HouseholdServices.at(workplace),
            records=records,
            extracts=extracts,
            returns=Returns(workplace),
            cards=cards,
            clock=clock,
        ),
    )
    add(
        "check_in",
        lambda: CheckInPage(
            context,
            check_ins,
            rooms,
            kits,
            FamilyBeds(workplace),
            photos=photos,
            drafts=drafts,
            clock=clock,
        ),
        needs="open_check_in",
    )
    add(
        "check_out",
        lambda: CheckOutPage(context, CheckOuts(workplace), clock=clock),
        needs="open_check_out",
    )
    add("appointments", lambda: AppointmentsPage(context, cards), needs="see_appointments")
    add("pets", lambda: PetsPage(context, cards.pets), needs="see_pets")
    add("rooms", lambda: RoomsPage(context, rooms))
    add(
        "arrivals",
        lambda: ArrivalsPage(
            context,
            ExpectedArrivals(workplace),
            ArrivalLists(workplace),
            duplicates=records.duplicates,
            receiving=Receiving(workplace),
            meals=workplace.site().reception,
        ),
    )
    add("meals", lambda: MealsPage(context, meals, search, photos=photos))
    add("kits", lambda: KitsPage(context, kits, search))
    add("incidents", lambda: IncidentsPage(context, incidents, restricted, search))
    add("access", lambda: AccessPage(context, Auditing(workplace, ask), extracts, clock=clock))
    add("sync", sync_page)

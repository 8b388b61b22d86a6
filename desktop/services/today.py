"""What to do now, in the order of the clock; every line leads to the work."""

from dataclasses import dataclass
from datetime import date

from desktop.models.incidents import IncidentStatus
from desktop.services.appointments import AppointmentLine, Appointments
from desktop.services.check_in import Arrival, CheckIns, Unfinished
from desktop.services.check_out import CheckOuts
from desktop.services.check_out_members import Departure
from desktop.services.duplicates import Duplicates, PossiblePair
from desktop.services.follow_ups import FollowUp, FollowUps
from desktop.services.guardians import Guardians, Unguarded
from desktop.services.incidents import IncidentLine, Incidents
from desktop.services.kits import Kits, KitShelf
from desktop.services.meals import Meals, Portions
from desktop.services.needs import Needs
from desktop.services.needs_you import NeedsYou
from desktop.services.retention import DueFile, Retention
from desktop.services.rooms import Occupancy, Rooms
from desktop.services.workplace import Workplace


@dataclass(frozen=True)
class Overview:
    """Everything Today shows. ``portions`` is None where no meals are served; ``due`` is empty for
    those who may not see whose file may go."""

    day: date
    occupancy: Occupancy
    arrivals: tuple[Arrival, ...]
    unfinished: tuple[Unfinished, ...]
    portions: Portions | None
    incidents: tuple[IncidentLine, ...]
    low_shelves: tuple[KitShelf, ...]
    needs: Needs
    due: tuple[DueFile, ...] = ()
    unguarded: tuple[Unguarded, ...] = ()
    departures: tuple[Departure, ...] = ()
    unfinished_check_outs: tuple[Departure, ...] = ()
    appointments: tuple[AppointmentLine, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    duplicates: tuple[PossiblePair, ...] = ()


class Today:
    """Reads what the other subjects have for today."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace
        self._rooms = Rooms(workplace)
        self._check_ins = CheckIns(workplace)
        self._check_outs = CheckOuts(workplace)
        self._meals = Meals(workplace)
        self._incidents = Incidents(workplace)
        self._kits = Kits(workplace)
        self._needs_you = NeedsYou(workplace)
        self._retention = Retention(workplace)
        self._guardians = Guardians(workplace)
        self._appointments = Appointments(workplace)
        self._follow_ups = FollowUps(workplace)
        self._duplicates = Duplicates(workplace)

    def overview(self) -> Overview:
        """The day as it stands now."""
        day, meal = self._meals.current()
        reception = self._workplace.site().reception
        return Overview(
            day=day,
            occupancy=self._rooms.occupancy(),
            arrivals=self._check_ins.arriving_today(),
            unfinished=self._check_ins.unfinished(),
            portions=self._meals.portions(day, meal) if reception else None,
            incidents=self._incidents.list(IncidentStatus.OPEN, IncidentStatus.HEARING),
            low_shelves=tuple(shelf for shelf in self._kits.shelves() if shelf.low),
            needs=self._needs_you.needs(),
            due=self._retention.due() if self._workplace.may_see("see_due") else (),
            unguarded=self._guardians.to_point_out(),
            departures=self._check_outs.departures(),
            unfinished_check_outs=self._check_outs.unfinished(),
            appointments=self._appointments.between(day, 1),
            follow_ups=self._follow_ups.due(),
            duplicates=self._duplicates.pairs(),
        )

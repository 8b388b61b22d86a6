"""Somebody is here who was not expected: they get a file of their own."""

from dataclasses import dataclass

from desktop.models.base import new_id
from desktop.models.identity import count_up
from desktop.models.residents import Household, Resident, ResidentStatus
from desktop.services.details import Details, check_details, write_details
from desktop.services.details_drafts import SOMEBODY_NEW, drop_in
from desktop.services.numbers import RESIDENTS, number, require_desk_number
from desktop.services.workplace import Workplace


@dataclass(frozen=True)
class Registered:
    """Who was registered, by id, and the number that they have for good."""

    id: str
    number: str


class Registering:
    """Makes new files at this site."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def register(self, details: Details) -> Registered:
        """Registers somebody who has arrived today, in a household of their own. The number is
        issued without a network. Raises AppError with what is wrong."""
        workplace = self._workplace
        today = workplace.today()
        check_details(details, today)
        desk_number = require_desk_number(workplace.desk_number())
        with workplace.op("register_resident") as session:
            connection = session.connection()
            issued = number(desk_number, count_up(connection, RESIDENTS))
            household = Household(id=new_id(), site_id=workplace.site_id, size=1)
            resident = Resident(
                id=new_id(),
                site_id=workplace.site_id,
                number=issued,
                household_id=household.id,
                surname="",
                given_names="",
                status=ResidentStatus.ARRIVED,
                arrived_on=today,
                last_contact_on=today,
            )
            write_details(resident, details)
            session.add(household)
            session.flush()
            session.add(resident)
            drop_in(connection, workplace.actor.id, SOMEBODY_NEW)
            return Registered(resident.id, issued)

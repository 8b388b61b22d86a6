"""A woman who is written down twice, with something of every kind on either record."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from desktop.models.confidential import SupportGroup
from desktop.models.incidents import IncidentCategory, IncidentPart, IncidentPlace
from desktop.models.kits import KitAudience
from desktop.models.meals import Meal
from desktop.models.residents import Language, Resident
from desktop.models.sites import Role
from desktop.services.check_in import CheckIns
from desktop.services.conflict_pairs import ConflictPairs
from desktop.services.duplicates import Merging
from desktop.services.duplicates.lines import Side
from desktop.services.duplicates.merging import Merged
from desktop.services.incidents import Incidents, Report
from desktop.services.kits import Kits
from desktop.services.meals import Meals
from desktop.services.support_needs import NeedText, SupportNeeds
from tests.house import NOON, TODAY, House, add_resident

BORN = date(1990, 4, 12)


@dataclass
class Twice:
    """``kept`` lives here; ``gone`` was written down a second time, by another spelling."""

    house: House
    kept: str
    gone: str

    def merging(self, role: Role = Role.HOST) -> Merging:
        return Merging(self.house.workplace(role))

    def merge(self, bed: Side | None = None, **choices: Side) -> Merged:
        merging = self.merging()
        return merging.merge(merging.pair(self.kept, self.gone), choices, bed=bed)

    def row(self, id_: str) -> Resident:
        with self.house.store.read() as session:
            row = session.get(Resident, id_)
            assert row is not None
            session.expunge(row)
            return row

    def write(self, id_: str, **values: Any) -> None:
        """As if another desk had written it, out of reach."""
        with self.house.store.applying() as connection:
            for name, value in values.items():
                connection.exec_driver_sql(
                    f"UPDATE resident SET {name} = ? WHERE id = ?", (value, id_)
                )


def write_twice(house: House, **more: Any) -> Twice:
    kept = add_resident(
        house,
        "Svitlana",
        "Гриценко",
        "Світлана",
        "Hrytsenko",
        born=BORN,
        bed="1.01 A",
        phone="20111111",
        allergies="Nødder",
    )
    gone_fields = {
        "cpr": "1204904442",
        "phone": "20222222",
        "email": "s@example.org",
        "allergies": "Fisk",
    }
    gone = add_resident(house, "Swetlana", "", "", "Grizenko", born=BORN, **(gone_fields | more))
    return Twice(house, kept, gone)


def hang_everything_on(twice: Twice, resident: str) -> None:
    """Steps, a kit, a meal, an incident, a need, a pair."""
    house = twice.house
    host, lead = house.workplace(), house.workplace(Role.LEAD)
    check_ins = CheckIns(host)
    check_ins.sign_lease([resident])
    check_ins.explain_rules([resident], Language.UK)
    check_ins.start_meals([resident])
    Kits(host).hand_out(resident, [house.kit_types[KitAudience.ADULT]])
    Meals(host).serve([resident], TODAY, Meal.LUNCH)
    report = Report(
        NOON - timedelta(hours=1),
        IncidentPlace.KITCHEN,
        IncidentCategory.NOISE,
        1,
        "Høj musik.",
        ((resident, IncidentPart.AFFECTED),),
    )
    Incidents(host).log(report)
    SupportNeeds(lead).record(resident, NeedText(SupportGroup.AGE, "Stueetagen", "Hofte", TODAY))
    ConflictPairs(lead).record(house.residents["Halyna"], resident, "Uvenner")

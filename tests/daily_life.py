"""What is written down day by day in the made-up house: every card of a file has entries."""

from datetime import date, time, timedelta

from desktop.models.absences import AbsenceKind
from desktop.models.appointments import AppointmentKind
from desktop.models.pets import Species
from desktop.models.referrals import ReferralService
from desktop.models.residents import Household, HouseholdRole, Language
from desktop.models.sites import Role
from desktop.services.absences import Absences, AbsenceText
from desktop.services.appointments import Appointments, AppointmentText
from desktop.services.child_concerns import ChildConcerns, ConcernText
from desktop.services.pets import Pets, PetText
from desktop.services.referrals import ReferralDraft, Referrals
from tests.house import NOON, TODAY, House, add_resident


def lay_daily_life(house: House) -> None:
    """Vira came five days ago with her daughter Nina and a cat; Halyna has an appointment today
    and is referred to home nursing; Danylo is in hospital, and a concern for him was passed on."""
    family = Household(site_id=house.site_id, size=2)
    house.lay_down(family)
    for given, cyrillic, born, role in (
        ("Vira", "Віра", date(1990, 1, 1), HouseholdRole.HEAD),
        ("Nina", "Ніна", date(2019, 1, 1), HouseholdRole.CHILD),
    ):
        add_resident(
            house,
            given,
            "Гнатюк",
            cyrillic,
            "Hnatiuk",
            born=born,
            household_id=family.id,
            household_role=role,
            arrived_on=TODAY - timedelta(days=5),
        )
    host, lead = house.workplace(), house.workplace(Role.LEAD)
    vira, halyna, danylo = (house.residents[name] for name in ("Vira", "Halyna", "Danylo"))
    Pets(host).record(vira, PetText(Species.CAT, "Murka", passport="UA 123", note="Bider"))
    Appointments(host).plan(
        halyna,
        AppointmentText(
            AppointmentKind.OTHER, TODAY, time(14), "Tandlæge", "Nørrebro", Language.UK
        ),
    )
    Absences(host).record(danylo, AbsenceText(AbsenceKind.HOSPITAL, TODAY - timedelta(days=1)))
    Referrals(lead).send(halyna, ReferralDraft(ReferralService.HOME_NURSING, "Sår", TODAY, TODAY))
    ChildConcerns(lead).pass_on(danylo, ConcernText("Modtagelsen", NOON))

"""Pets: what is known, what is warned of, and where they live."""

from datetime import timedelta

import pytest

from desktop.errors import AppError
from desktop.models.pets import PetApproval, Species
from desktop.services.pets import Pets, PetText, Rabies, chip_hint, rabies_on
from desktop.sync import outbox
from tests.house import TODAY, House

CAT = PetText(Species.CAT, "Murka", "208 2100-0077 1123", "UA 77", TODAY + timedelta(days=90))


def test_a_pet_lives_in_its_owners_room(house: House) -> None:
    pets = Pets(house.workplace())
    pets.record(house.residents["Iryna"], CAT)
    (pet,) = pets.house().pets
    assert (pet.owner.name, pet.owner.place) == ("Iryna Bondar", "3.07 A")
    assert (pet.text.name, pet.text.chip) == ("Murka", "208210000771123")
    assert pets.of(house.residents["Iryna"]) == (pet,)


def test_only_what_differs_is_changed(house: House) -> None:
    pets = Pets(house.workplace())
    pets.record(house.residents["Iryna"], CAT)
    (pet,) = pets.of(house.residents["Iryna"])
    last = TODAY + timedelta(days=20)
    text = PetText(**{**vars(pet.text), "approval": PetApproval.PHASE_OUT, "phase_out_on": last})
    pets.change(pet.id, text)
    (change,) = outbox.next_batch(house.store)[-1]["changes"]
    assert change["fields"] == {"approval": "phase_out", "phase_out_on": last.isoformat()}


def test_a_pet_that_has_left_is_listed_no_more(house: House) -> None:
    pets = Pets(house.workplace())
    pets.record(house.residents["Iryna"], CAT)
    pets.leave(pets.of(house.residents["Iryna"])[0].id)
    assert pets.of(house.residents["Iryna"]) == ()
    assert pets.house().pets == ()


@pytest.mark.parametrize(
    ("days", "stands"),
    [
        (None, Rabies.UNKNOWN),
        (-1, Rabies.EXPIRED),
        (0, Rabies.EXPIRING),
        (30, Rabies.EXPIRING),
        (31, Rabies.VALID),
    ],
)
def test_a_vaccination_is_warned_of_a_month_before(days: int | None, stands: Rabies) -> None:
    until = None if days is None else TODAY + timedelta(days=days)
    assert rabies_on(until, TODAY) is stands


def test_the_first_to_end_comes_first_and_valid_ones_are_not_listed(house: House) -> None:
    pets = Pets(house.workplace())
    for days in (20, -3, 90):
        until = TODAY + timedelta(days=days)
        pets.record(
            house.residents["Halyna"], PetText(Species.DOG, str(days), rabies_valid_until=until)
        )
    assert [pet.text.name for pet in pets.expiring()] == ["-3", "20"]


@pytest.mark.parametrize(
    ("chip", "hinted"),
    [("", False), ("208210000771123", False), ("208 210 000 771 123", False), ("12345", True)],
)
def test_an_odd_chip_number_is_only_hinted_at(house: House, chip: str, hinted: bool) -> None:
    assert (chip_hint(chip) is not None) is hinted
    Pets(house.workplace()).record(house.residents["Iryna"], PetText(Species.CAT, chip=chip))


def test_a_day_is_asked_for_until_which_a_pet_may_stay(house: House) -> None:
    text = PetText(Species.DOG, approval=PetApproval.PHASE_OUT)
    with pytest.raises(AppError, match="until which day"):
        Pets(house.workplace()).record(house.residents["Iryna"], text)
    assert outbox.next_batch(house.store) == []


def test_whether_the_site_allows_pets_is_known(house: House) -> None:
    assert not Pets(house.workplace()).allowed()
    with house.store.applying() as connection:
        connection.exec_driver_sql("UPDATE site SET pets_allowed = 1")
    assert Pets(house.workplace()).house().allowed

"""Households of every kind in the made-up house: a family of five with a grandmother who lives
apart, a boy who came alone, twins of one surname and birthday."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop.models.guardians import Guardian
from desktop.models.housing import Bed, Room, RoomType
from desktop.models.residents import Household, HouseholdRole, Sex
from tests.house import House, add_resident


@dataclass
class Families:
    """The ids of their households."""

    five: str
    twins: str


def lay_families(house: House) -> Families:
    """Olha and Taras with Sofiia (17), Marko (9) and Nina (4) in 4.01, beds A to E; grandmother
    Vira alone, without a household, in 1.01; Bohdan, 16, alone in a household, without a bed; the
    twins Ivan and Pavlo, 30, who were registered apart: Ivan in a household, Pavlo in none."""
    room = Room(
        site_id=house.site_id, number="4.01", floor="4", type=RoomType.FAMILY, display_order=9
    )
    house.lay_down(room)
    for label in "ABCDE":
        bed = Bed(site_id=house.site_id, room_id=room.id, label=label)
        house.lay_down(bed)
        house.beds[f"4.01 {label}"] = bed.id
    five = Household(site_id=house.site_id, size=5)
    alone, twins = Household(site_id=house.site_id), Household(site_id=house.site_id)
    house.lay_down(five, alone, twins)
    woman, man = Sex.FEMALE, Sex.MALE
    child = HouseholdRole.CHILD
    for given, born, role, sex, bed_label in (
        ("Olha", date(1985, 4, 1), HouseholdRole.HEAD, woman, "A"),
        ("Taras", date(1983, 9, 1), HouseholdRole.PARTNER, man, "B"),
        ("Sofiia", date(2008, 12, 24), child, woman, "C"),
        ("Marko", date(2017, 1, 9), child, man, "D"),
        ("Nina", date(2022, 5, 5), child, woman, "E"),
    ):
        _add(
            house,
            given,
            born,
            bed=f"4.01 {bed_label}",
            household_id=five.id,
            household_role=role,
            sex=sex,
        )
    _add(house, "Vira", date(1956, 2, 2), surname="Hnatiuk", bed="1.01 A")
    _add(house, "Bohdan", date(2010, 6, 6), surname="Lys", sex=man, household_id=alone.id)
    _add(house, "Ivan", date(1996, 3, 3), surname="Rudenko", sex=man, household_id=twins.id)
    _add(house, "Pavlo", date(1996, 3, 3), surname="Rudenko", sex=man)
    return Families(five.id, twins.id)


def _add(house: House, given: str, born: date, surname: str = "Moroz", **more: Any) -> None:
    add_resident(house, given, "Мороз", given, surname, born=born, **more)


def lay_guardian(house: House, minor: str, **values: Any) -> str:
    """A named guardian, as if the store had sent the row."""
    row = Guardian(site_id=house.site_id, resident_id=house.residents[minor], **values)
    house.lay_down(row)
    return row.id

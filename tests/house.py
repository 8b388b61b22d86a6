"""A small made-up house for tests: real SQLCipher, laid down as if it had come from the store."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlmodel import Session, SQLModel

from desktop.models.base import new_id
from desktop.models.housing import Bed, GenderRule, Room, RoomType, Stay
from desktop.models.identity import Identity, save_identity
from desktop.models.keys import Argon2Cost
from desktop.models.kits import KitAudience, KitType, MovementKind, StockMovement
from desktop.models.meals import MealEntitlement
from desktop.models.residents import Household, HouseholdRole, Resident, ResidentStatus, Sex
from desktop.models.roles import CONFIDANTS
from desktop.models.sealing import new_key
from desktop.models.sites import Desk, Role, Site, User, UserSite
from desktop.models.store import Store
from desktop.services.workplace import Actor, Workplace
from tests.blank import blank_store, scratch

NOON = datetime(2026, 11, 20, 11, 30, tzinfo=UTC)
"""Half past twelve in Copenhagen, on a Friday: lunch."""

TODAY = date(2026, 11, 20)
QUICK = Argon2Cost(time_cost=1, memory_kib=8, parallelism=1)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def move(self, **step: float) -> None:
        self.at += timedelta(**step)


@dataclass
class House:
    """What stands in the made-up house, by name."""

    store: Store
    identity: Identity
    clock: Clock
    site_id: str
    users: dict[Role, str]
    residents: dict[str, str] = field(default_factory=dict)
    beds: dict[str, str] = field(default_factory=dict)
    kit_types: dict[KitAudience, str] = field(default_factory=dict)
    sealed_key: bytes = field(default_factory=new_key)

    def workplace(self, role: Role = Role.HOST) -> Workplace:
        """The desk with someone of this role signed in; confidants have the confidential key."""
        return Workplace(
            self.store,
            self.identity,
            Actor(self.users[role], f"{role} Holm", role),
            self.clock,
            sealed_key=self.sealed_key if role in CONFIDANTS else None,
        )

    def lay_down(self, *rows: SQLModel) -> None:
        """Writes rows as if the store had sent them: no op is made."""
        with self.store.applying() as connection, Session(connection) as session:
            session.add_all(rows)
            session.flush()


def make_house(folder: Path, *, reception: bool = True) -> House:
    """Site "Sjællandsgade": rooms 2.14 (two women's beds, Halyna in A), 3.07 (family, four beds,
    the Bondar family), 1.01 (single, free); Oksana expected today at 10:30. A copy of the one that
    was built in this run: the ids are the same in each."""
    built = _built(reception)
    path = folder / built.store.path.name
    shutil.copyfile(built.store.path, path)
    return replace(
        built,
        store=Store(path, built.store.key),
        clock=Clock(),
        users=dict(built.users),
        residents=dict(built.residents),
        beds=dict(built.beds),
        kit_types=dict(built.kit_types),
    )


@cache
def _built(reception: bool) -> House:
    house = _build(scratch(), reception)
    house.store.close()
    return house


def _build(folder: Path, reception: bool) -> House:
    store = blank_store(folder / "desk.db")
    site = Site(name="Sjællandsgade", reception=reception, capacity=7)
    desk = Desk(name="Desk 1", number=3)
    identity = Identity(
        desk.id, "Desk 1", "token", "http://127.0.0.1:9", new_id(), ("org", f"site:{site.id}")
    )
    save_identity(store, identity)
    users = {role: User(name=f"{role} Holm", role=role) for role in Role}
    house = House(
        store, identity, Clock(), site.id, {role: user.id for role, user in users.items()}
    )
    house.lay_down(site, desk, *users.values())
    house.lay_down(*(UserSite(user_id=user.id, site_id=site.id) for user in users.values()))
    _rooms(house)
    _kits(house)
    _people(house)
    return house


def _rooms(house: House) -> None:
    plan = (
        ("1.01", RoomType.SINGLE, GenderRule.ANY, "A"),
        ("2.14", RoomType.SHARED, GenderRule.WOMEN, "AB"),
        ("3.07", RoomType.FAMILY, GenderRule.ANY, "ABCD"),
    )
    for order, (number, kind, rule, labels) in enumerate(plan):
        room = Room(
            site_id=house.site_id,
            number=number,
            floor=number[0],
            type=kind,
            gender_rule=rule,
            display_order=order,
        )
        house.lay_down(room)
        for label in labels:
            bed = Bed(site_id=house.site_id, room_id=room.id, label=label)
            house.lay_down(bed)
            house.beds[f"{number} {label}"] = bed.id


def _kits(house: House) -> None:
    names = {
        KitAudience.ADULT: ("Voksensæt", "Набір для дорослого", "Набор для взрослого"),
        KitAudience.CHILD: ("Børnesæt", "Дитячий набір", "Детский набор"),
        KitAudience.HOUSEHOLD: ("Køkkensæt", "Кухонний набір", "Кухонный набор"),
    }
    items: list[dict[str, Any]] = [
        {"name": {"da": "Dyne", "uk": "Ковдра", "ru": "Одеяло"}, "quantity": 1, "loan": True}
    ]
    for order, (audience, (da, uk, ru)) in enumerate(names.items()):
        kind = KitType(
            name_da=da, name_uk=uk, name_ru=ru, audience=audience, items=items, display_order=order
        )
        house.lay_down(kind)
        house.kit_types[audience] = kind.id
        house.lay_down(
            StockMovement(
                site_id=house.site_id,
                kit_type_id=kind.id,
                kind=MovementKind.DELIVERY,
                quantity=20,
                moved_at=NOON - timedelta(days=3),
                moved_by=house.users[Role.LEAD],
            )
        )


def _people(house: House) -> None:
    add_resident(house, "Halyna", "Коваль", "Галина", "Koval", born=date(1994, 5, 2), bed="2.14 A")
    family = Household(site_id=house.site_id, size=3)
    house.lay_down(family)
    for given, cyrillic, born, role, sex, bed, more in (
        ("Iryna", "Ірина", date(1988, 3, 1), HouseholdRole.HEAD, Sex.FEMALE, "3.07 A", {}),
        (
            "Danylo",
            "Данило",
            date(2020, 6, 9),
            HouseholdRole.CHILD,
            Sex.MALE,
            "3.07 B",
            {"allergies": "Mælk"},
        ),
        ("Petro", "Петро", date(1985, 1, 5), HouseholdRole.PARTNER, Sex.MALE, "3.07 C", {}),
    ):
        add_resident(
            house,
            given,
            "Бондар",
            cyrillic,
            "Bondar",
            born=born,
            bed=bed,
            household_id=family.id,
            household_role=role,
            sex=sex,
            meals=True,
            **more,
        )
    alone = Household(site_id=house.site_id)
    house.lay_down(alone)
    add_resident(
        house,
        "Oksana",
        "Шевченко",
        "Оксана",
        "Shevchenko",
        born=date(1992, 2, 14),
        household_id=alone.id,
        status=ResidentStatus.EXPECTED,
        expected_at=datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
        expected_from="Center Sandholm",
        languages=["uk", "ru"],
    )


def add_resident(
    house: House,
    given: str,
    surname_cyrillic: str,
    given_cyrillic: str,
    surname: str,
    *,
    born: date,
    bed: str | None = None,
    meals: bool = False,
    **more: Any,
) -> str:
    """A resident, by default a woman who has lived here for a month; returns the id."""
    values: dict[str, Any] = {
        "sex": Sex.FEMALE,
        "status": ResidentStatus.RESIDENT,
        "arrived_on": None
        if more.get("status") is ResidentStatus.EXPECTED
        else TODAY - timedelta(days=30),
    }
    resident = Resident(
        site_id=house.site_id,
        number=f"003-{len(house.residents) + 1:05d}-0",
        surname=surname,
        given_names=given,
        surname_cyrillic=surname_cyrillic,
        given_names_cyrillic=given_cyrillic,
        birth_date=born,
        **(values | more),
    )
    house.lay_down(resident)
    house.residents[given] = resident.id
    if bed is not None:
        house.lay_down(
            Stay(
                site_id=house.site_id,
                bed_id=house.beds[bed],
                resident_id=resident.id,
                starts_on=TODAY - timedelta(days=30),
            )
        )
    if meals:
        house.lay_down(
            MealEntitlement(
                site_id=house.site_id, resident_id=resident.id, starts_on=TODAY - timedelta(days=30)
            )
        )
    return resident.id


MakeHouse = Callable[..., House]

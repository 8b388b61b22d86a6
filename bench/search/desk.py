"""A desk full of made-up people on a real encrypted database."""

import random
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session

from bench.search import offices
from bench.search.names import Name, draw
from desktop.models.base import new_id
from desktop.models.housing import Bed, Room, Stay, StayKind, StayState
from desktop.models.identity import Identity
from desktop.models.residents import Resident, ResidentStatus
from desktop.models.sites import Role, Site, User, UserSite
from desktop.models.store import Store
from desktop.services.numbers import number
from desktop.services.workplace import Actor, Workplace

TODAY = datetime(2026, 11, 20, 11, 30, tzinfo=UTC)
_BEDS = "ABC"


@dataclass
class Person:
    """Who is in the database, and by what else they may be asked for."""

    id: str
    name: Name
    number: str
    phone: str
    cpr: str
    born: date
    place: str = ""


@dataclass
class FullDesk:
    """An open desk and the truth about its people."""

    workplace: Workplace
    people: list[Person] = field(default_factory=list)
    by_id: dict[str, Person] = field(default_factory=dict)


@contextmanager
def full_desk(folder: Path, count: int, more: Sequence[tuple[Name, bool]]) -> Iterator[FullDesk]:
    """A desk with so many drawn people, and ``more`` whose names are given (and whether the
    papers have them in Latin letters only)."""
    rng = random.Random(count)
    store = Store(folder / f"search-{count}.db", secrets.token_bytes(32))
    site = Site(name="Sjællandsgade")
    identity = Identity(new_id(), "Desk", "", "", new_id(), ("org", f"site:{site.id}"))
    user = User(name="Bench", role=Role.HOST)
    actor = Actor(user.id, user.name, user.role)
    desk = FullDesk(Workplace(store, identity, actor, lambda: TODAY))
    with store.applying() as connection, Session(connection) as session:
        session.add_all([site, user])
        session.flush()
        session.add(UserSite(user_id=user.id, site_id=site.id))
        session.flush()
    names = [(name, rng.random() < 0.12) for name in draw(rng, count - len(more))]
    names += more
    rng.shuffle(names)
    for start in range(0, len(names), 5000):
        lay_down_people(store, site.id, names[start : start + 5000], rng, desk)
    yield desk
    store.close()


def lay_down_people(
    store: Store,
    site_id: str,
    names: Sequence[tuple[Name, bool]],
    rng: random.Random,
    desk: FullDesk,
) -> None:
    """So many people with rooms, beds and stays, as if the store had sent them."""
    rows: dict[Any, list[dict[str, Any]]] = {Resident: [], Room: [], Bed: [], Stay: []}
    for name, latin_only in names:
        person = _person(name, rng, len(desk.people))
        desk.people.append(person)
        desk.by_id[person.id] = person
        gone = rng.random() < 0.3
        rows[Resident].append(_resident(person, site_id, latin_only, gone, rng))
        if not gone:
            _house(rows, person, site_id, len(desk.people))
    with store.applying() as connection:
        for model, values in rows.items():
            connection.execute(model.__table__.insert(), values)


def _person(name: Name, rng: random.Random, count: int) -> Person:
    born = date(1935, 1, 1) + timedelta(days=rng.randrange(32000))
    phone = f"+45 {rng.randrange(20, 100)} {rng.randrange(100):02} {rng.randrange(100):02} "
    phone += f"{rng.randrange(100):02}"
    if rng.random() < 0.3:
        phone = f"+380 {rng.choice((50, 63, 67, 93))} {rng.randrange(10**7):07}"
    cpr = f"{born:%d%m%y}-{rng.randrange(10**4):04}"
    return Person(new_id(), name, number(1 + count // 90_000, count % 90_000), phone, cpr, born)


def _resident(
    person: Person, site_id: str, latin_only: bool, gone: bool, rng: random.Random
) -> dict[str, Any]:
    name = person.name
    surname, given = offices.national(name.surname), offices.national(name.given)
    if name.surname.isascii():
        surname, given = name.surname, name.given
    elif latin_only:
        office = rng.choice(list(offices.UKRAINIAN.values()))
        surname, given = office(name.surname), office(name.given)
    elif rng.random() < 0.15:
        surname = offices.passport_2013(name.russian_surname)
        given = offices.passport_2013(name.russian_given)
    empty = dict.fromkeys(column.name for column in Resident.__table__.columns)  # type: ignore[attr-defined]
    return empty | {
        "id": person.id,
        "site_id": site_id,
        "number": person.number,
        "household_role": "head",
        "surname": surname,
        "given_names": given,
        "surname_cyrillic": None if latin_only else name.surname,
        "given_names_cyrillic": None if latin_only else name.given,
        "birth_date": person.born,
        "birth_precision": "exact",
        "sex": "other",
        "cpr": person.cpr,
        "legal_group": "special_act",
        "phone": person.phone,
        "status": ResidentStatus.MOVED_OUT if gone else ResidentStatus.RESIDENT,
    }


def _house(rows: dict[Any, list[dict[str, Any]]], person: Person, site_id: str, at: int) -> None:
    """Three beds a room: every third person opens a room."""
    if not rows[Room] or len(rows[Bed]) % len(_BEDS) == 0:
        room = f"{at // 400 + 1}.{at % 400 // 3:02}"
        rows[Room].append(
            {
                "id": new_id(),
                "site_id": site_id,
                "number": room,
                "type": "shared",
                "gender_rule": "any",
                "step_free": False,
                "display_order": 0,
            }
        )
    room_row = rows[Room][-1]
    label = _BEDS[len(rows[Bed]) % len(_BEDS)]
    bed = new_id()
    rows[Bed].append({"id": bed, "site_id": site_id, "room_id": room_row["id"], "label": label})
    rows[Stay].append(
        {
            "id": new_id(),
            "site_id": site_id,
            "bed_id": bed,
            "resident_id": person.id,
            "starts_on": date(2026, 3, 1),
            "kind": StayKind.ACTUAL,
            "state": StayState.CONFIRMED,
        }
    )
    person.place = f"{room_row['number']} {label}"

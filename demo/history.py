"""A made-up city and how it came about. ``make_city`` is the way in.

What happened is written event by event (``demo.city``); each subject stands in a module of its
own: houses, arrivals, kits, meals, incidents, who is expected, what happens day by day, what is
confidential, and faces.
"""

import random
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial

from demo.arrivals import arrive, travel
from demo.city import City
from demo.confidential import Confidential
from demo.daily_life import DailyLife
from demo.departures import begin_leaving, leave
from demo.doubles import write_twice
from demo.expected import expect
from demo.households import relate
from demo.houses import MAIN, House, furnish, settle, share_out, site_facts
from demo.incidents import happen
from demo.kits import hand_out
from demo.meals import entitle, serve
from demo.names import Names
from demo.people import Family, Number, describe, make_families, provisional_number
from demo.photos import photograph
from demo.staff import Staff

BUILT_IN_ADMIN = "00000000-0000-7000-8000-000000000001"
DESK_NUMBER = 900
"""Begins the numbers of the demo's people: no enrolled desk comes near it."""

FOUNDED = date(2022, 3, 7)
SMALLEST = 40


def make_city(
    seed: int,
    today: date,
    now: datetime,
    residents: int = 3500,
    sites: Sequence[str] | int | None = None,
    *,
    number: Number = provisional_number,
    desk_number: int = DESK_NUMBER,
    admin: str = BUILT_IN_ADMIN,
    site_ids: Mapping[str, str] | None = None,
    sealed_key: bytes | None = None,
) -> City:
    """A city in which that many people live, the same for the same arguments (but for what is
    sealed, which never looks the same).

    ``today`` is the day in Copenhagen and ``now`` an aware instant of it; nothing has happened
    after it. ``sites`` names the sites or says how many of the list; Sjællandsgade must be among
    them. ``number`` makes resident and incident numbers from ``desk_number`` and a count.
    ``admin`` does what concerns everybody. ``site_ids`` gives ids by name to sites that exist
    already. ``sealed_key`` is what the store hands to confidants; in a city without one nothing is
    confidential. Those who are expected or have left come on top of ``residents``.
    """
    if residents < SMALLEST:
        raise ValueError(f"a city needs at least {SMALLEST} residents")
    rng = random.Random(f"{seed} {residents}")
    issued = partial(number, desk_number)
    city = City(seed, today, now.replace(microsecond=0), rng, issued)
    names = Names(seed, rng)
    houses = share_out(site_facts(sites), residents)
    staff = _found(city, houses, admin, site_ids or {})
    families = make_families(rng, names, residents, today)
    main = next(house for house in houses if house.facts.name == MAIN)
    mate = _room_mate(city, names, families)
    main.families.append(mate)
    settle(rng, houses, [family for family in families if family is not mate])
    for house in houses:
        furnish(city, house, staff.leads[house.id])
    lodged = arrive(city, houses, staff)
    left = leave(city, names, houses, staff, round(residents * 60 / 3500))
    others = [house.id for house in houses if house is not main]
    hand_out(city, staff, lodged + left, [main.id, *others])
    serve(city, staff, entitle(city, staff, lodged))
    happen(city, staff, houses, lodged, residents)
    travel(city, staff, lodged)
    expect(city, names, houses, staff, residents)
    begin_leaving(city, staff, lodged)
    DailyLife(city, staff).live(lodged)
    write_twice(city, main, staff, lodged)
    if sealed_key is not None:
        Confidential(city, staff, sealed_key).confide(main, lodged)
    photograph(city, main, lodged)
    relate(city, staff, main, lodged)
    return city


def _found(city: City, houses: list[House], admin: str, site_ids: Mapping[str, str]) -> Staff:
    """The sites and the colleagues."""
    staff = Staff(city)
    at = city.moment(FOUNDED, 9)
    event = city.event(at, "administer", admin, None)
    for house in houses:
        facts = house.facts
        fields = {
            "id": site_ids.get(facts.name),
            "name": facts.name,
            "type": facts.type,
            "reception": facts.reception,
            "pets_allowed": facts.pets_allowed,
            "step_free": facts.step_free,
            "capacity": house.lodged + house.free,
        }
        house.site = city.insert(event, "site", fields)
    staff.hire_for_city(city.event(at, "administer", admin, None))
    for house in houses:
        event = city.event(at, "administer", admin, None)
        staff.hire_for_site(event, house.site, house.facts.beds, house.facts.name == MAIN)
    return staff


def _room_mate(city: City, names: Names, families: list[Family]) -> Family:
    """One of the women who live alone becomes the one who waits for Oksana: of her age, from
    Ukraine, nothing special to know about her."""
    alone = [
        family
        for family in families
        if family.size == 1
        and family.head.sex == "female"
        and family.legal_group == "special_act"
        and 18 <= family.head.age <= 64
        and not family.pets
    ]
    mate = min(alone, key=lambda family: abs(family.head.age - 34))
    mate.head.age = city.rng.randint(32, 36)
    mate.vulnerable, mate.room_mate = False, True
    mate.head.fields = {}
    describe(city.rng, names, mate, city.today)
    for name in ("allergies", "diet"):
        mate.head.fields.pop(name, None)
    return mate

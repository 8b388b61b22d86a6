"""What is told of households at the demo's site: who wants one room, who answers for a minor, and
two minors for whom nobody does yet."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from demo.arrivals import Arrival
from demo.city import City, Row
from demo.houses import House
from demo.staff import Staff

NOTE = "Moren arbejder om natten; ring til mormoren om dagen."
WISHES = ("yes", "preferred", "yes", "no")
ALONE_AT = 16
"""The age of the boy who came without an adult."""


def relate(city: City, staff: Staff, main: House, lodged: Sequence[Arrival]) -> None:
    """Writes it down as hosts do, some days ago."""
    here = [arrival for arrival in lodged if arrival.house is main]
    families = [arrival for arrival in here if len(arrival.residents) > 2]
    for place, arrival in enumerate(families):
        _wish(city, staff, arrival, WISHES[place % len(WISHES)])
    with_parent = [arrival for arrival in families if _has_parent(arrival)]
    if with_parent:
        _name_all(city, staff, with_parent[0])
    nephews = [a for a in families if a not in with_parent and len(_minors(city, a)) > 1]
    if nephews:
        _nephew(city, staff, nephews[-1])
    confided = {
        row[name]
        for row in (*city.table("conflict_pair"), *city.table("support_need"))
        for name in ("resident_id", "other_id")
        if name in row
    }
    young = [a for a in here if _is_plain(a) and a.residents[0]["id"] not in confided]
    if young:
        _came_alone(city, staff, min(young, key=lambda arrival: arrival.family.head.age))


def _has_parent(arrival: Arrival) -> bool:
    return any(row.get("household_role") == "parent" for row in arrival.residents)


def _is_plain(arrival: Arrival) -> bool:
    """A man who lives alone, of whom the demo tells nothing else."""
    resident = arrival.residents[0]
    known = ("instruction", "allergies", "diet", "pets", "cpr", "protected")
    return (
        len(arrival.residents) == 1
        and arrival.family.head.sex == "male"
        and arrival.family.legal_group == "special_act"
        and not arrival.missing
        and not any(name in resident for name in known)
    )


def _after(city: City, arrival: Arrival, days: int, hour: int) -> datetime:
    """A moment so many days ago, but not before they had arrived."""
    moment = city.moment(city.today - timedelta(days=days), hour)
    return min(max(moment, arrival.at + timedelta(hours=1)), city.now)


def _minors(city: City, arrival: Arrival) -> list[Row]:
    of_age = city.today.replace(year=city.today.year - 18, day=min(city.today.day, 28))
    return [row for row in arrival.residents if row["birth_date"] > of_age.isoformat()]


def _wish(city: City, staff: Staff, arrival: Arrival, wish: str) -> None:
    event = city.event(
        _after(city, arrival, 4, 11),
        "change_household",
        staff.host(arrival.house.id),
        arrival.house.id,
    )
    household = next(
        row for row in city.table("household") if row["id"] == arrival.residents[0]["household_id"]
    )
    note = {"note": NOTE} if _has_parent(arrival) else {}
    city.update(event, "household", household, {"keep_together": wish, **note})


def _name_all(city: City, staff: Staff, arrival: Arrival) -> None:
    """Mother and grandmother, for every child of the family."""
    event = city.event(
        _after(city, arrival, 3, 10),
        "change_guardians",
        staff.host(arrival.house.id),
        arrival.house.id,
    )
    relations = {"head": "mor", "parent": "mormor"}
    for minor in _minors(city, arrival):
        for row in arrival.residents:
            relation = relations.get(str(row.get("household_role", "head")))
            if relation is not None:
                fields = {"guardian_id": row["id"], "relation": relation}
                city.insert(event, "guardian", {"resident_id": minor["id"], **fields})


def _nephew(city: City, staff: Staff, arrival: Arrival) -> None:
    """The eldest child turns out to be a nephew of the family, for whom nobody answers yet."""
    event = city.event(
        _after(city, arrival, 2, 14),
        "change_household",
        staff.host(arrival.house.id),
        arrival.house.id,
    )
    eldest = min(_minors(city, arrival), key=lambda row: str(row["birth_date"]))
    city.update(event, "resident", eldest, {"household_role": "other"})


def _came_alone(city: City, staff: Staff, arrival: Arrival) -> None:
    """His papers show that he is a minor; an aunt in another town answers for him."""
    host = staff.host(arrival.house.id)
    at = _after(city, arrival, 2, 9)
    event = city.event(at, "change_resident", host, arrival.house.id)
    born = city.today.replace(year=city.today.year - ALONE_AT, month=1, day=9)
    resident = arrival.residents[0]
    city.update(event, "resident", resident, {"birth_date": born.isoformat()})
    event = city.event(
        min(at + timedelta(minutes=20), city.now), "change_guardians", host, arrival.house.id
    )
    city.insert(
        event,
        "guardian",
        {
            "resident_id": resident["id"],
            "name": "Anna Marchenko",
            "phone": "+45 00 24 18 07",
            "relation": "faster",
        },
    )

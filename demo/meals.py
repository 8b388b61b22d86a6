"""Meals at the reception sites: who is entitled, and what was handed over."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from demo.arrivals import Arrival
from demo.city import City, Row, text
from demo.staff import Staff

ENTITLED_DAYS, SERVED_DAYS = 35, 21
MEALS = (("breakfast", 7, 150, 0.7), ("lunch", 11, 120, 0.8), ("dinner", 17, 120, 0.86))
"""Each meal's first hour, the minutes in which people come, and how many of them come."""


def entitle(city: City, staff: Staff, arrivals: Iterable[Arrival]) -> list[Arrival]:
    """Meals from arrival on for those of the last five weeks, children like their parents; once
    the day of the first payment is known, a host writes it down. Answers who got them."""
    entitled = []
    for arrival in arrivals:
        came = arrival.at.date()
        if not arrival.house.facts.reception or (city.today - came).days > ENTITLED_DAYS:
            continue
        rows = [
            city.insert(
                arrival.event,
                "meal_entitlement",
                {"resident_id": resident["id"], "starts_on": came.isoformat()},
            )
            for resident in arrival.residents
        ]
        entitled.append(arrival)
        known = came + timedelta(days=city.rng.randrange(14, 21))
        if known >= city.today:
            continue
        at = city.moment(known, 10, spread=240)
        host = staff.host(arrival.house.id)
        event = city.event(at, "change_resident", host, arrival.house.id)
        until = _payday(came + timedelta(days=18)).isoformat()
        for row in rows:
            city.update(event, "meal_entitlement", row, {"ends_on": until})
    return entitled


def _payday(day: date) -> date:
    """The first day of the month after a day: benefits are paid at the end of the month."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def serve(city: City, staff: Staff, entitled: list[Arrival]) -> None:
    """Every meal of the last three weeks up to now, household by household; some stay away."""
    rng = city.rng
    ends = {row["resident_id"]: row.get("ends_on") for row in city.table("meal_entitlement")}
    for back in range(SERVED_DAYS, -1, -1):
        day = city.today - timedelta(days=back)
        for meal, hour, minutes, come in MEALS:
            for arrival in entitled:
                came = arrival.at.date()
                if day < came or (day == came and meal != "dinner"):
                    continue
                ended = ends[arrival.residents[0]["id"]]
                if (ended and day.isoformat() >= ended) or rng.random() > come:
                    continue
                at = city.moment(day, hour, spread=minutes)
                if at <= city.now:
                    there = [r for r in arrival.residents if rng.random() < 0.94]
                    _serve(city, staff, arrival, day=day, meal=meal, at=at, there=there)


def _serve(
    city: City,
    staff: Staff,
    arrival: Arrival,
    *,
    day: date,
    meal: str,
    at: datetime,
    there: list[Row],
) -> None:
    if not there:
        return
    house = arrival.house
    event = city.event(at, "serve_meal", staff.host(house.id), house.id)
    desk = f"{house.facts.name} {city.rng.choice((1, 1, 2))}"
    for resident in there:
        fields = {
            "resident_id": resident["id"],
            "meal": meal,
            "day": day.isoformat(),
            "served_at": text(at),
            "served_by": event.actor,
            "desk_name": desk,
        }
        city.insert(event, "meal_serving", fields)

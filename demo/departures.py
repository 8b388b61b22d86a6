"""How people leave: those who have, and those whose check-out is begun."""

from datetime import date, datetime, timedelta

from demo.arrivals import BEGUN, Arrival, check_in, weekday_before
from demo.city import City, Event, Row, text
from demo.houses import MAIN, House
from demo.names import Names
from demo.people import Family, Person, describe
from demo.staff import Staff

REASONS = ("own_home", "own_home", "own_home", "other_municipality", "left_country")
SETTLED = timedelta(days=60)
"""Who leaves has lived here at least so long."""


def leave(
    city: City, names: Names, houses: list[House], staff: Staff, people: int
) -> list[Arrival]:
    """Up to that many more people who lived here and have moved out in the last weeks."""
    rng = city.rng
    beds = [(house, bed, room) for house in houses for bed, room in house.free_beds]
    rng.shuffle(beds)
    gone: list[Arrival] = []
    for house, bed, room in beds[:people]:
        rule = room.get("gender_rule")
        women = rule == "women" or (rule is None and rng.random() < 0.5)
        person = Person("female" if women else "male", rng.randint(22, 62))
        person.bed_id = bed["id"]
        family = Family([person])
        describe(rng, names, family, city.today)
        ended = weekday_before(city.today - timedelta(days=rng.randrange(40)))
        came = weekday_before(ended - timedelta(days=rng.randrange(20, 800)))
        came = max(came, BEGUN)
        at = city.moment(came, 10, spread=300)
        arrival = check_in(city, staff, family, house, at=at)
        event = city.event(
            city.moment(ended, 9, 30, spread=240), "check_out", staff.host(house.id), house.id
        )
        city.update(event, "stay", arrival.stays[0], {"ends_on": ended.isoformat()})
        moved_out = {"status": "moved_out", "moved_out_on": ended.isoformat()}
        city.update(event, "resident", arrival.residents[0], moved_out)
        _check_out(city, event, arrival.residents[0], ended, forgot_keys=not gone)
        gone.append(arrival)
    return gone


def _check_out(
    city: City, event: Event, resident: Row, left_on: date, *, forgot_keys: bool
) -> None:
    row = _begin(city, event, resident, left_on, reason=city.rng.choice(REASONS), done_at=event.at)
    for kind in ("inspection", "keys", "bed"):
        if kind == "keys" and forgot_keys:
            continue
        note = left_on.isoformat() if kind == "bed" else None
        _step(city, event, row, kind, note)


def begin_leaving(city: City, staff: Staff, lodged: list[Arrival]) -> None:
    """At Sjællandsgade one leaves today, and a family in some days, whose room was inspected."""
    settled = [
        arrival
        for arrival in lodged
        if arrival.house.facts.name == MAIN
        and not arrival.family.room_mate
        and city.today - arrival.at.date() > SETTLED
    ]
    settled.sort(key=lambda arrival: arrival.at, reverse=True)  # their kits are still on loan
    families = [arrival for arrival in settled if len(arrival.residents) > 1]
    singles = [arrival for arrival in settled if len(arrival.residents) == 1]
    for arrivals, days in ((singles, 0), (families, 5)):
        if not arrivals:
            continue
        arrival = arrivals[0]
        actor = staff.host(arrival.house.id)
        leaves_on = city.today + timedelta(days=days)
        at = city.moment(city.today - timedelta(days=2), 13, spread=60)
        event = city.event(at, "check_out", actor, arrival.house.id)
        for resident in arrival.residents:
            row = _begin(city, event, resident, leaves_on, reason="own_home")
            if days:
                _step(city, event, row, "inspection", "Hul i væggen ved døren")


def _begin(
    city: City,
    event: Event,
    resident: Row,
    leaves_on: date,
    *,
    reason: str,
    done_at: datetime | None = None,
) -> Row:
    return city.insert(
        event,
        "check_out",
        {
            "resident_id": resident["id"],
            "reason": reason,
            "leaves_on": leaves_on.isoformat(),
            "begun_at": text(event.at),
            "begun_by": event.actor,
            "done_at": text(done_at) if done_at else None,
        },
    )


def _step(city: City, event: Event, check_out: Row, kind: str, note: str | None) -> None:
    city.insert(
        event,
        "check_out_step",
        {
            "resident_id": check_out["resident_id"],
            "check_out_id": check_out["id"],
            "kind": kind,
            "done_at": text(event.at),
            "done_by": event.actor,
            "note": note,
        },
    )

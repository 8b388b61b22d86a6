"""Incidents of the last weeks: logged by a host, who proposes a measure; decided by a lead."""

from datetime import date, datetime, timedelta

from demo.arrivals import Arrival
from demo.city import City, Event, Row, text
from demo.houses import House
from demo.incident_texts import ASSESSMENTS, NOTES, OCCURRENCES, Occurrence
from demo.staff import Staff

PER_CITY = 150
DAYS = 70
AT_SPECIAL_SITES = 9.0
"""How many times as many incidents a resident of a special site has (seed 001: more conflicts
where those with social difficulties live together)."""

WARNED_FOR = timedelta(days=182)
HEARD_WITHIN = timedelta(days=7)


def happen(
    city: City,
    staff: Staff,
    houses: list[House],
    lodged: list[Arrival],
    residents: int,
) -> None:
    """About 150 incidents among 3,500 residents, fewer among fewer."""
    rng = city.rng
    count = max(6, round(PER_CITY * residents / 3500))
    weights = [h.lodged * (AT_SPECIAL_SITES if h.facts.special else 1) for h in houses]
    at_site: dict[str, list[Arrival]] = {}
    for arrival in lodged:
        at_site.setdefault(arrival.house.id, []).append(arrival)
    chosen = rng.choices(houses, weights, k=count)
    moments = sorted(rng.uniform(0, DAYS) for _ in range(count))[::-1]
    for house, back in zip(chosen, moments, strict=True):
        kind = rng.choices(OCCURRENCES, [_weight(kind, house) for kind in OCCURRENCES])[0]
        day = city.today - timedelta(days=int(back))
        hour = rng.randint(*kind.hours)
        at = city.moment(day, hour, spread=60)
        while at > city.now - timedelta(hours=2):
            at -= timedelta(days=1)
        there = [a for a in at_site.get(house.id, []) if a.at < at - timedelta(days=3)]
        people = _people(city, kind, there)
        if people:
            _tell(city, staff, house, kind, at=at, people=people)


def _weight(kind: Occurrence, house: House) -> float:
    if house.facts.special:
        return 0.0 if kind.category == "children" else kind.weight * kind.severity
    return kind.weight


def _people(city: City, kind: Occurrence, there: list[Arrival]) -> list[tuple[Row, str]]:
    """Different adults of different households, each with a part."""
    if kind.category == "children":
        parents = [arrival for arrival in there if len(arrival.residents) > 2]
        first = city.rng.sample(parents, min(1, len(parents)))
    else:
        first = city.rng.sample(there, min(1, len(there)))
    rest = [arrival for arrival in there if arrival not in first]
    more = min(len(kind.people) - 1, len(rest))
    found = first + city.rng.sample(rest, more) if first else []
    return [(a.residents[0], part) for a, part in zip(found, kind.people, strict=False)]


def _tell(
    city: City,
    staff: Staff,
    house: House,
    kind: Occurrence,
    *,
    at: datetime,
    people: list[tuple[Row, str]],
) -> None:
    rng = city.rng
    rooms = {room["id"]: room for _, room in house.beds}
    room = _room_of(city, house, people[0][0]) or rng.choice(list(rooms.values()))
    host = staff.host(house.id)
    reported = at + timedelta(minutes=rng.randrange(5, 80))
    event = city.event(reported, "log_incident", host, house.id)
    fields: Row = {
        "number": city.issue("incident"),
        "happened_at": text(at),
        "reported_at": text(reported),
        "reported_by": host,
        "place": kind.place,
        "room_id": room["id"] if "{room}" in kind.facts else None,
        "category": kind.category,
        "severity": kind.severity,
        "facts": kind.facts.format(room=f"værelse {room['number']}"),
        "assessment": rng.choice(ASSESSMENTS) if rng.random() < 0.3 else None,
        "injuries": kind.injuries,
        "ambulance": kind.ambulance,
        "police_case": f"0100-99000-{rng.randrange(10**5):05d}" if kind.police else None,
        "status": "open",
    }
    incident = city.insert(event, "incident", fields)
    for resident, part in people:
        involved = {"incident_id": incident["id"], "resident_id": resident["id"], "part": part}
        city.insert(event, "incident_person", involved)
    _measures(city, staff, event, incident, kind=kind, people=people)


def _room_of(city: City, house: House, resident: Row) -> Row | None:
    stay = next(s for s in city.table("stay") if s["resident_id"] == resident["id"])
    return next((room for bed, room in house.beds if bed["id"] == stay["bed_id"]), None)


def _measures(
    city: City,
    staff: Staff,
    logged: Event,
    incident: Row,
    *,
    kind: Occurrence,
    people: list[tuple[Row, str]],
) -> None:
    """A proposal by the host; on the next days the lead decides, unless the case is fresh."""
    rng = city.rng
    site_id = str(logged.site_id)
    at = logged.at + timedelta(minutes=rng.randrange(3, 30))
    if at > city.now:
        return
    about = next((resident for resident, part in people if part == "involved"), None)
    event = city.event(at, "propose_measure", logged.actor, site_id)
    measure = city.insert(
        event,
        "measure",
        {
            "incident_id": incident["id"],
            "resident_id": about["id"] if about else None,
            "kind": kind.measure if about or kind.measure == "police" else "talk",
            "state": "proposed",
            "taken_at": text(at),
            "taken_by": logged.actor,
        },
    )
    decided = city.moment(_workday_after(at.date(), rng.randrange(1, 5)), 9, spread=300)
    if decided > city.now:
        return
    event = city.event(decided, "decide_measure", staff.leads[site_id], site_id)
    fields: Row = {"state": "dropped" if rng.random() < 0.06 else "decided"}
    if measure["kind"] in ("oral_warning", "written_warning"):
        fields["expires_on"] = (decided.date() + WARNED_FOR).isoformat()
    if measure["kind"] == "hearing":
        fields["deadline"] = (decided.date() + HEARD_WITHIN).isoformat()
    if rng.random() < 0.5:
        fields["note"] = rng.choice(NOTES)
    city.update(event, "measure", measure, fields)
    heard = measure["kind"] == "hearing" and fields["deadline"] >= city.today.isoformat()
    closed = (city.today - decided.date()).days > 14 or measure["kind"] == "talk"
    status = "hearing" if heard else "closed" if closed else "decided"
    city.update(event, "incident", incident, {"status": status})


def _workday_after(day: date, days: int) -> date:
    day += timedelta(days=days)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day

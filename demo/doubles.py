"""People of the demo's site who were written down twice: one whom nobody has noticed yet, and one
whose records a lead has merged."""

from collections.abc import Sequence
from datetime import timedelta

from demo.arrivals import Arrival, weekday_before
from demo.city import City, Row, text
from demo.houses import House
from demo.staff import Staff

_OTHERWISE = (
    ("shch", "schtsch"),
    ("zh", "sch"),
    ("kh", "ch"),
    ("ch", "tsch"),
    ("sh", "sch"),
    ("v", "w"),
    ("z", "s"),
    ("ii", "ij"),
    ("ia", "ja"),
    ("iu", "ju"),
)
"""How a German office writes what a Ukrainian passport has, roughly; each part once."""

_SAME = ("birth_date", "sex", "legal_group", "phone", "languages", "document_number")


def write_twice(city: City, house: House, staff: Staff, lodged: Sequence[Arrival]) -> None:
    """Adds a second record of two who live alone in a house, from an earlier stay."""
    alone = [
        arrival
        for arrival in lodged
        if arrival.house is house
        and len(arrival.residents) == 1
        and not arrival.family.room_mate
        and not arrival.missing
        and {"surname_cyrillic", "phone"} <= arrival.residents[0].keys()
        and otherwise(arrival.residents[0]["surname"]) != arrival.residents[0]["surname"]
    ]
    if len(alone) < 2:
        return
    _second_record(city, house, staff, alone[-1].residents[0])
    kept = alone[-2].residents[0]
    gone = _second_record(city, house, staff, kept)
    lead = staff.leads[house.id]
    at = city.moment(weekday_before(city.today), 14)
    event = city.event(at, "merge_residents", lead, house.id)
    city.update(event, "resident", gone, {"merged": True})
    before = {name: gone.get(name) for name in ("surname", "given_names", *_SAME)}
    city.insert(
        event,
        "merge_record",
        {
            "kept_id": kept["id"],
            "gone_id": gone["id"],
            "merged_at": text(at),
            "merged_by": lead,
            "before": {kept["id"]: {}, gone["id"]: before},
        },
    )


def _second_record(city: City, house: House, staff: Staff, resident: Row) -> Row:
    left = weekday_before(city.today - timedelta(days=70))
    event = city.event(city.moment(left, 12), "register_resident", staff.host(house.id), house.id)
    fields = {name: resident[name] for name in _SAME if name in resident}
    fields |= {
        "number": city.issue("resident"),
        "surname": otherwise(resident["surname"]),
        "given_names": otherwise(resident["given_names"]),
        "status": "moved_out",
        "arrived_on": (left - timedelta(days=40)).isoformat(),
        "moved_out_on": left.isoformat(),
    }
    return city.insert(event, "resident", fields)


def otherwise(name: str) -> str:
    """A name as it may stand in another country's papers."""
    told, rest = "", name.lower()
    while rest:
        part, written = next(
            (pair for pair in _OTHERWISE if rest.startswith(pair[0])), (rest[0], rest[0])
        )
        told, rest = told + written, rest[len(part) :]
    return told.capitalize()

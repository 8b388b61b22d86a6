"""What happens day by day: pets, stays elsewhere, appointments.

It draws by chance of its own, so that the rest of the city is the same with and without it.
"""

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from demo.arrivals import Arrival
from demo.city import City, Row, text
from demo.houses import MAIN, House
from demo.staff import Staff
from desktop.services.interviews import AFTER
from desktop.services.working_days import next_working_day

SPECIES = {"Kat": "cat", "Hund": "dog"}
PLACES = {
    "welcome": "CSI's OneStopShop, Jobcentret",
    "contract": "Jobcentret",
}
OTHERS = (
    ("Tandlæge", "Tandklinikken, Nørrebrogade"),
    ("Sundhedsplejerske", "Børnehuset, stuen"),
    ("Bankmøde", "Banken, Blegdamsvej"),
)
NEW = timedelta(days=28)
"""For how long after the arrival interviews are told of."""


class DailyLife:
    """Writes it into a city."""

    def __init__(self, city: City, staff: Staff) -> None:
        self._city = city
        self._staff = staff
        self._rng = random.Random(f"{city.seed} daily life")

    def live(self, lodged: Sequence[Arrival]) -> None:
        """Everybody's, with some at the demo's site that the pictures show."""
        for arrival in lodged:
            if arrival.family.pets:
                self._pet(arrival, arrival.family.pets)
            if arrival.at > self._city.now - NEW:
                self._interviews(arrival)
        self._stays_elsewhere(lodged)
        main = [a for a in lodged if a.house.facts.name == MAIN and not a.family.room_mate]
        families = [a for a in main if self._has_child(a) and not a.family.pets]
        if families:
            self._cat(families[0])
        settled = [a for a in main if a.at < self._city.now - timedelta(days=60)]
        settled = [a for a in settled if a.residents[0]["status"] == "resident"]
        if len(settled) >= 4:
            self._hospital(settled[-1])
            self._today(settled[-4:-1])

    def _pet(self, arrival: Arrival, told: str) -> None:
        kind, _, rest = told.partition(" (")
        name, _, chip = rest.partition("), chip ")
        rng = self._rng
        until = self._city.today + timedelta(days=rng.randint(-20, 700))
        allowed = arrival.house.facts.pets_allowed
        fields = {
            "resident_id": arrival.residents[0]["id"],
            "species": SPECIES.get(kind, "other"),
            "name": name,
            "chip": chip,
            "rabies_valid_until": until.isoformat(),
            "approval": "approved" if allowed else "phase_out",
        }
        if not allowed:
            fields["phase_out_on"] = (self._city.today + timedelta(days=45)).isoformat()
        self._insert(arrival.house, arrival.at, "record_pet", "pet", fields)

    def _cat(self, arrival: Arrival) -> None:
        until = self._city.today + timedelta(days=12)
        fields = {
            "resident_id": arrival.residents[0]["id"],
            "species": "cat",
            "name": "Murka",
            "chip": "804098100012345",
            "passport": "UA 804 012345",
            "rabies_valid_until": until.isoformat(),
            "approval": "approved",
            "note": "Holdes på værelset",
        }
        self._insert(arrival.house, arrival.at, "record_pet", "pet", fields)

    def _interviews(self, arrival: Arrival) -> None:
        came = arrival.at.date()
        for resident in arrival.residents:
            if not self._is_grown(resident):
                continue
            for kind, after in AFTER.items():
                day = next_working_day(came + after)
                over = day < self._city.today
                if not over and self._rng.random() < 0.4:
                    continue  # still to be planned
                self._meet(arrival.house, resident, kind.value, day, "held" if over else "planned")

    def _today(self, arrivals: Sequence[Arrival]) -> None:
        for number, (arrival, (title, place)) in enumerate(zip(arrivals, OTHERS, strict=True)):
            self._meet(
                arrival.house,
                arrival.residents[0],
                "other",
                self._city.today,
                "planned",
                title=title,
                place=place,
                clock=(13 + number, 15 * number),
            )

    def _meet(
        self,
        house: House,
        resident: Row,
        kind: str,
        day: date,
        state: str,
        *,
        title: str | None = None,
        place: str | None = None,
        clock: tuple[int, int] | None = None,
    ) -> None:
        hour, minute = clock or (self._rng.randint(9, 14), self._rng.choice((0, 30)))
        fields = {
            "resident_id": resident["id"],
            "kind": kind,
            "title": title,
            "at": text(self._city.moment(day, hour, minute)),
            "place": place or PLACES[kind],
            "language": resident.get("interpreter_language"),
            "state": state,
        }
        came = date.fromisoformat(resident["arrived_on"])
        written = min(max(came, day - timedelta(days=9)), self._city.today - timedelta(days=1))
        at = self._city.moment(written, 16, self._rng.randrange(60))
        self._insert(house, at, "plan_appointment", "appointment", fields)

    def _stays_elsewhere(self, lodged: Sequence[Arrival]) -> None:
        """Those who count as away travel (``arrivals.travel``)."""
        for arrival in lodged:
            for resident in arrival.residents:
                if resident["status"] == "away":
                    left = date.fromisoformat(resident["last_contact_on"])
                    back = self._city.today + timedelta(days=self._rng.randint(-2, 9))
                    self._away(arrival.house, resident, "travel", left, max(left, back))

    def _hospital(self, arrival: Arrival) -> None:
        resident = arrival.residents[0]
        left = self._city.today - timedelta(days=3)
        at = self._city.moment(left, 8)
        event = self._city.event(at, "record_absence", self._host(arrival.house), arrival.house.id)
        self._city.update(event, "resident", resident, {"status": "away"})
        self._away(arrival.house, resident, "hospital", left, self._city.today + timedelta(days=4))

    def _away(self, house: House, resident: Row, kind: str, left: date, back: date) -> None:
        fields = {
            "resident_id": resident["id"],
            "kind": kind,
            "starts_on": left.isoformat(),
            "expected_back_on": back.isoformat(),
        }
        at = self._city.moment(left, 17)
        self._insert(house, min(at, self._city.now), "record_absence", "absence", fields)

    def _has_child(self, arrival: Arrival) -> bool:
        return not all(self._is_grown(resident) for resident in arrival.residents)

    def _is_grown(self, resident: Row) -> bool:
        born = date.fromisoformat(resident["birth_date"])
        return (self._city.today - born).days >= 18 * 366

    def _host(self, house: House) -> str:
        return self._rng.choice(self._staff.hosts[house.id])

    def _insert(self, house: House, at: datetime, action: str, table: str, fields: Row) -> None:
        event = self._city.event(at, action, self._host(house), house.id)
        self._city.insert(event, table, fields)

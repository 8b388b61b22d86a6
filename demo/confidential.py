"""What only confidants read, and one protected file: made up, sealed with the demo's key."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from demo.arrivals import Arrival
from demo.city import City, Event, Row, text
from demo.houses import House
from demo.staff import Staff
from desktop.models.confidential import SEALED
from desktop.models.incidents import IncidentCategory, IncidentPart, IncidentPlace, MeasureKind
from desktop.models.sealing import seal
from desktop.services.incidents import Report
from desktop.services.restricted_text import RestrictedText, Step

TEXTS: dict[str, Any] = json.loads(
    Path(__file__).with_name("confidential_texts.json").read_text("utf-8")
)
SHARE = 0.4
"""How many of those with an instruction for the desk have a support need on record."""

OPENED_BEFORE = timedelta(minutes=40)


class Confidential:
    """Writes it into a city with a key."""

    def __init__(self, city: City, staff: Staff, key: bytes) -> None:
        self._city = city
        self._staff = staff
        self._key = key

    def confide(self, main: House, lodged: Sequence[Arrival]) -> None:
        """Some support needs everywhere; at the demo's site a restricted incident, a pair that must
        not share a room, and a protected file that a host has opened."""
        vulnerable = [a for a in lodged if a.residents[0].get("instruction")]
        for arrival in vulnerable:
            if arrival.house is main or self._city.rng.random() < SHARE:
                self._need(arrival)
        plain = [a for a in lodged if a.house is main and self._is_plain(a)]
        if len(plain) >= 3:
            first, second, third = plain[0], plain[1], plain[2]
            self._incident(main, first.residents[0], second.residents[0])
            self._pair(main, first.residents[0], second.residents[0])
            self._refer(main, vulnerable)
            self._concern(main, lodged)
            self._protect(main, third.residents[0])

    def _is_plain(self, arrival: Arrival) -> bool:
        """One who lives alone, has been here for weeks, and of whom the demo tells nothing else."""
        resident = arrival.residents[0]
        known = ("instruction", "allergies", "diet", "pets")
        return (
            len(arrival.residents) == 1
            and not arrival.family.room_mate
            and not arrival.missing
            and arrival.at < self._city.now - timedelta(days=14)
            and not any(name in resident for name in known)
        )

    def _need(self, arrival: Arrival) -> None:
        rng, site_id = self._city.rng, arrival.house.id
        told = rng.choice(TEXTS["needs"])
        at = min(arrival.at + timedelta(days=rng.randint(1, 20)), self._city.now)
        event = self._city.event(at, "record_need", self._staff.leads[site_id], site_id)
        review = self._city.today + timedelta(days=rng.randint(-3, 90))
        fields = {
            "resident_id": arrival.residents[0]["id"],
            "instruction": told["instruction"],
            "review_on": review.isoformat(),
        }
        content = {"group": told["group"], "reason": told["reason"]}
        self._insert(event, "support_need", fields, content)

    def _incident(self, house: House, affected: Row, involved: Row) -> None:
        at = self._city.moment(self._city.today - timedelta(days=2), 15)
        lead = self._staff.leads[house.id]
        told = TEXTS["restricted"]
        report = Report(
            happened_at=at - timedelta(hours=2),
            place=IncidentPlace.CORRIDOR,
            category=IncidentCategory.THREATS,
            severity=3,
            facts=told["facts"],
            people=(
                (affected["id"], IncidentPart.AFFECTED),
                (involved["id"], IncidentPart.INVOLVED),
            ),
            assessment=told["assessment"],
        )
        step = Step(MeasureKind.POLICE, at, lead, affected["id"], told["step"])
        event = self._city.event(at, "log_restricted", lead, house.id)
        fields = {"reported_at": text(at), "reported_by": lead}
        content = RestrictedText(report, (step,)).content()
        self._insert(event, "restricted_incident", fields, content)

    def _pair(self, house: House, one: Row, other: Row) -> None:
        at = self._city.moment(self._city.today - timedelta(days=2), 16)
        event = self._city.event(at, "pair_conflict", self._staff.leads[house.id], house.id)
        fields = {"resident_id": one["id"], "other_id": other["id"]}
        self._insert(event, "conflict_pair", fields, {"reason": TEXTS["pair"]})

    def _refer(self, house: House, vulnerable: Sequence[Arrival]) -> None:
        """Two of the site, one to be followed up today."""
        city, lead = self._city, self._staff.leads[house.id]
        theirs = [a.residents[0] for a in vulnerable if a.house is house]
        for resident, told in zip(theirs, TEXTS["referrals"], strict=False):
            sent = city.today - timedelta(days=told["days_ago"])
            event = city.event(city.moment(sent, 14), "refer", lead, house.id)
            fields = {
                "resident_id": resident["id"],
                "sent_on": sent.isoformat(),
                "state": told["state"],
                "follow_up_on": (sent + timedelta(days=14)).isoformat(),
            }
            content = {name: told[name] for name in ("service", "note", "answer")}
            self._insert(event, "referral", fields, content)

    def _concern(self, house: House, lodged: Sequence[Arrival]) -> None:
        """One that the lead has passed on."""
        city, lead = self._city, self._staff.leads[house.id]
        children = [
            resident
            for arrival in lodged
            if arrival.house is house and arrival.at < city.now - timedelta(days=30)
            for resident in arrival.residents
            if resident["household_role"] == "child"
        ]
        if children:
            at = city.moment(city.today - timedelta(days=6), 10)
            event = city.event(at, "pass_on_concern", lead, house.id)
            fields = {
                "resident_id": children[0]["id"],
                "passed_on_at": text(at),
                "passed_on_by": lead,
                **TEXTS["concern"],
            }
            city.insert(event, "child_concern", fields)

    def _protect(self, house: House, resident: Row) -> None:
        city, lead = self._city, self._staff.leads[house.id]
        at = city.moment(city.today - timedelta(days=5), 11)
        event = city.event(at, "protect_file", lead, house.id)
        city.update(event, "resident", resident, {"protected": True})
        opening = _opening(resident, lead, at, at, TEXTS["protect"])
        city.insert(event, "protected_opening", opening | {"seen_by": lead, "seen_at": text(at)})
        at = city.now - OPENED_BEFORE
        host = self._staff.hosts[house.id][-1]  # not the one who sits in the pictures
        event = city.event(at, "open_protected", host, house.id)
        until = at + timedelta(hours=3)
        opening = _opening(resident, host, at, until, TEXTS["open"])
        city.insert(event, "protected_opening", opening)

    def _insert(self, event: Event, table: str, fields: Row, content: Row) -> None:
        row_id = self._city.new_id(event.at)
        sealed = seal(self._key, content, table, row_id, SEALED)
        self._city.insert(event, table, {"id": row_id, **fields, SEALED: sealed})


def _opening(resident: Row, by: str, at: datetime, until: datetime, reason: str) -> Row:
    return {
        "resident_id": resident["id"],
        "opened_by": by,
        "opened_at": text(at),
        "ends_at": text(until),
        "reason": reason,
    }

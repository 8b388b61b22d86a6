"""A report as far as it is written, and how it is kept as a draft."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from desktop.models.incidents import IncidentCategory, IncidentPart, IncidentPlace
from desktop.services.incidents import Report
from desktop.services.people import MASKED_NAME, PersonLine, said
from desktop.views.incidents.severity import SEVERITIES

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True)
class Involved:
    """A resident's part; name and place as they show in the form. A ``masked`` one's file is
    protected, and the name left out."""

    resident_id: str
    name: str
    place: str
    part: IncidentPart = IncidentPart.INVOLVED
    masked: bool = False

    @classmethod
    def of(cls, person: PersonLine, part: IncidentPart = IncidentPart.INVOLVED) -> "Involved":
        """Somebody as they show now."""
        name = "" if person.masked else person.name
        return cls(person.id, name, person.place, part, person.masked)

    @property
    def shown_name(self) -> str:
        """The name, or what stands for it, in the current language."""
        return said(MASKED_NAME) if self.masked else self.name


@dataclass(frozen=True)
class Unfinished:
    """What the form holds. None and ``""`` stand for "not said yet"."""

    happened_at: datetime
    place: IncidentPlace | None = None
    category: IncidentCategory | None = None
    severity: int | None = None
    people: tuple[Involved, ...] = ()
    facts: str = ""
    assessment: str = ""
    injuries: bool = False
    ambulance: bool = False
    police_case: str = ""

    @property
    def begun(self) -> bool:
        """Whether anything was said that would be a pity to lose. The clock alone isn't."""
        said = (self.place, self.category, self.severity, self.people, self.facts.strip())
        more = (self.assessment.strip(), self.injuries, self.ambulance, self.police_case.strip())
        return any(said) or any(more)

    def report(self) -> Report | None:
        """What to log, None while place, category or severity are missing."""
        if self.place is None or self.category is None or self.severity is None:
            return None
        return Report(
            happened_at=self.happened_at,
            place=self.place,
            category=self.category,
            severity=self.severity,
            facts=self.facts,
            people=tuple((person.resident_id, person.part) for person in self.people),
            assessment=self.assessment,
            injuries=self.injuries,
            ambulance=self.ambulance,
            police_case=self.police_case,
        )


def to_draft(form: Unfinished) -> dict[str, Any]:
    """As JSON can hold it."""
    return {
        "happened_at": form.happened_at.isoformat(),
        "place": form.place.value if form.place else None,
        "category": form.category.value if form.category else None,
        "severity": form.severity,
        "people": [
            {
                "id": person.resident_id,
                "name": person.name,
                "place": person.place,
                "part": person.part.value,
            }
            for person in form.people
        ],
        "facts": form.facts,
        "assessment": form.assessment,
        "injuries": form.injuries,
        "ambulance": form.ambulance,
        "police_case": form.police_case,
    }


def from_draft(draft: dict[str, Any], now: datetime) -> Unfinished:
    """What a draft holds; what an earlier version wrote differently counts as not said."""
    severity = draft.get("severity")
    return Unfinished(
        happened_at=_instant(draft.get("happened_at")) or now,
        place=_member(IncidentPlace, draft.get("place")),
        category=_member(IncidentCategory, draft.get("category")),
        severity=severity if severity in SEVERITIES else None,
        people=tuple(_people(draft.get("people"))),
        facts=_text(draft.get("facts")),
        assessment=_text(draft.get("assessment")),
        injuries=draft.get("injuries") is True,
        ambulance=draft.get("ambulance") is True,
        police_case=_text(draft.get("police_case")),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _instant(value: object) -> datetime | None:
    try:
        instant = datetime.fromisoformat(_text(value))
    except ValueError:
        return None
    return instant if instant.tzinfo is not None else None


def _member(kind: type[E], value: object) -> E | None:
    return next((member for member in kind if member.value == value), None)


def _people(value: object) -> Iterable[Involved]:
    for person in value if isinstance(value, list) else ():
        if isinstance(person, dict) and isinstance(person.get("id"), str):
            part = _member(IncidentPart, person.get("part")) or IncidentPart.INVOLVED
            yield Involved(
                person["id"], _text(person.get("name")), _text(person.get("place")), part
            )

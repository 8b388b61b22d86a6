"""What is sealed of a restricted incident, and how it is read again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desktop.models.base import instant_from, instant_text
from desktop.models.incidents import IncidentCategory, IncidentPart, IncidentPlace, MeasureKind
from desktop.services.incidents import Report
from desktop.services.vault import member_in, text_in
from desktop.services.words import word


@dataclass(frozen=True)
class Step:
    """What was done about it: what, when, by whom (a user's id), for which resident."""

    kind: MeasureKind
    at: datetime
    by: str
    resident_id: str | None = None
    note: str = ""


@dataclass(frozen=True)
class RestrictedText:
    """What is sealed."""

    report: Report
    steps: tuple[Step, ...] = ()

    @classmethod
    def of(cls, content: Mapping[str, Any], reported_at: datetime) -> "RestrictedText":
        """As it was sealed; what an other version wrote differently counts as not said."""
        people = content.get("people")
        steps = content.get("steps")
        severity = content.get("severity")
        return cls(
            Report(
                happened_at=_instant(content, "happened_at") or reported_at,
                place=member_in(IncidentPlace, content, "place") or IncidentPlace.OTHER,
                category=member_in(IncidentCategory, content, "category") or IncidentCategory.OTHER,
                severity=severity if severity in (1, 2, 3, 4) else 1,
                facts=text_in(content, "facts"),
                people=tuple(
                    (
                        text_in(one, "id"),
                        member_in(IncidentPart, one, "part") or IncidentPart.INVOLVED,
                    )
                    for one in _objects(people)
                ),
                assessment=text_in(content, "assessment"),
                injuries=content.get("injuries") is True,
                ambulance=content.get("ambulance") is True,
                police_case=text_in(content, "police_case"),
            ),
            tuple(
                Step(
                    member_in(MeasureKind, one, "kind") or MeasureKind.TALK,
                    _instant(one, "at") or reported_at,
                    text_in(one, "by"),
                    text_in(one, "resident_id") or None,
                    text_in(one, "note"),
                )
                for one in _objects(steps)
            ),
        )

    def content(self) -> dict[str, Any]:
        """As it is sealed."""
        report = self.report
        return {
            "happened_at": instant_text(report.happened_at),
            "place": report.place.value,
            "category": report.category.value,
            "severity": report.severity,
            "facts": report.facts,
            "people": [{"id": id_, "part": part.value} for id_, part in report.people],
            "assessment": report.assessment,
            "injuries": report.injuries,
            "ambulance": report.ambulance,
            "police_case": report.police_case,
            "steps": [
                {
                    "kind": step.kind.value,
                    "at": instant_text(step.at),
                    "by": step.by,
                    "resident_id": step.resident_id,
                    "note": step.note,
                }
                for step in self.steps
            ],
        }

    def words(self) -> str:
        """In the current language, in one line; with what was done, which may be what differs."""
        done = [" ".join(filter(None, (word(step.kind), step.note))) for step in self.steps]
        return " · ".join(filter(None, (word(self.report.category), self.report.facts, *done)))


def _instant(content: Mapping[str, Any], name: str) -> datetime | None:
    try:
        return instant_from(text_in(content, name))
    except ValueError:
        return None


def _objects(value: object) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []

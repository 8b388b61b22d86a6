"""Rows, fields and values in words, for what shows any of them: data conflicts, refused work."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from sqlmodel import Session, select

from desktop.i18n import _, format_date, format_datetime, format_list, format_number, language
from desktop.models import SYNCED
from desktop.models.base import instant_from
from desktop.models.confidential import SEALED
from desktop.models.housing import Bed, Room
from desktop.models.incidents import Incident, IncidentPerson, Measure
from desktop.models.kits import KitType
from desktop.models.photos import IMAGE
from desktop.models.residents import Household, HouseholdRole, Language, Resident
from desktop.models.sites import Site, User
from desktop.services.cpr import shown_cpr
from desktop.services.people import name_of_person, place_text, said
from desktop.services.phones import shown_phone
from desktop.services.records import head_of, stands
from desktop.services.row_values import choices_of, columns_of, references_of
from desktop.services.table_words import TABLE_WORDS, group_words
from desktop.services.words import word


class Opened(Protocol):
    """What was sealed, for those who may read it."""

    def words(self) -> str:
        """In the current language."""


_SHOWN: dict[str, Callable[[str], str]] = {"phone": shown_phone, "cpr": shown_cpr}
"""Numbers that people write otherwise than they are kept."""


@dataclass(frozen=True)
class FieldValue:
    """A field with a value as on the wire; ``named`` says whom or what a reference means.
    ``opened`` is what is sealed in it, for those who may read that."""

    table: str
    field: str
    value: Any
    named: str = ""
    opened: Opened | None = None

    def label(self) -> str:
        """What the field is called, in the current language."""
        return group_words(self.table, self.field)

    def words(self) -> str:
        """The value, in the current language."""
        value = self.value
        if value in (None, "", []):
            return _("nothing")
        if self.field in (SEALED, IMAGE) or self.field in references_of(self.table):
            return self._meant()
        for member in choices_of(self.table, self.field):
            if member.value == value:
                return word(member)
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if isinstance(value, int):
            return format_number(value)
        if self.field in _SHOWN and isinstance(value, str):
            value = _SHOWN[self.field](value)
        return _other(value, columns_of(self.table)[self.field].type)

    def _meant(self) -> str:
        """What stands behind the value: the row that it names, or what is sealed in it."""
        if self.field == SEALED:
            return self.opened.words() if self.opened else _("Confidential")
        if self.field == IMAGE:
            return _("Photo")
        return said(self.named) or _("no longer at this desk")


def _other(value: Any, kind: Any) -> str:
    name = type(kind).__name__
    if name == "Date":
        return format_date(date.fromisoformat(value))
    if name == "Instant":
        return format_datetime(instant_from(value))
    if isinstance(value, list):
        return format_list(_part(item) for item in value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _part(item: Any) -> str:
    """One of a list: a language, or a thing of a kit."""
    if isinstance(item, dict):
        names = item.get("name")
        if isinstance(names, dict):
            return str(names.get(language()) or names.get("da") or "")
        return json.dumps(item, ensure_ascii=False)
    known = {str(member.value): member for member in Language}
    return word(known[item]) if item in known else str(item)


@dataclass(frozen=True)
class Subject:
    """The row that something is about; ``named`` is its name as data has it. A ``confidential``
    one is not even told of what kind it is."""

    table: str
    named: str
    confidential: bool = False

    def words(self) -> str:
        """The row in the current language: a person by name, others with what they are."""
        if self.confidential:
            return _("Confidential")
        named = said(self.named)
        if self.table == "resident" and named:
            return named
        kind = _(TABLE_WORDS[self.table])
        return f"{kind} · {named}" if named else kind


_OF_A_RESIDENT = frozenset(
    {
        *("stay", "meal_entitlement", "kit_handout", "support_need", "conflict_pair"),
        *("further_step", "photo", "guardian", "pet", "absence", "appointment", "referral"),
        *("child_concern", "not_same", "merge_record", "check_out", "check_out_step"),
        "list_entry",
    }
)
"""Tables whose rows are called by the resident whom they are about."""


def name_of_row(session: Session, table: str, row_id: str | None) -> str:
    """How people call a row: a person's name, a room's number, a bed's place; "" for unknown."""
    if row_id is None:
        return ""
    finders: dict[str, Any] = {
        "resident": lambda: _resident(session, row_id),
        "user": lambda: _attribute(session.get(User, row_id), "name"),
        "site": lambda: _attribute(session.get(Site, row_id), "name"),
        "room": lambda: _attribute(session.get(Room, row_id), "number"),
        "bed": lambda: _bed(session, row_id),
        "household": lambda: _household(session, row_id),
        "incident": lambda: _attribute(session.get(Incident, row_id), "number"),
        "kit_type": lambda: _kit(session.get(KitType, row_id)),
        "measure": lambda: _of_incident(session, session.get(Measure, row_id)),
        "incident_person": lambda: _of_incident(session, session.get(IncidentPerson, row_id)),
    }
    if table in _OF_A_RESIDENT:
        return _of_resident(session, session.get(SYNCED[table], row_id))
    name: str = finders[table]() if table in finders else ""
    return name


def _attribute(row: Any, name: str) -> str:
    return getattr(row, name) if row is not None else ""


def _resident(session: Session, row_id: str | None) -> str:
    row = session.get(Resident, head_of(session, row_id)) if row_id else None
    return name_of_person(session, row)


def _bed(session: Session, row_id: str) -> str:
    bed = session.get(Bed, row_id)
    room = session.get(Room, bed.room_id) if bed else None
    return place_text(room.number, bed.label) if bed and room else ""


def _household(session: Session, row_id: str) -> str:
    if session.get(Household, row_id) is None:
        return ""
    members = list(
        session.exec(select(Resident).where(Resident.household_id == row_id, stands(session)))
    )
    members.sort(key=lambda row: (row.household_role is not HouseholdRole.HEAD, row.number))
    return name_of_person(session, members[0] if members else None)


def _kit(row: KitType | None) -> str:
    return "" if row is None else str(getattr(row, f"name_{language()}", row.name_da))


def _of_resident(session: Session, row: Any) -> str:
    return "" if row is None else _resident(session, resident_named_in(row))


def resident_named_in(row: Any) -> str | None:
    """The resident whom a row is about first, None where it names none."""
    found: str | None = getattr(row, "resident_id", None) or getattr(row, "kept_id", None)
    return found


def _of_incident(session: Session, row: Any) -> str:
    return name_of_row(session, "incident", row.incident_id) if row is not None else ""


def told(
    session: Session,
    table: str,
    values: dict[str, Any],
    opened: Callable[[str], Opened | None] = lambda _sealed: None,
) -> tuple[FieldValue, ...]:
    """Wire values of a row with what its references mean; ``opened`` opens what is sealed."""
    points_to = references_of(table)
    return tuple(
        FieldValue(
            table,
            name,
            value,
            name_of_row(session, points_to[name], value) if name in points_to else "",
            opened(value) if name == SEALED and value else None,
        )
        for name, value in values.items()
    )

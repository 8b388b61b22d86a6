"""Tables, fields and values in words, for what shows any of them: data conflicts, refused work."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from sqlmodel import Session, select

from desktop.i18n import N_, _, format_date, format_datetime, format_list, format_number, language
from desktop.models.base import instant_from
from desktop.models.confidential import SEALED, ConflictPair, SupportNeed
from desktop.models.housing import Bed, Room, Stay
from desktop.models.incidents import Incident, IncidentPerson, Measure
from desktop.models.kits import KitHandout, KitType
from desktop.models.meals import MealEntitlement
from desktop.models.residents import Household, HouseholdRole, Language, Resident
from desktop.models.sites import Site, User
from desktop.services.people import name_of_person, place_text, said
from desktop.services.row_values import choices_of, columns_of, references_of
from desktop.services.words import word

TABLE_WORDS: dict[str, str] = {
    "site": N_("Site"),
    "user": N_("Colleague"),
    "user_site": N_("Colleague"),
    "desk": N_("Desk"),
    "desk_site": N_("Desk"),
    "setting": N_("Setting"),
    "kit_type": N_("Kit"),
    "room": N_("Room"),
    "bed": N_("Bed"),
    "household": N_("Household"),
    "resident": N_("Resident"),
    "check_in_step": N_("Check-in"),
    "stay": N_("Bed"),
    "meal_entitlement": N_("Meals"),
    "meal_serving": N_("Meal"),
    "kit_handout": N_("Starter kit"),
    "stock_movement": N_("Stock"),
    "incident": N_("Incident"),
    "incident_person": N_("Incident"),
    "measure": N_("Measure"),
    "support_need": N_("Support need"),
    "restricted_incident": N_("Restricted incident"),
    "conflict_pair": N_("Not suitable together"),
    "protected_opening": N_("Protected file"),
    "conflict": N_("Data conflict"),
}

FIELD_WORDS: dict[str, str] = {
    # groups
    "document": N_("Identity document"),
    "birth": N_("Date of birth"),
    "arrival": N_("Expected arrival"),
    "days": N_("Days"),
    "decision": N_("Decision"),
    # fields
    "site_id": N_("Site"),
    "user_id": N_("Colleague"),
    "room_id": N_("Room"),
    "bed_id": N_("Bed"),
    "resident_id": N_("Resident"),
    "household_id": N_("Household"),
    "incident_id": N_("Incident"),
    "kit_type_id": N_("Kit"),
    "handout_id": N_("Starter kit"),
    "number": N_("Number"),
    "name": N_("Name"),
    "name_da": N_("Name in Danish"),
    "name_uk": N_("Name in Ukrainian"),
    "name_ru": N_("Name in Russian"),
    "role": N_("Role"),
    "enabled": N_("May sign in"),
    "reception": N_("Serves meals"),
    "address": N_("Address"),
    "pets_allowed": N_("Pets allowed"),
    "capacity": N_("Capacity"),
    "audience": N_("For whom"),
    "items": N_("Things inside"),
    "active": N_("In use"),
    "building": N_("Building"),
    "floor": N_("Floor"),
    "type": N_("Type"),
    "gender_rule": N_("Who may live here"),
    "step_free": N_("Step-free"),
    "display_order": N_("Place in the list"),
    "label": N_("Bed"),
    "size": N_("Number of people"),
    "together": N_("In one room together"),
    "household_role": N_("Place in the household"),
    "surname": N_("Surname"),
    "given_names": N_("Given names"),
    "surname_cyrillic": N_("Surname in Cyrillic letters"),
    "given_names_cyrillic": N_("Given names in Cyrillic letters"),
    "birth_date": N_("Date of birth"),
    "birth_precision": N_("How surely it is known"),
    "sex": N_("Sex"),
    "cpr": N_("CPR number"),
    "foreigner_number": N_("Foreigner's number"),
    "document_type": N_("Document"),
    "document_number": N_("Document number"),
    "document_expires_on": N_("Document valid until"),
    "permit_expires_on": N_("Residence permit valid until"),
    "legal_group": N_("Legal group"),
    "languages": N_("Languages"),
    "interpreter_language": N_("Interpreter language"),
    "phone": N_("Phone"),
    "email": N_("E-mail"),
    "emergency_contact": N_("Contact person in an emergency"),
    "allergies": N_("Allergies"),
    "diet": N_("Special diet"),
    "instruction": N_("Instruction for the desk"),
    "pets": N_("Pet"),
    "status": N_("Status"),
    "expected_at": N_("Expected at"),
    "expected_from": N_("Expected from"),
    "arrived_on": N_("Arrived on"),
    "last_contact_on": N_("Last contact"),
    "moved_out_on": N_("Moved out on"),
    "protected": N_("Protected file"),
    "hold": N_("Legal hold"),
    "hold_reason": N_("Reason for the legal hold"),
    "hold_until": N_("Legal hold until"),
    "anonymised_on": N_("Anonymised on"),
    "review_on": N_("To be reviewed on"),
    "ended_on": N_("Ended on"),
    "sealed": N_("Confidential"),
    "other_id": N_("Resident"),
    "closed_at": N_("Closed at"),
    "opened_by": N_("Opened by"),
    "opened_at": N_("Opened at"),
    "ends_at": N_("Until"),
    "seen_by": N_("Seen by"),
    "seen_at": N_("Seen at"),
    "desk_id": N_("Desk"),
    "value": N_("Value"),
    "kind": N_("What kind"),
    "done_at": N_("Done at"),
    "done_by": N_("Done by"),
    "language": N_("Language"),
    "version": N_("Version"),
    "note": N_("Note"),
    "starts_on": N_("From"),
    "ends_on": N_("Until"),
    "state": N_("Status"),
    "reason": N_("Reason"),
    "decided_by": N_("Decided by"),
    "decided_at": N_("Decided at"),
    "decided_value": N_("Decision"),
    "meal": N_("Meal"),
    "day": N_("Day"),
    "served_at": N_("Served at"),
    "served_by": N_("Served by"),
    "desk_name": N_("Desk"),
    "override_reason": N_("Reason"),
    "voided_at": N_("Undone at"),
    "voided_by": N_("Undone by"),
    "handed_at": N_("Handed out at"),
    "handed_by": N_("Handed out by"),
    "returned_at": N_("Returned at"),
    "returned_by": N_("Returned by"),
    "quantity": N_("How many"),
    "moved_at": N_("When"),
    "moved_by": N_("By whom"),
    "happened_at": N_("When"),
    "reported_at": N_("Reported at"),
    "reported_by": N_("Reported by"),
    "place": N_("Where"),
    "category": N_("What kind"),
    "severity": N_("Severity"),
    "facts": N_("What happened"),
    "assessment": N_("Assessment"),
    "injuries": N_("Somebody was hurt"),
    "ambulance": N_("An ambulance came"),
    "police_case": N_("Police case number"),
    "part": N_("Part"),
    "taken_at": N_("When"),
    "taken_by": N_("By whom"),
    "deadline": N_("Deadline"),
    "expires_on": N_("Valid until"),
    "table": N_("What"),
    "row_id": N_("What"),
    "field_group": N_("What"),
    "current": N_("Value now"),
    "candidates": N_("Values"),
}
"""What a field is called; the name of a group of fields counts as a field here."""

_STAY_PLACE = N_("Bed and days")


def group_words(table: str, group: str) -> str:
    """What a field or a group of fields is called in the current language."""
    if (table, group) == ("stay", "place"):
        return _(_STAY_PLACE)
    return _(FIELD_WORDS.get(group, N_("Something else")))


class Opened(Protocol):
    """What was sealed, for those who may read it."""

    def words(self) -> str:
        """In the current language."""


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
        if self.field == SEALED or self.field in references_of(self.table):
            return self._meant()
        for member in choices_of(self.table, self.field):
            if member.value == value:
                return word(member)
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if isinstance(value, int):
            return format_number(value)
        return _other(value, columns_of(self.table)[self.field].type)

    def _meant(self) -> str:
        """What stands behind the value: the row that it names, or what is sealed in it."""
        if self.field == SEALED:
            return self.opened.words() if self.opened else _("Confidential")
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
        "stay": lambda: _of_resident(session, session.get(Stay, row_id)),
        "meal_entitlement": lambda: _of_resident(session, session.get(MealEntitlement, row_id)),
        "kit_handout": lambda: _of_resident(session, session.get(KitHandout, row_id)),
        "support_need": lambda: _of_resident(session, session.get(SupportNeed, row_id)),
        "conflict_pair": lambda: _of_resident(session, session.get(ConflictPair, row_id)),
        "measure": lambda: _of_incident(session, session.get(Measure, row_id)),
        "incident_person": lambda: _of_incident(session, session.get(IncidentPerson, row_id)),
    }
    name: str = finders[table]() if table in finders else ""
    return name


def _attribute(row: Any, name: str) -> str:
    return getattr(row, name) if row is not None else ""


def _resident(session: Session, row_id: str | None) -> str:
    return name_of_person(session, session.get(Resident, row_id) if row_id else None)


def _bed(session: Session, row_id: str) -> str:
    bed = session.get(Bed, row_id)
    room = session.get(Room, bed.room_id) if bed else None
    return place_text(room.number, bed.label) if bed and room else ""


def _household(session: Session, row_id: str) -> str:
    if session.get(Household, row_id) is None:
        return ""
    members = list(session.exec(select(Resident).where(Resident.household_id == row_id)))
    members.sort(key=lambda row: (row.household_role is not HouseholdRole.HEAD, row.number))
    return name_of_person(session, members[0] if members else None)


def _kit(row: KitType | None) -> str:
    return "" if row is None else str(getattr(row, f"name_{language()}", row.name_da))


def _of_resident(session: Session, row: Any) -> str:
    return _resident(session, row.resident_id) if row is not None else ""


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

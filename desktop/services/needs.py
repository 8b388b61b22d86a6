"""What needs a person at this site, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from desktop.i18n import N_, _
from desktop.models.housing import StayKind
from desktop.services.field_words import FieldValue, Subject
from desktop.services.people import PersonLine
from desktop.services.protected_files import FileOpening
from desktop.services.row_values import Editor
from desktop.services.sending import ACTION_WORDS, REFUSED_WORDS
from desktop.services.table_words import TABLE_WORDS, group_words


@dataclass(frozen=True)
class Origin:
    """Who wrote something, when and at which desk; empty and None where nobody knows any more.
    ``elsewhere`` is the site of somebody who does not belong here: only what was written before a
    move can come from there."""

    by: str = ""
    at: datetime | None = None
    desk: str = ""
    elsewhere: str = ""


@dataclass(frozen=True)
class ConflictValue:
    """One of the values of a conflict: every field of the group. ``stands`` marks the one that
    the central store holds meanwhile."""

    fields: tuple[FieldValue, ...]
    origin: Origin
    stands: bool

    def choice(self) -> Mapping[str, Any]:
        """What ``NeedsYou.decide_conflict`` takes to keep this value."""
        return {field.field: field.value for field in self.fields}


@dataclass(frozen=True)
class OpenConflict:
    """Two or more desks gave a field, or fields that belong together, different values.

    ``person`` is whom it is about where it is about a resident. ``editor`` says how a value of
    one's own can be written, None where only one of the values can be taken. ``gone`` when the
    row is not there any more: the conflict can only be closed. ``may_decide`` whether the person
    signed in may decide it: what all sites share is shown to nobody else. ``closed`` when it is
    about a protected file that they have not opened: the values are left out."""

    id: str
    subject: Subject
    group: str
    person: PersonLine | None
    values: tuple[ConflictValue, ...]
    editor: Editor | None
    gone: bool
    may_decide: bool
    closed: bool = False

    def field_words(self) -> str:
        """What the values are of, in the current language; nothing of what is confidential."""
        if self.subject.confidential:
            kind = TABLE_WORDS["conflict"]
            return _(kind)
        return group_words(self.subject.table, self.group)


@dataclass(frozen=True)
class Claim:
    """A person's claim to a bed. ``decided_by`` named the bed, ``origin`` is who sent the claim."""

    stay_id: str
    person: PersonLine
    place: str
    bed_id: str
    starts_on: date
    ends_on: date | None
    kind: StayKind
    decided_by: str
    origin: Origin


@dataclass(frozen=True)
class ContestedStay:
    """A bed, or a resident, that was claimed twice. ``standing`` is the claim that holds, None
    when nothing stands in the way of the late one any more: it can be confirmed."""

    id: str
    late: Claim
    standing: Claim | None

    @property
    def same_person(self) -> bool:
        """Whether one resident was given two beds, rather than a bed two residents."""
        return self.standing is not None and self.standing.person.id == self.late.person.id


@dataclass(frozen=True)
class RefusedChange:
    """A row of a refused op and what was typed."""

    subject: Subject
    kind: str
    fields: tuple[FieldValue, ...]


@dataclass(frozen=True)
class RefusedOp:
    """Something that the central store did not take. ``at_fault`` is the one value that it could
    not accept, where it named one; ``editor`` how it can be corrected. ``obstacle`` says (as a
    msgid) why it can't be sent again, empty when it can."""

    op_id: str
    action: str
    people: tuple[PersonLine, ...]
    by: str
    at: datetime
    error_code: str
    changes: tuple[RefusedChange, ...]
    at_fault: FieldValue | None
    editor: Editor | None
    obstacle: str
    may_settle: bool
    confidential: bool = False
    """What was done is not for the person signed in."""

    def words(self) -> str:
        """What was done, in the current language."""
        if self.confidential:
            return _("Confidential")
        return _(ACTION_WORDS.get(self.action, N_("Something else")))

    def refusal(self) -> str:
        """Why it was refused, in the current language."""
        return _(REFUSED_WORDS.get(self.error_code, N_("The central store refused this.")))


@dataclass(frozen=True)
class Needs:
    """The whole inbox. ``openings`` are for leads to take note of. ``deciders`` are the names of
    those who decide here about residents and their beds; ``can_decide`` whether the person signed
    in is one of them."""

    contested: tuple[ContestedStay, ...]
    conflicts: tuple[OpenConflict, ...]
    refused: tuple[RefusedOp, ...]
    deciders: tuple[str, ...]
    can_decide: bool
    openings: tuple[FileOpening, ...] = ()

    @property
    def count(self) -> int:
        """How many things need a person."""
        kinds = (self.contested, self.conflicts, self.refused, self.openings)
        return sum(len(kind) for kind in kinds)

"""Who may be whom, as plain values for pages."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from desktop.models.merges import NotSame
from desktop.models.residents import BirthPrecision
from desktop.services.duplicates.score import Likeness, Verdict
from desktop.services.field_words import FieldValue
from desktop.services.people import PersonLine
from desktop.services.records import head_of


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be the person in question. ``elsewhere`` is the name of their site where
    that is not this one: a record of another site can't be merged or received from here."""

    person: PersonLine
    birth_date: date | None
    birth_precision: BirthPrecision
    verdict: Verdict
    elsewhere: str = ""


@dataclass(frozen=True)
class Found:
    """The likeliest first. ``protected``: a protected file that the viewer has not opened may be
    the same; nothing more is told of it, but to those who protect files: they find it, masked, in
    ``closed``."""

    candidates: tuple[Candidate, ...] = ()
    protected: bool = False
    closed: tuple[PersonLine, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.candidates) or self.protected


@dataclass(frozen=True)
class PossiblePair:
    """Two records that may be of one person. Where a file is closed to the viewer there are no
    reasons, ``one`` is who may be seen, and ``other`` is None, but masked for those who protect
    files."""

    one: PersonLine
    other: PersonLine | None
    verdict: Verdict | None


@dataclass(frozen=True)
class MergedRecord:
    """A record that was merged into a person's. ``since`` is what a desk has written into it that
    nobody has compared yet."""

    id: str
    number: str
    merged_at: datetime
    merged_by: str
    since: tuple[FieldValue, ...] = ()
    two_beds: bool = False
    """A bed was given by way of this record besides the one the person has."""


@dataclass(frozen=True)
class Apart:
    """Somebody said that a resident and ``other`` are two people."""

    id: str
    other: PersonLine
    said_at: datetime
    said_by: str


@dataclass(frozen=True)
class RecordsOfPerson:
    """What a file says of a person's records."""

    merged: tuple[MergedRecord, ...] = ()
    possible: Found = Found()
    apart: tuple[Apart, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.merged or self.possible or self.apart)


def order(verdict: Verdict) -> tuple[bool, float]:
    """The likeliest first."""
    return verdict.likeness is not Likeness.LIKELY, -verdict.score


def better(one: Verdict | None, other: Verdict) -> Verdict:
    """The one that says more."""
    return other if one is None or order(other) < order(one) else one


def told_apart(
    session: Session, people: Collection[str] | None = None
) -> dict[frozenset[str], NotSame]:
    """The pairs of people of whom somebody said that they are two, by the records that stand for
    them; without ``people`` all of them."""
    rows = session.exec(
        select(NotSame).where(col(NotSame.voided_at).is_(None)).order_by(col(NotSame.id))
    )
    found: dict[frozenset[str], NotSame] = {}
    for row in rows:
        pair = frozenset((head_of(session, row.resident_id), head_of(session, row.other_id)))
        if len(pair) == 2 and (people is None or not pair.isdisjoint(people)):
            found.setdefault(pair, row)
    return found

"""Records that are or are not of the same person (FEATURES R6)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from sqlmodel import Field

from desktop.models.base import Id, Instant, Json, SiteRow, SyncRule


class NotSame(SiteRow, table=True):
    """Somebody said that two records are of two people, so that nobody is asked again."""

    __tablename__ = "not_same"
    sync: ClassVar[SyncRule] = SyncRule(
        "site", "append", set_once=frozenset({"voided_at", "voided_by"})
    )

    resident_id: str = Field(foreign_key="resident.id", index=True, sa_type=Id)
    other_id: str = Field(foreign_key="resident.id", index=True, sa_type=Id)
    said_at: datetime = Field(sa_type=Instant)
    said_by: str = Field(foreign_key="user.id", sa_type=Id)
    voided_at: datetime | None = Field(default=None, sa_type=Instant)
    voided_by: str | None = Field(default=None, foreign_key="user.id", sa_type=Id)


class MergeRecord(SiteRow, table=True):
    """The record ``gone_id`` was found to be of the person whose record is ``kept_id``.

    Nothing is deleted or made to point elsewhere: the gone record stays with all that hangs on it
    and is ``merged`` (``Resident``), and readers gather what hangs on every record of a person
    (``records_of``). ``before`` holds what the merge wrote over, for undoing it: by the id of a
    resident, wire values by field.
    """

    __tablename__ = "merge_record"
    sync: ClassVar[SyncRule] = SyncRule(
        "site", "append", set_once=frozenset({"undone_at", "undone_by"})
    )

    kept_id: str = Field(foreign_key="resident.id", index=True, sa_type=Id)
    gone_id: str = Field(foreign_key="resident.id", index=True, sa_type=Id)
    merged_at: datetime = Field(sa_type=Instant)
    merged_by: str = Field(foreign_key="user.id", sa_type=Id)
    before: dict[str, Any] = Field(default_factory=dict, sa_type=Json, nullable=False)
    undone_at: datetime | None = Field(default=None, sa_type=Instant)
    undone_by: str | None = Field(default=None, foreign_key="user.id", sa_type=Id)


Links = Iterable[tuple[str, str]]
"""(``kept_id``, ``gone_id``) of the merges that are not undone."""


def heads(links: Links) -> dict[str, str]:
    """By the id of every record that stands for somebody no more, the record that does: the last
    in a row of merges. Where two desks merged in a circle, it is the one with the smallest id, so
    that every desk shows the same one."""
    kept = {gone_id: kept_id for kept_id, gone_id in sorted(links, reverse=True)}
    found: dict[str, str] = {}
    for gone_id, kept_id in kept.items():
        way, at = [gone_id], kept_id
        while at in kept and at not in way:
            way.append(at)
            at = kept[at]
        head = min(way[way.index(at) :]) if at in way else at
        if head != gone_id:
            found[gone_id] = head
    return found


def records_of(resident_id: str, links: Links) -> tuple[str, ...]:
    """The ids of all records of the person for whom this one stands, itself first."""
    gone = sorted(gone for gone, head in heads(links).items() if head == resident_id)
    return (resident_id, *gone)

"""How an auditor asks the store for its access log: the bodies of ``POST /v1/access/…``.

Every call bears the device's token and, as ``session``, what ``POST /v1/sign-in`` gave the person
who asks.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from desktop.sync.access_wire import AccessKind
from desktop.sync.protocol import InstantText, UuidText

MAX_LISTED = 500
MAX_DRAWN = 20
MAX_SAMPLE = 1000
MAX_NOTE = 500
SHOWN_PEOPLE = 50
"""As many residents of an entry are told one by one; of more, how many they are."""

SessionText = Annotated[str, StringConstraints(min_length=1, max_length=200)]
NoteText = Annotated[
    str, StringConstraints(min_length=1, max_length=MAX_NOTE, pattern=r"^[^\x00]*$")
]
Per = Literal["colleague", "resident"]


class Asked(BaseModel):
    """What every question bears: whose session it is."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    session: SessionText


class AccessSearch(Asked):
    """``search``: entries from the latest back. All that is named must hold. ``after`` is the
    ``next`` of an earlier answer."""

    resident_id: UuidText | None = None
    actor: UuidText | None = None
    device_id: UuidText | None = None
    kinds: Annotated[list[AccessKind], Field(max_length=10)] = Field(default_factory=list)
    since: InstantText | None = None
    until: InstantText | None = None
    after: Annotated[str, StringConstraints(max_length=100)] | None = None
    limit: Annotated[int, Field(ge=1, le=MAX_LISTED)] = 200


class AccessChains(Asked):
    """``chains``: whether each device's chain holds."""


class AccessExtract(Asked):
    """``extract``: what was done with a resident's data, on which days."""

    resident_id: UuidText


class DrawSample(Asked):
    """``samples/draw``: so many entries of a period for each colleague or each resident."""

    since: InstantText
    until: InstantText
    per: Per
    size: Annotated[int, Field(ge=1, le=MAX_DRAWN)]


class ListSamples(Asked):
    """``samples``: all spot checks, the latest first."""


class ReadSample(Asked):
    """``samples/read``: what was drawn for one."""

    id: UuidText


class ReviewEntry(Asked):
    """``samples/review``: an auditor has looked at an entry that was drawn."""

    id: UuidText
    subject: UuidText
    device_id: UuidText
    number: Annotated[int, Field(ge=1, le=2**53 - 1)]
    note: NoteText | None = None

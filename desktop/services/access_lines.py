"""The access log as plain values: entries, chains, spot checks, and what one can look for."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from desktop.i18n import _
from desktop.models.access_chain import AccessKind
from desktop.models.base import instant_text
from desktop.services.days import day_begins

Per = Literal["colleague", "resident"]


@dataclass(frozen=True)
class Whom:
    """A resident whom an entry concerns. ``name`` is empty where this desk does not hold them,
    ``number`` where nobody does."""

    id: str
    number: str
    name: str


@dataclass(frozen=True)
class Entry:
    """One line of the log. Of many residents ``people`` has the first, ``count`` all. ``desk`` is
    empty for the store itself, whose entries say in ``asked`` what of the log was looked at: names
    and values of ``Filters``, or ``spot_check``."""

    device_id: str
    number: int
    at: datetime
    actor: str
    desk: str
    site: str
    what: str
    kind: str
    people: tuple[Whom, ...]
    count: int
    criterion: str
    reason: str
    hash: str
    asked: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> tuple[str, int]:
        """What an entry is known by."""
        return self.device_id, self.number


@dataclass(frozen=True)
class Entries:
    """A page of the log, the latest first; ``next`` leads on, None at its end."""

    lines: tuple[Entry, ...]
    next: str | None


@dataclass(frozen=True)
class Filters:
    """What is looked for; all that is given must hold. The days are both meant."""

    resident_id: str | None = None
    actor: str | None = None
    device_id: str | None = None
    kinds: tuple[AccessKind, ...] = ()
    since: date | None = None
    until: date | None = None

    def body(self) -> dict[str, Any]:
        """As the store is asked."""
        told: dict[str, Any] = {
            "resident_id": self.resident_id,
            "actor": self.actor,
            "device_id": self.device_id,
            "kinds": list(self.kinds) or None,
            "since": instant_text(day_begins(self.since)) if self.since else None,
            "until": instant_text(day_begins(self.until, 1)) if self.until else None,
        }
        return {name: value for name, value in told.items() if value is not None}


@dataclass(frozen=True)
class Chain:
    """Whether a desk's log holds: ``problem`` is ``changed``, ``missing`` or ``cut_off``, at entry
    ``broken_number``. ``desk`` is empty for the store itself."""

    device_id: str
    desk: str
    entries: int
    first_at: datetime | None
    last_at: datetime | None
    unbroken_since: datetime | None
    whole_at: datetime | None
    broken_number: int | None
    problem: str | None


@dataclass(frozen=True)
class SpotCheck:
    """A sample that was drawn, and how much of it was looked at."""

    id: str
    made_at: datetime
    made_by: str
    since: date
    until: date
    per: Per
    size: int
    entries: int
    reviewed: int


@dataclass(frozen=True)
class Drawn:
    """An entry of a sample: for which colleague or resident it was drawn, and what was found."""

    entry: Entry
    subject_id: str
    subject: str
    reviewed_at: datetime | None
    reviewed_by: str
    note: str

    @property
    def key(self) -> tuple[str, str, int]:
        """What it is known by in its sample."""
        return self.subject_id, *self.entry.key


@dataclass(frozen=True)
class Choices:
    """What one can look for at this desk, by id and name; the store itself has no name."""

    colleagues: tuple[tuple[str, str], ...]
    desks: tuple[tuple[str, str], ...]


def whom_words(whom: Whom) -> str:
    """A resident by name, else by number, else as somebody whom nobody knows any more."""
    if whom.name:
        return whom.name
    if whom.number:
        return _("No. {number}").format(number=whom.number)
    return _("Unknown resident ({id})").format(id=whom.id[:8])

"""How a service says whom a read has shown: on the session that it was given.

What the access log notes of it is said by the read's rule (``desktop.models.roles``). A read that
is logged and named nothing is a fault of the service, and fails.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlmodel import Session

_SEEN = "seen"


@dataclass
class Seen:
    """What was named so far."""

    residents: dict[str, None] = field(default_factory=dict)
    criterion: str | None = None
    reason: str | None = None
    nobody: bool = False

    def enough_for(self, access: str) -> bool:
        """Whether a read of this kind (``roles.Access``) can be logged by it."""
        if access in ("list", "search"):
            return bool(self.criterion)
        return bool(self.residents or self.criterion)


def begin(session: Session) -> Seen:
    """What the services that work with this session will name."""
    seen = Seen()
    session.info[_SEEN] = seen
    return seen


def saw(
    session: Session,
    residents: Iterable[str] = (),
    *,
    criterion: str | None = None,
    reason: str | None = None,
) -> None:
    """These residents were shown; or a list, told by its ``criterion`` (never by what moves with
    every look at it, as a day or a page); or what was searched for. ``reason`` is what the person
    gave where one is asked for."""
    seen: Seen = session.info[_SEEN]
    seen.residents.update(dict.fromkeys(residents))
    seen.criterion = criterion or seen.criterion
    seen.reason = reason or seen.reason


def saw_nobody(session: Session) -> None:
    """Who was asked for is not here: nothing is shown."""
    session.info[_SEEN].nobody = True

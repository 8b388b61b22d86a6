"""The opaque cursor of a pull: how far a desk has read one scope, in one epoch."""

import base64
import binascii
import re
from dataclasses import dataclass

from desktop.sync.protocol import WireError

_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_CONTENT = re.compile(
    rf"({_UUID}) (\S{{1,48}}) (0|[1-9][0-9]{{0,17}})(?: ([a-z_]{{1,40}}) ({_UUID}))?", re.ASCII
)


@dataclass(frozen=True)
class Place:
    """Everything of a scope up to seq has been read. With ``after`` (table and id), only the rows
    up to that one of those that stand for the log before seq."""

    seq: int
    after: tuple[str, str] | None = None


def cursor_at(epoch: str, scope: str, seq: int, after: tuple[str, str] | None = None) -> str:
    """The cursor of a desk that has read up to this place."""
    words = [epoch, scope, str(seq), *(after or ())]
    return base64.urlsafe_b64encode(" ".join(words).encode()).decode().rstrip("=")


def place_of(cursor: str, epoch: str, scope: str) -> Place:
    """The place up to which the holder of this cursor has read.

    Raises WireError 400 ``invalid`` for a cursor that this call never gave for this scope, and
    409 ``epoch_changed`` for one of another epoch.
    """
    try:
        content = base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True)
        found = _CONTENT.fullmatch(content.decode("ascii"))
    except (binascii.Error, ValueError):
        found = None
    if found is None or found[2] != scope:
        raise invalid_cursor()
    if found[1] != epoch:
        raise WireError(409, "epoch_changed", "the store has another epoch", epoch=epoch)
    return Place(int(found[3]), (found[4], found[5]) if found[4] else None)


def invalid_cursor() -> WireError:
    """The answer to a cursor that was made up."""
    return WireError(400, "invalid", "this is no cursor of this scope", field="cursor")


def cursor_expired(scope: str, horizon: int) -> WireError:
    """The answer to a cursor that lies behind the horizon of the log."""
    return WireError(
        410,
        "cursor_expired",
        "the log does not go back so far: take a snapshot",
        scope=scope,
        horizon=horizon,
    )

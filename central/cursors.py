"""The opaque cursor of a pull: how far a desk has read one scope, in one epoch."""

import base64
import binascii
import re

from desktop.sync.protocol import WireError

_CONTENT = re.compile(r"([0-9a-f-]{36}) (\S{1,48}) (0|[1-9][0-9]{0,17})", re.ASCII)


def cursor_at(epoch: str, scope: str, seq: int) -> str:
    """The cursor of a desk that has everything of the scope up to seq."""
    return base64.urlsafe_b64encode(f"{epoch} {scope} {seq}".encode()).decode().rstrip("=")


def seq_of(cursor: str, epoch: str, scope: str) -> int:
    """The seq up to which the holder of this cursor has everything.

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
    return int(found[3])


def invalid_cursor() -> WireError:
    """The answer to a cursor that was made up."""
    return WireError(400, "invalid", "this is no cursor of this scope", field="cursor")

"""How the entries of the access log are chained: the same reckoning at the desk and at the store.

A device numbers its entries from 1, and each holds the hash of the one before. A hash covers only
a salted digest of what was searched for: the words themselves can be forgotten later, and the
chain still holds.
"""

import hashlib
from typing import Literal, get_args

import orjson

AccessKind = Literal["read", "search", "create", "change", "print", "export", "open_protected"]
KINDS: tuple[AccessKind, ...] = get_args(AccessKind)
FIRST_PREV = "0" * 64
"""The hash before the first entry of a device."""

MAX_WHAT = 40
MAX_CRITERION = 500
MAX_REASON = 500
MAX_RESIDENTS = 10_000
"""As many as an op has changes."""


def criterion_digest(salt: str, criterion: str) -> str:
    """What the chain holds of a criterion. Nobody can try words against it who lacks the salt."""
    return hashlib.sha256((salt + criterion).encode()).hexdigest()


def entry_hash(
    *,
    number: int,
    at: str,
    actor: str,
    what: str,
    kind: str,
    residents: list[str],
    criterion_digest: str | None,
    reason: str | None,
    site_id: str | None,
    prev: str,
) -> str:
    """The SHA-256 of an entry: of its JSON with sorted keys, without spaces, nulls left out."""
    told = {
        "number": number,
        "at": at,
        "actor": actor,
        "what": what,
        "kind": kind,
        "residents": residents,
        "criterion_digest": criterion_digest,
        "reason": reason,
        "site_id": site_id,
        "prev": prev,
    }
    present = {name: value for name, value in told.items() if value is not None}
    return hashlib.sha256(orjson.dumps(present, option=orjson.OPT_SORT_KEYS)).hexdigest()

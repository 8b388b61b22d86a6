"""How the entries of the access log are chained: the same reckoning at the desk and at the store.

A device numbers its entries from 1, and each holds the hash of the one before. A hash covers only
a salted digest of what was typed, what was searched for and a reason alike: the words themselves
can be forgotten later, and the chain still holds.
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


def typed_digest(salt: str, criterion: str | None, reason: str | None) -> str | None:
    """What the chain holds of all that was typed: the SHA-256 of the salt and the JSON array of the
    two, nulls kept; None when neither is there. Nobody can try words against it who lacks the
    salt."""
    if criterion is None and reason is None:
        return None
    return hashlib.sha256(salt.encode() + orjson.dumps([criterion, reason])).hexdigest()


def entry_hash(
    *,
    number: int,
    at: str,
    actor: str,
    what: str,
    kind: str,
    residents: list[str],
    typed_digest: str | None,
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
        "typed_digest": typed_digest,
        "site_id": site_id,
        "prev": prev,
    }
    present = {name: value for name, value in told.items() if value is not None}
    return hashlib.sha256(orjson.dumps(present, option=orjson.OPT_SORT_KEYS)).hexdigest()

"""Proof that two sides hold the same rows, without sending them (SYNC.md, ``GET /v1/digest``).

A row's hash is the first 16 bytes of SHA-256 over ``table|id|`` and its fields as JSON: sorted
keys, no spaces, UTF-8, fields that are null left out (nulls inside a JSON value stay). Hashes are
joined by XOR, so that neither order nor the way a row came matters, and one row can be taken out
or put in without reading the others.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

import orjson

BUCKETS = 16
_BYTES = 16


def row_hash(table: str, row_id: str, fields: Mapping[str, Any]) -> int:
    """The hash of one row as a number; ``fields`` are wire values without ``id``."""
    return told_hash(
        table, row_id, {name: value for name, value in fields.items() if value is not None}
    )


def told_hash(table: str, row_id: str, told: dict[str, Any]) -> int:
    """The same for fields from which those that are null were left out."""
    text = orjson.dumps(told, option=orjson.OPT_SORT_KEYS)
    found = sha256(f"{table}|{row_id}|".encode() + text).digest()
    return int.from_bytes(found[:_BYTES], "big")


def shown(value: int) -> str:
    """A hash as it stands on the wire: 32 hex digits."""
    return f"{value:0{2 * _BYTES}x}"


class TableDigest:
    """What the rows of one table in one scope add up to."""

    def __init__(self) -> None:
        self.rows = 0
        self.buckets = [0] * BUCKETS

    def add(self, table: str, row_id: str, fields: Mapping[str, Any]) -> None:
        """One more row."""
        self.rows += 1
        self.buckets[int(row_id[0], BUCKETS)] ^= row_hash(table, row_id, fields)

    @property
    def whole(self) -> int:
        """The XOR of all buckets."""
        return joined(self.buckets)

    def told(self) -> dict[str, Any]:
        """The table's entry in the answer."""
        buckets = [shown(bucket) for bucket in self.buckets]
        return {"rows": self.rows, "digest": shown(self.whole), "buckets": buckets}


def joined(hashes: Iterable[int]) -> int:
    """The XOR of hashes."""
    found = 0
    for one in hashes:
        found ^= one
    return found

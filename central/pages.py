"""``GET /v1/pull``: the log of a scope, page by page, an op never split."""

from dataclasses import dataclass

import orjson
import psycopg

from central.cursors import cursor_at, invalid_cursor, seq_of
from central.devices import Device
from central.state import epoch_of
from desktop.sync.protocol import WireError, server_time

PAGE_BYTES = 8 * 1024 * 1024
"""A page ends early when its entries come to more than this."""

_CHUNK = 2000
_QUERY = (
    "SELECT seq, op_id::text, device_id::text, actor::text, size, entries::text FROM log"
    " WHERE scope = %s AND seq > %s ORDER BY seq LIMIT %s"
)
_Line = tuple[int, str, str, str, int, str]


@dataclass(frozen=True)
class Page:
    """An answer to a pull as JSON, and how many entries it has."""

    body: bytes
    count: int

    @property
    def empty(self) -> bool:
        """Whether there was nothing to tell."""
        return self.count == 0


def read_page(
    conn: psycopg.Connection, device: Device, scope: str, cursor: str | None, limit: int
) -> Page:
    """What comes after the cursor: whole ops, up to ``limit`` entries, or one larger op.

    Raises WireError 403 ``scope_revoked`` for a scope that the device does not hold, 400
    ``invalid`` and 409 ``epoch_changed`` as ``seq_of`` does.
    """
    if device.scopes is not None and scope not in device.scopes:
        raise WireError(403, "scope_revoked", "this device does not hold this scope")
    epoch = epoch_of(conn)
    start = 0 if cursor is None else seq_of(cursor, epoch, scope)
    entries, count, last, more = _collect(conn, scope, start, limit)
    if not entries:
        _check_within(conn, scope, start)
    body = (
        f'{{"epoch":"{epoch}","cursor":"{cursor_at(epoch, scope, last)}",'
        f'"more":{"true" if more else "false"},"server_time":"{server_time()}",'
        f'"entries":[{",".join(entries)}]}}'
    )
    return Page(body.encode(), count)


def _collect(
    conn: psycopg.Connection, scope: str, start: int, limit: int
) -> tuple[list[str], int, int, bool]:
    entries: list[str] = []
    weight = count = 0
    last = start
    while True:
        asked = min(_CHUNK, limit - count + 1)
        lines: list[_Line] = conn.execute(_QUERY, (scope, last, asked)).fetchall()
        for line in lines:
            if entries and (count + line[4] > limit or weight > PAGE_BYTES):
                return entries, count, last, True
            entries.append(_told(line))
            count += line[4]
            weight += len(line[5])
            last = line[0]
        if len(lines) < asked:
            return entries, count, last, False


def _told(line: _Line) -> str:
    """The entries of an op, separated by commas, each with what all of them share."""
    seq, op_id, device_id, actor, size, entries = line
    shared = f'{{"seq":{seq},"op_id":"{op_id}","actor":"{actor}","device_id":"{device_id}",'
    if size == 1:
        return shared + entries[2:-1]
    return ",".join(shared + orjson.dumps(entry).decode()[1:] for entry in orjson.loads(entries))


def _check_within(conn: psycopg.Connection, scope: str, seq: int) -> None:
    if seq == 0:
        return
    found = conn.execute(
        "SELECT 1 FROM scope_counter WHERE scope = %s AND seq >= %s", (scope, seq)
    ).fetchone()
    if found is None:
        raise invalid_cursor()

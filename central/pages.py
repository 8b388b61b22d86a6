"""``GET /v1/pull``: the log of a scope, page by page, an op never split."""

from dataclasses import dataclass

import orjson
import psycopg

from central.beginning import read_beginning
from central.cursors import Place, cursor_at, cursor_expired, invalid_cursor, place_of
from central.devices import Device
from central.state import epoch_of
from desktop.sync.protocol import WireError, server_time

PAGE_BYTES = 8 * 1024 * 1024
"""A page ends early when its entries come to more than this."""

_CHUNK = 2000
_QUERY = (
    "SELECT seq, op_id::text, device_id::text, actor::text, size, entries::text,"
    " (SELECT horizon FROM scope_counter WHERE scope = %s)"
    " FROM log WHERE scope = %s AND seq > %s ORDER BY seq LIMIT %s"
)
_Line = tuple[int, str, str, str, int, str, int]


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
    ``invalid`` and 409 ``epoch_changed`` as ``place_of`` does, 410 ``cursor_expired`` for a
    cursor behind the horizon of the log.
    """
    if device.scopes is not None and scope not in device.scopes:
        raise WireError(403, "scope_revoked", "this device does not hold this scope")
    epoch = epoch_of(conn)
    place = None if cursor is None else place_of(cursor, epoch, scope)
    entries, count, place, more = _read(conn, scope, place, limit)
    body = (
        f'{{"epoch":"{epoch}","cursor":"{cursor_at(epoch, scope, place.seq, place.after)}",'
        f'"more":{"true" if more else "false"},"server_time":"{server_time()}",'
        f'"entries":[{",".join(entries)}]}}'
    )
    return Page(body.encode(), count)


def _read(
    conn: psycopg.Connection, scope: str, place: Place | None, limit: int
) -> tuple[list[str], int, Place, bool]:
    if place is None or place.after is None:
        try:
            return _collect(conn, scope, place.seq if place else 0, limit)
        except WireError as problem:
            if place is not None or problem.code != "cursor_expired":
                raise
    part = read_beginning(conn, scope, place, limit, PAGE_BYTES)
    if part.entries:
        return part.entries, len(part.entries), part.place, True
    return _collect(conn, scope, part.place.seq, limit)


def _collect(
    conn: psycopg.Connection, scope: str, start: int, limit: int
) -> tuple[list[str], int, Place, bool]:
    entries: list[str] = []
    weight = count = 0
    last = start
    while True:
        asked = min(_CHUNK, limit - count + 1)
        lines: list[_Line] = conn.execute(_QUERY, (scope, scope, last, asked)).fetchall()
        if lines and lines[0][6] > last:  # what lay between has gone behind the horizon
            if not entries:
                raise cursor_expired(scope, lines[0][6])
            return entries, count, Place(last), True
        for line in lines:
            if entries and (count + line[4] > limit or weight > PAGE_BYTES):
                return entries, count, Place(last), True
            entries.append(_told(line))
            count += line[4]
            weight += len(line[5])
            last = line[0]
        if len(lines) < asked:
            if not entries:
                _check_within(conn, scope, start)
            return entries, count, Place(last), False


def _told(line: _Line) -> str:
    """The entries of an op, separated by commas, each with what all of them share."""
    seq, op_id, device_id, actor, size, entries, _ = line
    shared = f'{{"seq":{seq},"op_id":"{op_id}","actor":"{actor}","device_id":"{device_id}",'
    if size == 1:
        return shared + entries[2:-1]
    return ",".join(shared + orjson.dumps(entry).decode()[1:] for entry in orjson.loads(entries))


def _check_within(conn: psycopg.Connection, scope: str, seq: int) -> None:
    query = "SELECT seq, horizon FROM scope_counter WHERE scope = %s"
    last, horizon = conn.execute(query, (scope,)).fetchone() or (0, 0)
    if seq > last:
        raise invalid_cursor()
    if seq < horizon:
        raise cursor_expired(scope, horizon)

"""Plain figures of how a desk stands with the store, for who looks closer. No personal data."""

from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version

import sqlalchemy as sa

from desktop.models import SCHEMA_VERSION
from desktop.models.identity import get_number
from desktop.models.local import outbox_op, scope_cursor
from desktop.sync.at_work import DeskAtWork
from desktop.sync.mending import REPAIRS
from desktop.sync.scope_rows import tables_in, within


@dataclass(frozen=True)
class ScopeFigures:
    """One scope: how far it was read, and what the desk holds of it."""

    scope: str
    seq: int | None
    filled: bool
    rows: int
    read_at: datetime | None
    verified_at: datetime | None


@dataclass(frozen=True)
class Diagnostics:
    """All figures at one moment. Bytes and the round trip (milliseconds) are those of this run;
    ``time_offset`` is by how many seconds this PC's clock is ahead; ``errors`` holds times and
    codes, the youngest last."""

    version: str
    address: str
    device_id: str
    epoch: str
    schema: int
    scopes: tuple[ScopeFigures, ...]
    waiting: int
    oldest_waiting: datetime | None
    sent_kept: int
    refused: int
    conflicts: int
    repairs: int
    page_size: int
    bytes_sent: int
    bytes_received: int
    round_trip_ms: int | None
    time_offset: int
    errors: tuple[tuple[datetime, str], ...]


def diagnostics(desk: DeskAtWork, page_size: int) -> Diagnostics:
    """The figures of a desk at this moment. May be asked for from any thread."""
    with desk.store.read() as session:
        connection = session.connection()
        by_status: dict[str | None, int] = {
            row[0]: int(row[1])
            for row in connection.execute(
                sa.select(outbox_op.c.status, sa.func.count()).group_by(outbox_op.c.status)
            )
        }
        oldest = connection.scalar(
            sa.select(sa.func.min(outbox_op.c.at, type_=outbox_op.c.at.type)).where(
                outbox_op.c.status.is_(None)
            )
        )
        unsettled = connection.scalar(
            sa.select(sa.func.count()).where(
                outbox_op.c.status == "refused", outbox_op.c.settled_at.is_(None)
            )
        )
        open_conflicts = connection.exec_driver_sql(
            "SELECT count(*) FROM conflict WHERE state = 'open'"
        ).scalar()
        scopes = tuple(_figures(connection, scope) for scope in desk.identity.scopes)
        repairs = get_number(connection, REPAIRS)
    trip = desk.traffic.round_trip
    return Diagnostics(
        version=_version(),
        address=desk.identity.central_url,
        device_id=desk.identity.device_id,
        epoch=desk.identity.epoch,
        schema=SCHEMA_VERSION,
        scopes=scopes,
        waiting=by_status.get(None, 0),
        oldest_waiting=oldest,
        sent_kept=sum(count for status, count in by_status.items() if status is not None),
        refused=unsettled or 0,
        conflicts=open_conflicts or 0,
        repairs=repairs,
        page_size=page_size,
        bytes_sent=desk.traffic.sent,
        bytes_received=desk.traffic.received,
        round_trip_ms=None if trip is None else round(trip * 1000),
        time_offset=desk.state.time_offset,
        errors=tuple(desk.errors),
    )


def _figures(connection: sa.Connection, scope: str) -> ScopeFigures:
    kept = connection.execute(sa.select(scope_cursor).where(scope_cursor.c.scope == scope)).first()
    rows = 0
    for table in tables_in(scope):
        where, values = within(table, scope)
        query = f'SELECT count(*) FROM "{table.name}" WHERE {where}'
        rows += int(connection.exec_driver_sql(query, values).scalar() or 0)
    if kept is None:
        return ScopeFigures(scope, None, False, rows, None, None)
    filled = bool(kept.filled) and kept.cursor is not None
    return ScopeFigures(scope, kept.seq, filled, rows, kept.read_at, kept.verified_at)


def _version() -> str:
    try:
        return version("ankomst")
    except PackageNotFoundError:  # run from its folder, not installed
        return "0"

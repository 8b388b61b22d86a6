"""Which records at the store are one person's, by the merges that nobody has undone."""

import psycopg

from desktop.models.merges import heads, records_of


def links(conn: psycopg.Connection) -> list[tuple[str, str]]:
    """The merges, as ``desktop.models.merges.Links``."""
    found = conn.execute(
        "SELECT kept_id::text, gone_id::text FROM merge_record WHERE undone_at IS NULL"
    )
    return [(kept_id, gone_id) for kept_id, gone_id in found]


def person_of(conn: psycopg.Connection, resident_id: str) -> tuple[str, ...]:
    """The records of the person for whom a record stands, itself first."""
    return records_of(resident_id, links(conn))


def head_of(conn: psycopg.Connection, resident_id: str) -> str:
    """The record that stands for the person of a record: itself, unless it was merged."""
    return heads(links(conn)).get(resident_id, resident_id)

"""Looks at the access log in a desk's database as a sceptic does."""

from typing import Any

import sqlalchemy as sa

from desktop.models.access_chain import FIRST_PREV, entry_hash, typed_digest
from desktop.models.base import instant_text
from desktop.models.local import access_entry
from desktop.models.store import Store


def entries(store: Store, device_id: str | None = None) -> list[dict[str, Any]]:
    """Everything that stands in the log, in the order it was written."""
    query = sa.select(access_entry).order_by(access_entry.c.id)
    if device_id is not None:
        query = query.where(access_entry.c.device_id == device_id)
    with store.read() as session:
        return [dict(row) for row in session.execute(query).mappings()]


def assert_chain(rows: list[dict[str, Any]], first: int = 1, prev: str = FIRST_PREV) -> None:
    """Every entry hangs on the one before, reckoned anew from what it says."""
    for number, row in enumerate(rows, start=first):
        assert (row["number"], row["prev"]) == (number, prev)
        if row["salt"] is None:
            assert (row["criterion"], row["reason"]) == (None, None)
        else:
            digest = typed_digest(row["salt"], row["criterion"], row["reason"])
            assert digest is not None
            assert row["typed_digest"] == digest
        prev = entry_hash(
            number=row["number"],
            at=instant_text(row["at"]),
            actor=row["actor"],
            what=row["what"],
            kind=row["kind"],
            residents=row["residents"],
            typed_digest=row["typed_digest"],
            site_id=row["site_id"],
            prev=row["prev"],
        )
        assert row["hash"] == prev

"""What lists of arrivals said of people. A desk reads all it holds anew, for it passed these by.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

from desktop.models.migrations import column_types as t

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Everywhere; the triggers of the lock at the store only."""
    op.create_table(
        "list_entry",
        sa.Column("id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("row_seq", sa.BigInteger(), nullable=True),
        sa.Column("site_id", t.uuid(), sa.ForeignKey("site.id"), nullable=False, index=True),
        sa.Column(
            "resident_id", t.uuid(), sa.ForeignKey("resident.id"), nullable=False, index=True
        ),
        sa.Column("taken_at", t.instant(), nullable=False),
        sa.Column("said", t.json(), nullable=False),
    )
    if op.get_context().dialect.name == "sqlite":
        op.execute("UPDATE scope_cursor SET cursor = NULL")
        return
    for name, event, side in (
        ("needs_lock_insert", "INSERT", "NEW"),
        ("needs_lock_update", "UPDATE", "NEW"),
        ("needs_lock_leave", "UPDATE", "OLD"),
        ("needs_lock_delete", "DELETE", "OLD"),
    ):
        op.execute(
            f"CREATE TRIGGER {name} AFTER {event} ON list_entry"
            f" REFERENCING {side} TABLE AS written"
            " FOR EACH STATEMENT EXECUTE FUNCTION site_rows_need_lock()"
        )

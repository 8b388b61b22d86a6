"""What only a desk holds: its outbox, its place in the log, its unfinished forms.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

from desktop.models.migrations import column_types as t

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """On a desk only: the store has no outbox."""
    if op.get_context().dialect.name == "sqlite":
        _outbox_and_drafts()


def _outbox_and_drafts() -> None:
    op.create_table(
        "desk_state",
        sa.Column("name", sa.String(40), primary_key=True, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
    )
    op.create_table(
        "draft",
        sa.Column("id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("owner", t.uuid(), nullable=False),
        sa.Column("content", t.json(), nullable=False),
        sa.Column("saved_at", t.instant(), nullable=False),
    )
    op.create_index("ix_draft_owner", "draft", ["owner"])
    op.create_table(
        "op_context",
        sa.Column("id", sa.Integer(), primary_key=True, nullable=False),
        sa.Column("op_id", t.uuid(), nullable=True),
        sa.Column("action", sa.String(40), nullable=True),
        sa.Column("actor", t.uuid(), nullable=True),
        sa.Column("at", t.instant(), nullable=True),
        sa.Column("applying", sa.Boolean(), nullable=False),
        sa.CheckConstraint("id = 1", name="single"),
    )
    op.create_table(
        "outbox_op",
        sa.Column("device_seq", sa.Integer(), primary_key=True, autoincrement=True, nullable=False),
        sa.Column("op_id", t.uuid(), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("actor", t.uuid(), nullable=False),
        sa.Column("at", t.instant(), nullable=False),
        sa.Column("status", sa.String(16), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.Column("error", t.json(), nullable=True),
        sa.Column("answered_at", t.instant(), nullable=True),
        sa.Column("undone", sa.Boolean(), nullable=True),
        sa.UniqueConstraint("op_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_op_status", "outbox_op", ["status"])
    op.create_table(
        "preference",
        sa.Column("user_id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("name", sa.String(40), primary_key=True, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
    )
    op.create_table(
        "scope_cursor",
        sa.Column("scope", sa.String(48), primary_key=True, nullable=False),
        sa.Column("cursor", sa.String(200), nullable=True),
        sa.Column("filled", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "store_value",
        sa.Column("table", sa.String(40), primary_key=True, nullable=False),
        sa.Column("row_id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("field", sa.String(40), primary_key=True, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
    )
    op.create_table(
        "outbox_change",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True, nullable=False),
        sa.Column("op_id", t.uuid(), sa.ForeignKey("outbox_op.op_id"), nullable=False),
        sa.Column("table", sa.String(40), nullable=False),
        sa.Column("row_id", t.uuid(), nullable=False),
        sa.Column("scope", sa.String(48), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("base", sa.BigInteger(), nullable=True),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("was", sa.Text(), nullable=False),
    )
    op.create_index("ix_outbox_change_op_id", "outbox_change", ["op_id"])
    op.create_index("ix_outbox_change_row_id", "outbox_change", ["row_id"])

"""Ops of a desk are found by what the store said and when, however many were taken before.

Revision ID: 0016
Revises: 0015
"""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """On a desk only."""
    if op.get_context().dialect.name != "sqlite":
        return
    op.drop_index("ix_outbox_op_status", "outbox_op")
    op.create_index("ix_outbox_op_status_seq", "outbox_op", ["status", "seq"])

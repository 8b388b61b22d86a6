"""A refused op that a person has dealt with stays in the outbox, with who, when and why.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

from desktop.models.migrations import column_types as t

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """On a desk only: the store has no outbox."""
    if op.get_context().dialect.name != "sqlite":
        return
    op.add_column("outbox_op", sa.Column("settled_at", t.instant(), nullable=True))
    op.add_column("outbox_op", sa.Column("settled_by", t.uuid(), nullable=True))
    op.add_column("outbox_op", sa.Column("settled_reason", sa.String(200), nullable=True))
    op.add_column("outbox_op", sa.Column("settled_rows", t.json(), nullable=True))

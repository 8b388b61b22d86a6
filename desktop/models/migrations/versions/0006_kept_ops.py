"""The store keeps the ops of revoked devices for review, and knows which rows left a scope.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

from desktop.models.migrations import column_types as t

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """At the store only."""
    if op.get_context().dialect.name != "postgresql":
        return
    _kept_ops()
    _departures()


def _kept_ops() -> None:
    op.create_table(
        "kept_op",
        sa.Column("device_id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("op_id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("digest", sa.LargeBinary(), primary_key=True, nullable=False),
        sa.Column("device_seq", sa.BigInteger(), nullable=False),
        sa.Column("schema", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("received_at", t.instant(), nullable=False),
        sa.Column("status", sa.String(16), nullable=True),
        sa.Column("settled_at", t.instant(), nullable=True),
        sa.Column("settled_by", sa.String(200), nullable=True),
        sa.Column("settled_reason", sa.String(500), nullable=True),
        comment="An op that a revoked device sent, kept for review as the JSON that came. "
        "``status`` is null until an administrator has it applied (then what became of it) or "
        "drops it (refused, with the reason).",
    )


def _departures() -> None:
    """Rows that moved before this migration are read from the log."""
    op.create_table(
        "departure",
        sa.Column("table", sa.String(40), primary_key=True, nullable=False),
        sa.Column("row_id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("scope", sa.String(48), primary_key=True, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        comment="A row that left a scope for another, and when it did so last: what a desk did "
        "there without knowing follows it. It stays when the row comes back.",
    )
    op.execute(
        'INSERT INTO departure ("table", row_id, scope, seq)'
        " SELECT e ->> 'table', (e ->> 'id')::uuid, l.scope, max(l.seq)"
        " FROM log AS l CROSS JOIN LATERAL json_array_elements(l.entries) AS e"
        " WHERE e ->> 'kind' = 'remove' GROUP BY 1, 2, 3"
    )

"""Wrong enrolment codes are counted in the database, for all workers and through restarts.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

from desktop.models.migrations import column_types as t

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """At the store only: a desk takes nobody in."""
    if op.get_context().dialect.name != "postgresql":
        return
    op.create_table(
        "enrol_attempt",
        sa.Column("address", sa.LargeBinary(), primary_key=True, nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", t.instant(), nullable=False),
        comment="Wrong codes by the keyed hash of the address they came from. Forgotten after "
        "ten minutes.",
    )

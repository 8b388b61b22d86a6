"""The store writes down whom it anonymised and which texts it changed; a desk, what is still to be
taken out of its outbox.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

from desktop.models.migrations import column_types as t

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables of the store alone, and one of the desk alone."""
    if op.get_context().dialect.name == "postgresql":
        _store()
    else:
        _desk()


def _store() -> None:
    op.create_table(
        "anonymisation",
        sa.Column("resident_id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("op_id", t.uuid(), nullable=False),
        sa.Column("done_at", t.instant(), nullable=False),
        sa.Column("done_by", sa.String(200), nullable=False),
        sa.Column("archive", sa.String(64), nullable=True),
        sa.Column("reason", sa.String(500), nullable=True),
        sa.Column("remaining", t.json(), nullable=False),
        comment="Somebody who was anonymised: by whom, the SHA-256 of the manifest of their "
        "archive or the reason why there is none, and what could not be read and so remains.",
    )
    op.create_table(
        "scrubbed_row",
        sa.Column("table", sa.String(40), primary_key=True, nullable=False),
        sa.Column("row_id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        comment="A row out of whose texts names were taken: a text that was written before that "
        "seq was read is refused.",
    )


def _desk() -> None:
    op.create_table(
        "scrub_later",
        sa.Column("resident_id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("anonymised_on", sa.String(10), nullable=False),
        sa.Column("traits", t.json(), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
    )

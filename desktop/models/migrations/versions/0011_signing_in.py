"""Signing in at the store: keys in escrow, slots, sessions, passwords that must be changed.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

from desktop.models.migrations import column_types as t

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """At the store only: a desk has its ``keys.json``."""
    if op.get_context().dialect.name != "postgresql":
        return
    op.add_column("device", sa.Column("escrow", sa.LargeBinary(), nullable=True))
    op.add_column(
        "credential",
        sa.Column("generation", sa.Integer(), nullable=False, server_default=sa.text("1")),
    )
    op.add_column(
        "credential",
        sa.Column("must_change", sa.Boolean(), nullable=False, server_default=sa.text("false")),
    )
    op.create_table_comment(
        "enrol_attempt",
        "Wrong codes and passwords, by the keyed hash of the address they came from or of whose "
        "they were to be. Forgotten after ten minutes.",
    )
    op.create_table(
        "store_secret",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False, nullable=False),
        sa.Column("store_id", t.uuid(), nullable=False),
        sa.Column("key_id", sa.String(16), nullable=True),
        sa.Column("confidential_number", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("confidential", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("id = 1", name="single"),
        comment="One row: by which master key secrets are sealed (the key itself stands in a "
        "file), and the confidential key, sealed.",
    )
    op.create_table(
        "key_slot",
        sa.Column("device_id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("user_id", t.uuid(), primary_key=True, nullable=False, index=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("slot", sa.LargeBinary(), nullable=True),
        comment="Somebody who has signed in at a desk, with their slot there, sealed; null while "
        "there is none. Of no use when ``generation`` is not that of their password.",
    )
    op.create_table(
        "user_session",
        sa.Column("token_hash", sa.LargeBinary(), primary_key=True, nullable=False),
        sa.Column("device_id", t.uuid(), nullable=False, index=True),
        sa.Column("user_id", t.uuid(), nullable=False, index=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("ends_at", t.instant(), nullable=False),
        comment="Somebody who signed in at the store, from one desk. ``token_hash`` is the SHA-256 "
        "of the token.",
    )

"""What only the central store holds: its log, its receipts, its devices.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from desktop.models.migrations import column_types as t

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """At the store only: a desk keeps no log."""
    if op.get_context().dialect.name == "postgresql":
        _log_and_receipts()
        _versions()
        _devices()


def _log_and_receipts() -> None:
    op.create_table(
        "store_state",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False, nullable=False),
        sa.Column("epoch", t.uuid(), nullable=False),
        sa.Column("begun_at", t.instant(), nullable=False),
        sa.CheckConstraint("id = 1", name="single"),
        comment="One row: which life of the store this is. A restore begins a new epoch.",
    )
    op.create_table(
        "scope_counter",
        sa.Column("scope", sa.String(48), primary_key=True, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        comment="The last seq of each scope. A writing transaction locks these rows first, "
        "in order.",
    )
    op.create_table(
        "log",
        sa.Column("scope", sa.String(48), primary_key=True, nullable=False),
        sa.Column("seq", sa.BigInteger(), primary_key=True, autoincrement=False, nullable=False),
        sa.Column("op_id", t.uuid(), nullable=False),
        sa.Column("device_id", t.uuid(), nullable=False),
        sa.Column("actor", t.uuid(), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("at", t.instant(), nullable=False),
        sa.Column("received_at", t.instant(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("entries", sa.JSON(), nullable=False),
        comment="One accepted op as one scope sees it. ``entries`` is a list of ``size`` objects "
        "{table, id, kind, fields}, kept as the text that goes out on the wire.",
    )
    op.create_table(
        "receipt",
        sa.Column("device_id", t.uuid(), primary_key=True, nullable=False),
        sa.Column(
            "device_seq", sa.BigInteger(), primary_key=True, autoincrement=False, nullable=False
        ),
        sa.Column("op_id", t.uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.Column("conflicts", postgresql.ARRAY(postgresql.UUID()), nullable=False),
        sa.Column("error", t.json(), nullable=True),
        comment="What was answered to an op, so that its repetition is answered alike. "
        "``digest`` is the SHA-256 of the op's content without its number.",
    )
    op.create_index("ix_receipt_op_id", "receipt", ["op_id"])


def _versions() -> None:
    op.create_table(
        "field_version",
        sa.Column("table", sa.String(40), primary_key=True, nullable=False),
        sa.Column("row_id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("field_group", sa.String(200), primary_key=True, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("device_id", t.uuid(), nullable=True),
        comment="The last accepted change of a field group. A row that was never updated has "
        "none: its insert, at row_seq, is the last change of every group. With a row's first "
        "update its insert is written down as the group '' (device unknown here, to be read "
        "from the log).",
    )
    op.create_table(
        "tombstone",
        sa.Column("table", sa.String(40), primary_key=True, nullable=False),
        sa.Column("row_id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("scope", sa.String(48), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        comment="A row that a person deleted; it never returns.",
    )


def _devices() -> None:
    op.create_table(
        "device",
        sa.Column("id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.String(48)), nullable=False),
        sa.Column("last_device_seq", sa.BigInteger(), nullable=False),
        sa.Column("created_at", t.instant(), nullable=False),
        sa.Column("revoked_at", t.instant(), nullable=True),
        sa.UniqueConstraint("token_hash"),
        comment="An enrolled desk. ``token_hash`` is the SHA-256 of its bearer token.",
    )
    op.create_table(
        "enrol_code",
        sa.Column("hash", sa.LargeBinary(), primary_key=True, nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.String(48)), nullable=False),
        sa.Column("created_at", t.instant(), nullable=False),
        sa.Column("expires_at", t.instant(), nullable=False),
        sa.Column("used_at", t.instant(), nullable=True),
        comment="A code with which one desk may enrol, once.",
    )
    op.create_table(
        "credential",
        sa.Column("user_id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("hash", sa.String(200), nullable=False),
        sa.Column("changed_at", t.instant(), nullable=False),
        comment="A colleague's password as Argon2id.",
    )

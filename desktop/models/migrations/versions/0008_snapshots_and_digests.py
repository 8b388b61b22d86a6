"""A desk takes a scope whole, proves what it holds, and sends again what a restored store lacks.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

from desktop.models.migrations import column_types as t

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """On a desk only: the store has no outbox."""
    if op.get_context().dialect.name != "sqlite":
        return
    op.add_column("outbox_op", sa.Column("former", sa.String(16), nullable=True))
    op.add_column("outbox_op", sa.Column("frozen", sa.Boolean(), nullable=True))
    op.add_column("scope_cursor", sa.Column("seq", sa.BigInteger(), nullable=True))
    op.add_column("scope_cursor", sa.Column("schema", sa.Integer(), nullable=True))
    op.add_column(
        "scope_cursor", sa.Column("rebase", sa.Boolean(create_constraint=False), nullable=True)
    )
    op.add_column("scope_cursor", sa.Column("read_at", t.instant(), nullable=True))
    op.add_column("scope_cursor", sa.Column("verified_at", t.instant(), nullable=True))
    op.execute("UPDATE scope_cursor SET schema = 1")
    op.create_table(
        "download",
        sa.Column("scope", sa.String(48), nullable=False),
        sa.Column("etag", sa.String(200), nullable=False),
        sa.Column("encoding", sa.String(16), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("direct", sa.Boolean(), nullable=False),
        sa.Column("laid", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_download")),
    )
    op.create_table(
        "download_piece",
        sa.Column("scope", sa.String(48), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "start", name=op.f("pk_download_piece")),
    )
    op.create_table(
        "bucket_digest",
        sa.Column("table", sa.String(40), nullable=False),
        sa.Column("bucket", sa.String(1), nullable=False),
        sa.Column("scope", sa.String(48), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(32), nullable=False),
        sa.Column("reckoned_at", t.instant(), nullable=False),
        sa.PrimaryKeyConstraint("table", "bucket", "scope", name=op.f("pk_bucket_digest")),
    )

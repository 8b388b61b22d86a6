"""What a desk keeps to find people however their names are spelt. Never synced.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

from desktop.models.migrations import column_types as t

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """On a desk only. The search fills the tables before its first answer."""
    if op.get_context().dialect.name != "sqlite":
        return
    op.create_table(
        "search_stale",
        sa.Column("resident_id", t.uuid(), primary_key=True, nullable=False),
    )
    op.create_table(
        "search_person",
        sa.Column("id", sa.Integer(), primary_key=True, nullable=False),
        sa.Column("resident_id", t.uuid(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("sort_name", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.UniqueConstraint("resident_id"),
    )
    op.create_table(
        "search_word",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True, nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("sounds", sa.Text(), nullable=False),
        sa.UniqueConstraint("word"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "search_place",
        sa.Column("room", sa.Text(), primary_key=True, nullable=False),
        sa.Column("person", sa.Integer(), primary_key=True, autoincrement=False, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_search_place_person", "search_place", ["person"])

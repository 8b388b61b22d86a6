"""The access log of a desk. Never synced by ops; it is sent by a call of its own.

The triggers let nobody change what was written: an entry is added at the end, is settled once, can
lose all that was typed, and may go only when it is settled and not the last of its chain.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

from desktop.models.migrations import column_types as t

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_KEPT = (
    *("id", "device_id", "number", "at", "actor", "what", "kind", "residents"),
    *("typed_digest", "site_id", "prev", "hash"),
)
_TYPED = ("criterion", "reason", "salt")


def _differ(names: tuple[str, ...]) -> str:
    return "(" + " OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in names) + ")"


_TRIGGERS = (
    f"""CREATE TRIGGER access_entry_update BEFORE UPDATE ON access_entry
WHEN {_differ(_KEPT)}
  OR (OLD.settled_at IS NOT NULL AND NEW.settled_at IS NOT NULL
      AND OLD.settled_at IS NOT NEW.settled_at)
  OR ({_differ(_TYPED)} AND coalesce(NEW.criterion, NEW.reason, NEW.salt) IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'the access log is never changed'); END""",
    """CREATE TRIGGER access_entry_insert BEFORE INSERT ON access_entry
WHEN NEW.number IS NOT (
    SELECT coalesce(max(number), 0) + 1 FROM access_entry WHERE device_id = NEW.device_id)
  OR NEW.prev IS NOT coalesce(
    (SELECT hash FROM access_entry WHERE device_id = NEW.device_id ORDER BY number DESC LIMIT 1),
    '0000000000000000000000000000000000000000000000000000000000000000')
BEGIN SELECT RAISE(ABORT, 'the access log is only added to at its end'); END""",
    """CREATE TRIGGER access_entry_delete BEFORE DELETE ON access_entry
WHEN OLD.settled_at IS NULL OR OLD.number IS (
    SELECT max(number) FROM access_entry WHERE device_id = OLD.device_id)
BEGIN SELECT RAISE(ABORT, 'the access log is never deleted before it is settled'); END""",
)


def upgrade() -> None:
    """On a desk only."""
    if op.get_context().dialect.name != "sqlite":
        return
    op.create_table(
        "access_entry",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True, nullable=False),
        sa.Column("device_id", t.uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", t.instant(), nullable=False),
        sa.Column("actor", t.uuid(), nullable=False),
        sa.Column("what", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("residents", t.json(), nullable=False),
        sa.Column("criterion", sa.String(500), nullable=True),
        sa.Column("salt", sa.String(32), nullable=True),
        sa.Column("reason", sa.String(500), nullable=True),
        sa.Column("typed_digest", sa.String(64), nullable=True),
        sa.Column("site_id", t.uuid(), nullable=True),
        sa.Column("prev", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("settled_at", t.instant(), nullable=True),
        sa.UniqueConstraint("device_id", "number"),
        sqlite_autoincrement=True,
    )
    for sql in _TRIGGERS:
        op.execute(sql)

"""Support needs, restricted incidents, conflict pairs, protected files; settings; a desk's sites.

A desk reads all it holds anew, for the version before passed these by.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

from desktop.models.migrations import column_types as t

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_ORG_TABLES = ("desk_site", "setting")
_SITE_TABLES = ("support_need", "restricted_incident", "conflict_pair", "protected_opening")


def upgrade() -> None:
    """Everywhere; the triggers of the lock at the store only."""
    _org()
    _residents()
    _confidential()
    if op.get_context().dialect.name == "postgresql":
        _locks()
    else:
        op.execute("UPDATE scope_cursor SET cursor = NULL")


def _org() -> None:
    op.create_table(
        "desk_site",
        sa.Column("id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("row_seq", sa.BigInteger(), nullable=True),
        sa.Column("desk_id", t.uuid(), sa.ForeignKey("desk.id"), nullable=False, index=True),
        sa.Column("site_id", t.uuid(), sa.ForeignKey("site.id"), nullable=False, index=True),
    )
    op.create_table(
        "setting",
        sa.Column("id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("row_seq", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(200), nullable=False, index=True),
        sa.Column("value", t.json(), nullable=True),
    )


def _residents() -> None:
    op.add_column("resident", sa.Column("moved_out_on", sa.Date(), nullable=True))
    op.add_column("resident", sa.Column("protected", sa.Boolean(), nullable=True))
    op.add_column("resident", sa.Column("hold_reason", sa.String(500), nullable=True))
    op.add_column("resident", sa.Column("hold_until", sa.Date(), nullable=True))
    op.add_column("resident", sa.Column("anonymised_on", sa.Date(), nullable=True))


def _confidential() -> None:
    op.create_table(
        "support_need",
        *_of_site(),
        _to("resident_id", "resident"),
        sa.Column("instruction", sa.String(200), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("sealed", sa.Text(), nullable=False),
    )
    op.create_table(
        "restricted_incident",
        *_of_site(),
        sa.Column("reported_at", t.instant(), nullable=False),
        sa.Column("reported_by", t.uuid(), sa.ForeignKey("user.id"), nullable=False),
        sa.Column("closed_at", t.instant(), nullable=True),
        sa.Column("sealed", sa.Text(), nullable=False),
    )
    op.create_table(
        "conflict_pair",
        *_of_site(),
        _to("resident_id", "resident"),
        _to("other_id", "resident"),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("sealed", sa.Text(), nullable=False),
    )
    op.create_table(
        "protected_opening",
        *_of_site(),
        _to("resident_id", "resident"),
        sa.Column("opened_by", t.uuid(), sa.ForeignKey("user.id"), nullable=False),
        sa.Column("opened_at", t.instant(), nullable=False),
        sa.Column("ends_at", t.instant(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("seen_by", t.uuid(), sa.ForeignKey("user.id"), nullable=True),
        sa.Column("seen_at", t.instant(), nullable=True),
    )


def _of_site() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("row_seq", sa.BigInteger(), nullable=True),
        sa.Column("site_id", t.uuid(), sa.ForeignKey("site.id"), nullable=False, index=True),
    )


def _to(name: str, table: str) -> sa.Column[object]:
    return sa.Column(name, t.uuid(), sa.ForeignKey(f"{table}.id"), nullable=False, index=True)


def _locks() -> None:
    for table in _ORG_TABLES:
        op.execute(
            f"CREATE TRIGGER needs_lock AFTER INSERT OR UPDATE OR DELETE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION org_rows_need_lock()"
        )
    for table in _SITE_TABLES:
        for name, event, side in (
            ("needs_lock_insert", "INSERT", "NEW"),
            ("needs_lock_update", "UPDATE", "NEW"),
            ("needs_lock_leave", "UPDATE", "OLD"),
            ("needs_lock_delete", "DELETE", "OLD"),
        ):
            op.execute(
                f"CREATE TRIGGER {name} AFTER {event} ON {table}"
                f" REFERENCING {side} TABLE AS written"
                " FOR EACH STATEMENT EXECUTE FUNCTION site_rows_need_lock()"
            )

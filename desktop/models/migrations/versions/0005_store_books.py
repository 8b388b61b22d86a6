"""The store keeps digests up to date, knows how far its log was compacted, and refuses writes to a
scope whose counter is not locked.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from desktop.models.migrations import column_types as t

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ORG_TABLES = ("site", "user", "user_site", "desk", "kit_type")
_SITE_TABLES = (
    "room",
    "bed",
    "household",
    "resident",
    "check_in_step",
    "stay",
    "meal_entitlement",
    "meal_serving",
    "kit_handout",
    "stock_movement",
    "incident",
    "incident_person",
    "measure",
    "conflict",
)

_POINTING = (
    ("user_site", "user_id"),
    ("bed", "room_id"),
    ("incident", "room_id"),
    ("stock_movement", "handout_id"),
)
"""By these the rows are found that hang on others, for every op that moves or deletes one."""


def upgrade() -> None:
    """The indexes everywhere, the rest at the store only. The digests are reckoned when the store
    is opened the next time."""
    for table, column in _POINTING:
        op.create_index(f"ix_{table}_{column}", table, [column])
    if op.get_context().dialect.name == "postgresql":
        _digests()
        _horizon()
        _locks()


def _digests() -> None:
    op.create_table(
        "scope_digest",
        sa.Column("scope", sa.String(48), primary_key=True, nullable=False),
        sa.Column("table", sa.String(40), primary_key=True, nullable=False),
        sa.Column(
            "bucket", sa.SmallInteger(), primary_key=True, autoincrement=False, nullable=False
        ),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("digest", postgresql.BIT(128), nullable=False),
        comment="What the rows of a scope add up to, kept up by whoever writes them. A bucket "
        "that is not here holds no row.",
    )
    op.add_column("store_state", sa.Column("digest_schema", sa.Integer(), nullable=True))


def _horizon() -> None:
    op.create_table(
        "log_base",
        sa.Column("scope", sa.String(48), primary_key=True, nullable=False),
        sa.Column("table", sa.String(40), primary_key=True, nullable=False),
        sa.Column("row_id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("op_id", t.uuid(), nullable=False),
        sa.Column("device_id", t.uuid(), nullable=False),
        sa.Column("actor", t.uuid(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        comment="What the log behind the horizon added up to: each row whole, as of the horizon, "
        "with the op that changed it last.",
    )
    op.add_column(
        "scope_counter",
        sa.Column("horizon", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
    )
    op.add_column("store_state", sa.Column("compacted_at", t.instant(), nullable=True))
    op.add_column(
        "receipt",
        sa.Column(
            "received_at",
            t.instant(),
            nullable=False,
            server_default=sa.text("date_trunc('second', now())"),
        ),
    )
    op.add_column(
        "device",
        sa.Column("receipt_horizon", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
    )
    op.add_column("field_version", sa.Column("actor", t.uuid(), nullable=True))
    op.add_column("field_version", sa.Column("op_id", t.uuid(), nullable=True))
    op.add_column("field_version", sa.Column("at", t.instant(), nullable=True))


def _locks() -> None:
    for statement in (_CHECK, _LOG_CHECK, _SITE_CHECK, _ORG_CHECK):
        op.execute(statement)
    for table in _ORG_TABLES:
        op.execute(
            f'CREATE TRIGGER needs_lock AFTER INSERT OR UPDATE OR DELETE ON "{table}"'
            " FOR EACH STATEMENT EXECUTE FUNCTION org_rows_need_lock()"
        )
    for table in ("log", *_SITE_TABLES):
        function = "log_needs_lock" if table == "log" else "site_rows_need_lock"
        for name, event, side in (
            ("needs_lock_insert", "INSERT", "NEW"),
            ("needs_lock_update", "UPDATE", "NEW"),
            ("needs_lock_leave", "UPDATE", "OLD"),
            ("needs_lock_delete", "DELETE", "OLD"),
        ):
            op.execute(
                f'CREATE TRIGGER {name} AFTER {event} ON "{table}"'
                f" REFERENCING {side} TABLE AS written"
                f" FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
            )


# A row that this transaction has locked carries its number as xmax; one that it has written,
# as xmin. A lock that was taken and let go leaves the number of another transaction.
_CHECK = """
CREATE OR REPLACE FUNCTION check_scopes_locked(scopes text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    free text;
BEGIN
    SELECT s INTO free FROM unnest(scopes) AS s
        WHERE NOT EXISTS (
            SELECT 1 FROM scope_counter AS c WHERE c.scope = s
                AND pg_current_xact_id()::xid IN (c.xmax, c.xmin)
        ) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'the counter of scope % is not locked by this transaction', free
            USING HINT = 'Lock its row in scope_counter FOR UPDATE before anything else, '
                'outside of any savepoint.';
    END IF;
END $$
"""
_LOG_CHECK = """
CREATE OR REPLACE FUNCTION log_needs_lock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM check_scopes_locked(ARRAY(SELECT DISTINCT scope FROM written));
    RETURN NULL;
END $$
"""
_SITE_CHECK = """
CREATE OR REPLACE FUNCTION site_rows_need_lock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM check_scopes_locked(ARRAY(
        SELECT coalesce('site:' || w.site_id, 'org') FROM (SELECT DISTINCT site_id FROM written) w
    ));
    RETURN NULL;
END $$
"""
_ORG_CHECK = """
CREATE OR REPLACE FUNCTION org_rows_need_lock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM check_scopes_locked(ARRAY['org']);
    RETURN NULL;
END $$
"""

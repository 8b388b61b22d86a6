"""The store keeps the access logs of all desks, and the spot checks that auditors make of them.

Nothing of a log is ever changed or taken away, whoever asks: triggers see to it. But what was typed
can be forgotten, criterion, reason and salt together, for the chain of hashes covers its digest.
And the oldest entries of a chain can go when the transaction says so and it is remembered where the
chain begins then; none before the store has had it for 180 days.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

from desktop.models.migrations import column_types as t

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """At the store only: a desk has its own log in a table of its own."""
    if op.get_context().dialect.name != "postgresql":
        return
    _log()
    _spot_checks()
    for statement in (_MAY_GO, _LOG, _PERSON, _BEGINNING, _NEVER):
        op.execute(statement)
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON access_log"
        " FOR EACH ROW EXECUTE FUNCTION access_log_is_kept()"
    )
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON access_person"
        " FOR EACH ROW EXECUTE FUNCTION access_person_is_kept()"
    )
    op.execute(
        "CREATE TRIGGER only_forward BEFORE INSERT OR UPDATE OR DELETE ON access_beginning"
        " FOR EACH ROW EXECUTE FUNCTION access_beginning_is_kept()"
    )
    for table in ("access_log", "access_person", "access_beginning"):
        op.execute(
            f"CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION access_rows_are_kept()"
        )


def _log() -> None:
    op.create_table(
        "access_log",
        sa.Column("device_id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("number", sa.BigInteger(), primary_key=True, autoincrement=False, nullable=False),
        sa.Column("at", t.instant(), nullable=False),
        sa.Column("actor", t.uuid(), nullable=False),
        sa.Column("what", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("typed_digest", sa.String(64), nullable=True),
        sa.Column("criterion", sa.String(500), nullable=True),
        sa.Column("reason", sa.String(500), nullable=True),
        sa.Column("salt", sa.String(32), nullable=True),
        sa.Column("site_id", t.uuid(), nullable=True),
        sa.Column("prev", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("received_at", t.instant(), nullable=False),
        comment="Who saw or did what, as each desk wrote it down: numbered from 1 and chained by "
        "hashes. The store itself is a device too: it logs who read this log.",
    )
    op.create_index("ix_access_log_at", "access_log", ["at", "device_id", "number"])
    op.create_index("ix_access_log_actor_at", "access_log", ["actor", "at"])
    op.create_table(
        "access_person",
        sa.Column("device_id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("number", sa.BigInteger(), primary_key=True, autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), primary_key=True, autoincrement=False, nullable=False),
        sa.Column("resident_id", t.uuid(), nullable=False),
        comment="Whom an entry of the access log concerns, in the order in which it was written.",
    )
    op.create_index("ix_access_person_resident_id", "access_person", ["resident_id"])
    op.create_table(
        "access_beginning",
        sa.Column("device_id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("forgotten_at", t.instant(), nullable=False),
        comment="Where a device's chain begins since its oldest entries have gone: number and hash "
        "of the last of these.",
    )
    op.create_table(
        "access_check",
        sa.Column("device_id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("whole_at", t.instant(), nullable=True),
        sa.Column("broken_number", sa.BigInteger(), nullable=True),
        sa.Column("problem", sa.String(16), nullable=True),
        comment="How far a device's chain was followed and found whole. ``whole_at``: when it was "
        "followed from its beginning, and what was found broken then or since.",
    )


def _spot_checks() -> None:
    op.create_table(
        "spot_check",
        sa.Column("id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("made_at", t.instant(), nullable=False),
        sa.Column("made_by", t.uuid(), nullable=False),
        sa.Column("since", t.instant(), nullable=False),
        sa.Column("until", t.instant(), nullable=False),
        sa.Column("per", sa.String(16), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        comment="A sample of the access log, drawn by chance: ``size`` entries of a period for "
        "each colleague or each resident.",
    )
    op.create_table(
        "spot_check_entry",
        sa.Column("spot_check_id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("subject", t.uuid(), primary_key=True, nullable=False),
        sa.Column("device_id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("number", sa.BigInteger(), primary_key=True, autoincrement=False, nullable=False),
        sa.Column("reviewed_at", t.instant(), nullable=True),
        sa.Column("reviewed_by", t.uuid(), nullable=True),
        sa.Column("note", sa.String(500), nullable=True),
        comment="An entry that was drawn, for which colleague or resident, and what an auditor "
        "who looked at it wrote down.",
    )


_MAY_GO = """
CREATE OR REPLACE FUNCTION access_may_go(device uuid, entry bigint) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    RETURN current_setting('ankomst.forgets_access_of', true) = device::text AND EXISTS (
        SELECT 1 FROM access_beginning AS b WHERE b.device_id = device AND b.number >= entry);
END $$
"""

# What was typed is covered by a digest, so that it can go and the chain still holds.
_LOG = """
CREATE OR REPLACE FUNCTION access_log_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    typed text[] := ARRAY['criterion', 'reason', 'salt'];
BEGIN
    IF TG_OP = 'UPDATE' AND coalesce(NEW.criterion, NEW.reason, NEW.salt) IS NULL
        AND to_jsonb(NEW) - typed = to_jsonb(OLD) - typed THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' AND OLD.received_at < now() - interval '180 days'
        AND access_may_go(OLD.device_id, OLD.number) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'entries of the access log are kept as they are';
END $$
"""

_PERSON = """
CREATE OR REPLACE FUNCTION access_person_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND access_may_go(OLD.device_id, OLD.number) AND NOT EXISTS (
        SELECT 1 FROM access_log AS l WHERE l.device_id = OLD.device_id AND l.number = OLD.number)
    THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'entries of the access log are kept as they are';
END $$
"""

# A beginning before which there is nothing is what a restore brings; no entry can go by it.
_BEGINNING = """
CREATE OR REPLACE FUNCTION access_beginning_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NOT EXISTS (SELECT 1 FROM access_log AS l
            WHERE l.device_id = NEW.device_id AND l.number <= NEW.number) THEN
            RETURN NEW;
        END IF;
    ELSIF TG_OP = 'DELETE' OR NEW.device_id <> OLD.device_id OR NEW.number <= OLD.number THEN
        RAISE EXCEPTION 'entries of the access log are kept as they are';
    END IF;
    IF current_setting('ankomst.forgets_access_of', true) = NEW.device_id::text
        AND EXISTS (SELECT 1 FROM access_log AS l WHERE l.device_id = NEW.device_id
            AND l.number = NEW.number AND l.hash = NEW.hash)
        AND NOT EXISTS (SELECT 1 FROM access_log AS l WHERE l.device_id = NEW.device_id
            AND l.number <= NEW.number AND l.received_at >= now() - interval '180 days') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'entries of the access log are kept as they are';
END $$
"""

_NEVER = """
CREATE OR REPLACE FUNCTION access_rows_are_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'entries of the access log are kept as they are';
END $$
"""

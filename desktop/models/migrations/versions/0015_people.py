"""People from their announcement to their leaving: photos, guardians, pets, absences, appointments,
referrals, concern for a child, records of one person, check-outs; more of an arrival.

A desk reads all it holds anew, for the version before passed these by.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

from desktop.models.migrations import column_types as t

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_TABLES = (
    "further_step",
    "photo",
    "guardian",
    "pet",
    "absence",
    "appointment",
    "referral",
    "child_concern",
    "not_same",
    "merge_record",
    "check_out",
    "check_out_step",
)
_LANGUAGES = ("uk", "ru", "da", "en", "pl", "ro", "de", "ar", "fa", "tr", "fr")


def upgrade() -> None:
    """Everywhere; the triggers of the lock at the store only."""
    _residents()
    _of_check_in()
    _beside()
    _referrals()
    _records()
    _check_outs()
    if op.get_context().dialect.name == "postgresql":
        _locks()
    else:
        op.execute("UPDATE scope_cursor SET cursor = NULL")


def _residents() -> None:
    op.execute(  # SQLite takes a CHECK with a new column, and by no other way
        "ALTER TABLE household ADD COLUMN keep_together VARCHAR(24)"
        " CONSTRAINT ck_household_keep_together"
        " CHECK (keep_together IN ('yes', 'preferred', 'no'))"
    )
    for column in (
        sa.Column("visitated_on", sa.Date(), nullable=True),
        sa.Column("takeover_on", sa.Date(), nullable=True),
        sa.Column("considerations", sa.String(500), nullable=True),
        sa.Column("needs_meals", sa.Boolean(), nullable=True),
        sa.Column("arrival_reference", sa.String(200), nullable=True),
        sa.Column("arrival_outcome_reason", sa.String(500), nullable=True),
        sa.Column("merged", sa.Boolean(), nullable=True),
    ):
        op.add_column("resident", column)


def _of_check_in() -> None:
    op.create_table(
        "further_step",
        *_of_site(),
        _to("resident_id", "resident"),
        sa.Column(
            "kind", t.choice("photo", "key", "ticket", "privacy", name="kind"), nullable=False
        ),
        sa.Column("done_at", t.instant(), nullable=False),
        _by("done_by"),
        sa.Column("language", t.choice(*_LANGUAGES, name="language"), nullable=True),
        sa.Column("version", sa.String(200), nullable=True),
        sa.Column("note", sa.String(500), nullable=True),
        *_once("voided"),
    )
    op.create_table(
        "photo",
        *_of_site(),
        _to("resident_id", "resident"),
        sa.Column("taken_at", t.instant(), nullable=False),
        _by("taken_by"),
        sa.Column("image", sa.String(60_000), nullable=False),
        *_once("voided"),
    )


def _beside() -> None:
    op.create_table(
        "guardian",
        *_of_site(),
        _to("resident_id", "resident"),
        _to("guardian_id", "resident", nullable=True),
        sa.Column("name", sa.String(200), nullable=True),
        sa.Column("phone", sa.String(200), nullable=True),
        sa.Column("relation", sa.String(200), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
    )
    approvals = t.choice("applied", "approved", "refused", "phase_out", name="approval")
    op.create_table(
        "pet",
        *_of_site(),
        _to("resident_id", "resident"),
        sa.Column("species", t.choice("cat", "dog", "other", name="species"), nullable=False),
        sa.Column("name", sa.String(200), nullable=True),
        sa.Column("chip", sa.String(200), nullable=True),
        sa.Column("passport", sa.String(200), nullable=True),
        sa.Column("rabies_valid_until", sa.Date(), nullable=True),
        sa.Column("approval", approvals, nullable=False),
        sa.Column("phase_out_on", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(500), nullable=True),
    )
    op.create_table(
        "absence",
        *_of_site(),
        _to("resident_id", "resident"),
        sa.Column(
            "kind", t.choice("hospital", "police", "travel", "other", name="kind"), nullable=False
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("expected_back_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(500), nullable=True),
    )
    states = t.choice("planned", "held", "missed", "cancelled", name="state")
    op.create_table(
        "appointment",
        *_of_site(),
        _to("resident_id", "resident"),
        sa.Column("kind", t.choice("welcome", "contract", "other", name="kind"), nullable=False),
        sa.Column("title", sa.String(200), nullable=True),
        sa.Column("at", t.instant(), nullable=False),
        sa.Column("place", sa.String(200), nullable=True),
        sa.Column("language", t.choice(*_LANGUAGES, name="language"), nullable=True),
        sa.Column("state", states, nullable=False),
        sa.Column("note", sa.String(500), nullable=True),
    )


def _referrals() -> None:
    op.create_table(
        "referral",
        *_of_site(),
        _to("resident_id", "resident"),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column(
            "state", t.choice("sent", "accepted", "declined", "done", name="state"), nullable=False
        ),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("sealed", sa.Text(), nullable=False),
    )
    op.create_table(
        "child_concern",
        *_of_site(),
        _to("resident_id", "resident"),
        sa.Column("passed_on_at", t.instant(), nullable=False),
        _by("passed_on_by"),
        sa.Column("passed_on_to", sa.String(200), nullable=False),
        sa.Column("how", sa.String(200), nullable=True),
        sa.Column("reference", sa.String(200), nullable=True),
        *_once("voided"),
    )


def _records() -> None:
    op.create_table(
        "not_same",
        *_of_site(),
        _to("resident_id", "resident"),
        _to("other_id", "resident"),
        sa.Column("said_at", t.instant(), nullable=False),
        _by("said_by"),
        *_once("voided"),
    )
    op.create_table(
        "merge_record",
        *_of_site(),
        _to("kept_id", "resident"),
        _to("gone_id", "resident"),
        sa.Column("merged_at", t.instant(), nullable=False),
        _by("merged_by"),
        sa.Column("before", t.json(), nullable=False),
        *_once("undone"),
    )


def _check_outs() -> None:
    reasons = t.choice(
        "own_home",
        "left_country",
        "other_municipality",
        "evicted",
        "deceased",
        "other",
        name="reason",
    )
    op.create_table(
        "check_out",
        *_of_site(),
        _to("resident_id", "resident"),
        sa.Column("reason", reasons, nullable=False),
        sa.Column("note", sa.String(500), nullable=True),
        sa.Column("forwarding_address", sa.String(500), nullable=True),
        sa.Column("leaves_on", sa.Date(), nullable=False),
        sa.Column("begun_at", t.instant(), nullable=False),
        _by("begun_by"),
        sa.Column("done_at", t.instant(), nullable=True),
        sa.Column("cancelled_at", t.instant(), nullable=True),
    )
    kinds = t.choice("inspection", "keys", "loans", "bed", name="kind")
    op.create_table(
        "check_out_step",
        *_of_site(),
        _to("resident_id", "resident"),
        _to("check_out_id", "check_out"),
        sa.Column("kind", kinds, nullable=False),
        sa.Column("done_at", t.instant(), nullable=False),
        _by("done_by"),
        sa.Column("note", sa.String(500), nullable=True),
        *_once("voided"),
    )


def _of_site() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("row_seq", sa.BigInteger(), nullable=True),
        sa.Column("site_id", t.uuid(), sa.ForeignKey("site.id"), nullable=False, index=True),
    )


def _to(name: str, table: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, t.uuid(), sa.ForeignKey(f"{table}.id"), nullable=nullable, index=True)


def _by(name: str) -> sa.Column[object]:
    return sa.Column(name, t.uuid(), sa.ForeignKey("user.id"), nullable=False)


def _once(what: str) -> tuple[sa.Column[object], ...]:
    return (
        sa.Column(f"{what}_at", t.instant(), nullable=True),
        sa.Column(f"{what}_by", t.uuid(), sa.ForeignKey("user.id"), nullable=True),
    )


def _locks() -> None:
    for table in _TABLES:
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

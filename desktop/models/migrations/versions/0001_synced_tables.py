"""What desks and the store agree on: sites and people, rooms, kits, meals and incidents.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

from desktop.models.migrations import column_types as t

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes every synced table, each after those it points to."""
    _sites()
    _kit_types()
    _rooms_and_beds()
    _residents()
    _stays()
    _meals()
    _kits()
    _incidents()
    _conflicts()


def _sites() -> None:
    op.create_table(
        "site",
        sa.Column("id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("row_seq", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column(
            "type",
            t.choice("centre", "pavilion", "apartment", "hotel", "special", name="type"),
            nullable=False,
        ),
        sa.Column("reception", sa.Boolean(), nullable=False),
        sa.Column("address", sa.String(200), nullable=True),
        sa.Column("pets_allowed", sa.Boolean(), nullable=False),
        sa.Column("step_free", sa.Boolean(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
    )
    op.create_table(
        "user",
        sa.Column("id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("row_seq", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column(
            "role",
            t.choice("host", "lead", "coordinator", "liaison", "admin", "auditor", name="role"),
            nullable=False,
        ),
        sa.Column("enabled", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "user_site",
        sa.Column("id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("row_seq", sa.BigInteger(), nullable=True),
        sa.Column("user_id", t.uuid(), sa.ForeignKey("user.id"), nullable=False),
        sa.Column("site_id", t.uuid(), sa.ForeignKey("site.id"), nullable=False),
    )
    op.create_index("ix_user_site_site_id", "user_site", ["site_id"])
    op.create_table(
        "desk",
        sa.Column("id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("row_seq", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
    )


def _kit_types() -> None:
    op.create_table(
        "kit_type",
        sa.Column("id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("row_seq", sa.BigInteger(), nullable=True),
        sa.Column("name_da", sa.String(200), nullable=False),
        sa.Column("name_uk", sa.String(200), nullable=False),
        sa.Column("name_ru", sa.String(200), nullable=False),
        sa.Column(
            "audience",
            t.choice("adult", "child", "infant", "household", name="audience"),
            nullable=False,
        ),
        sa.Column("items", t.json(), nullable=False),
        sa.Column("display_order", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
    )


def _rooms_and_beds() -> None:
    op.create_table(
        "room",
        sa.Column("id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("row_seq", sa.BigInteger(), nullable=True),
        sa.Column("site_id", t.uuid(), sa.ForeignKey("site.id"), nullable=False),
        sa.Column("number", sa.String(200), nullable=False),
        sa.Column("building", sa.String(200), nullable=True),
        sa.Column("floor", sa.String(200), nullable=True),
        sa.Column(
            "type", t.choice("single", "shared", "family", "dormitory", name="type"), nullable=False
        ),
        sa.Column(
            "gender_rule", t.choice("any", "women", "men", name="gender_rule"), nullable=False
        ),
        sa.Column("step_free", sa.Boolean(), nullable=False),
        sa.Column("display_order", sa.Integer(), nullable=False),
    )
    op.create_index("ix_room_site_id", "room", ["site_id"])
    op.create_table(
        "bed",
        sa.Column("id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("row_seq", sa.BigInteger(), nullable=True),
        sa.Column("site_id", t.uuid(), sa.ForeignKey("site.id"), nullable=False),
        sa.Column("room_id", t.uuid(), sa.ForeignKey("room.id"), nullable=False),
        sa.Column("label", sa.String(200), nullable=False),
    )
    op.create_index("ix_bed_site_id", "bed", ["site_id"])


def _residents() -> None:
    op.create_table(
        "household",
        sa.Column("id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("row_seq", sa.BigInteger(), nullable=True),
        sa.Column("site_id", t.uuid(), sa.ForeignKey("site.id"), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("together", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(1000), nullable=True),
    )
    op.create_index("ix_household_site_id", "household", ["site_id"])
    op.create_table(
        "resident",
        sa.Column("id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("row_seq", sa.BigInteger(), nullable=True),
        sa.Column("site_id", t.uuid(), sa.ForeignKey("site.id"), nullable=False),
        sa.Column("number", sa.String(200), nullable=False),
        sa.Column("household_id", t.uuid(), sa.ForeignKey("household.id"), nullable=True),
        sa.Column(
            "household_role",
            t.choice("head", "partner", "child", "parent", "other", name="household_role"),
            nullable=False,
        ),
        sa.Column("surname", sa.String(200), nullable=False),
        sa.Column("given_names", sa.String(200), nullable=False),
        sa.Column("surname_cyrillic", sa.String(200), nullable=True),
        sa.Column("given_names_cyrillic", sa.String(200), nullable=True),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column(
            "birth_precision",
            t.choice("exact", "year", "estimated", name="birth_precision"),
            nullable=False,
        ),
        sa.Column("sex", t.choice("female", "male", "other", name="sex"), nullable=False),
        sa.Column("cpr", sa.String(200), nullable=True),
        sa.Column("foreigner_number", sa.String(200), nullable=True),
        sa.Column("document_type", sa.String(200), nullable=True),
        sa.Column("document_number", sa.String(200), nullable=True),
        sa.Column("document_expires_on", sa.Date(), nullable=True),
        sa.Column("permit_expires_on", sa.Date(), nullable=True),
        sa.Column(
            "legal_group",
            t.choice("special_act", "quota", "family_reunified", "patient", name="legal_group"),
            nullable=False,
        ),
        sa.Column("languages", t.json(), nullable=True),
        sa.Column(
            "interpreter_language",
            t.choice(
                "uk",
                "ru",
                "da",
                "en",
                "pl",
                "ro",
                "de",
                "ar",
                "fa",
                "tr",
                "fr",
                name="interpreter_language",
            ),
            nullable=True,
        ),
        sa.Column("phone", sa.String(200), nullable=True),
        sa.Column("email", sa.String(200), nullable=True),
        sa.Column("emergency_contact", sa.String(200), nullable=True),
        sa.Column("allergies", sa.String(500), nullable=True),
        sa.Column("diet", sa.String(200), nullable=True),
        sa.Column("instruction", sa.String(200), nullable=True),
        sa.Column("pets", sa.String(200), nullable=True),
        sa.Column(
            "status",
            t.choice(
                "expected",
                "arrived",
                "resident",
                "away",
                "moved_out",
                "no_show",
                "cancelled",
                name="status",
            ),
            nullable=False,
        ),
        sa.Column("expected_at", t.instant(), nullable=True),
        sa.Column("expected_from", sa.String(200), nullable=True),
        sa.Column("arrived_on", sa.Date(), nullable=True),
        sa.Column("last_contact_on", sa.Date(), nullable=True),
    )
    op.create_index("ix_resident_household_id", "resident", ["household_id"])
    op.create_index("ix_resident_site_id", "resident", ["site_id"])
    op.create_index("ix_resident_status", "resident", ["status"])
    op.create_index("ix_resident_surname", "resident", ["surname"])
    op.create_table(
        "check_in_step",
        sa.Column("id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("row_seq", sa.BigInteger(), nullable=True),
        sa.Column("site_id", t.uuid(), sa.ForeignKey("site.id"), nullable=False),
        sa.Column("resident_id", t.uuid(), sa.ForeignKey("resident.id"), nullable=False),
        sa.Column(
            "kind",
            t.choice("identity", "bed", "lease", "house_rules", "kit", "meals", name="kind"),
            nullable=False,
        ),
        sa.Column("done_at", t.instant(), nullable=False),
        sa.Column("done_by", t.uuid(), sa.ForeignKey("user.id"), nullable=False),
        sa.Column(
            "language",
            t.choice(
                "uk", "ru", "da", "en", "pl", "ro", "de", "ar", "fa", "tr", "fr", name="language"
            ),
            nullable=True,
        ),
        sa.Column("version", sa.String(200), nullable=True),
        sa.Column("note", sa.String(500), nullable=True),
        sa.Column("voided_at", t.instant(), nullable=True),
        sa.Column("voided_by", t.uuid(), sa.ForeignKey("user.id"), nullable=True),
    )
    op.create_index("ix_check_in_step_resident_id", "check_in_step", ["resident_id"])
    op.create_index("ix_check_in_step_site_id", "check_in_step", ["site_id"])


def _stays() -> None:
    op.create_table(
        "stay",
        sa.Column("id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("row_seq", sa.BigInteger(), nullable=True),
        sa.Column("site_id", t.uuid(), sa.ForeignKey("site.id"), nullable=False),
        sa.Column("bed_id", t.uuid(), sa.ForeignKey("bed.id"), nullable=False),
        sa.Column("resident_id", t.uuid(), sa.ForeignKey("resident.id"), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("kind", t.choice("reserved", "actual", name="kind"), nullable=False),
        sa.Column(
            "state", t.choice("confirmed", "contested", "cancelled", name="state"), nullable=False
        ),
        sa.Column("reason", sa.String(200), nullable=True),
        sa.Column("decided_by", t.uuid(), sa.ForeignKey("user.id"), nullable=True),
        sa.CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name="ends_after_start"),
    )
    op.create_index("ix_stay_bed_id", "stay", ["bed_id"])
    op.create_index("ix_stay_resident_id", "stay", ["resident_id"])
    op.create_index("ix_stay_site_id", "stay", ["site_id"])


def _meals() -> None:
    op.create_table(
        "meal_entitlement",
        sa.Column("id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("row_seq", sa.BigInteger(), nullable=True),
        sa.Column("site_id", t.uuid(), sa.ForeignKey("site.id"), nullable=False),
        sa.Column("resident_id", t.uuid(), sa.ForeignKey("resident.id"), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(200), nullable=True),
    )
    op.create_index("ix_meal_entitlement_resident_id", "meal_entitlement", ["resident_id"])
    op.create_index("ix_meal_entitlement_site_id", "meal_entitlement", ["site_id"])
    op.create_table(
        "meal_serving",
        sa.Column("id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("row_seq", sa.BigInteger(), nullable=True),
        sa.Column("site_id", t.uuid(), sa.ForeignKey("site.id"), nullable=False),
        sa.Column("resident_id", t.uuid(), sa.ForeignKey("resident.id"), nullable=False),
        sa.Column("meal", t.choice("breakfast", "lunch", "dinner", name="meal"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("served_at", t.instant(), nullable=False),
        sa.Column("served_by", t.uuid(), sa.ForeignKey("user.id"), nullable=False),
        sa.Column("desk_name", sa.String(200), nullable=False),
        sa.Column("override_reason", sa.String(200), nullable=True),
        sa.Column("voided_at", t.instant(), nullable=True),
        sa.Column("voided_by", t.uuid(), sa.ForeignKey("user.id"), nullable=True),
    )
    op.create_index("ix_meal_serving_day_meal", "meal_serving", ["day", "meal"])
    op.create_index("ix_meal_serving_resident_id", "meal_serving", ["resident_id"])
    op.create_index("ix_meal_serving_site_id", "meal_serving", ["site_id"])


def _kits() -> None:
    op.create_table(
        "kit_handout",
        sa.Column("id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("row_seq", sa.BigInteger(), nullable=True),
        sa.Column("site_id", t.uuid(), sa.ForeignKey("site.id"), nullable=False),
        sa.Column("kit_type_id", t.uuid(), sa.ForeignKey("kit_type.id"), nullable=False),
        sa.Column("resident_id", t.uuid(), sa.ForeignKey("resident.id"), nullable=False),
        sa.Column("items", t.json(), nullable=False),
        sa.Column("handed_at", t.instant(), nullable=False),
        sa.Column("handed_by", t.uuid(), sa.ForeignKey("user.id"), nullable=False),
        sa.Column("returned_at", t.instant(), nullable=True),
        sa.Column("returned_by", t.uuid(), sa.ForeignKey("user.id"), nullable=True),
        sa.Column("voided_at", t.instant(), nullable=True),
        sa.Column("voided_by", t.uuid(), sa.ForeignKey("user.id"), nullable=True),
    )
    op.create_index("ix_kit_handout_resident_id", "kit_handout", ["resident_id"])
    op.create_index("ix_kit_handout_site_id", "kit_handout", ["site_id"])
    op.create_table(
        "stock_movement",
        sa.Column("id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("row_seq", sa.BigInteger(), nullable=True),
        sa.Column("site_id", t.uuid(), sa.ForeignKey("site.id"), nullable=False),
        sa.Column("kit_type_id", t.uuid(), sa.ForeignKey("kit_type.id"), nullable=False),
        sa.Column(
            "kind",
            t.choice("delivery", "handout", "return", "loss", "count", name="kind"),
            nullable=False,
        ),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("handout_id", t.uuid(), sa.ForeignKey("kit_handout.id"), nullable=True),
        sa.Column("reason", sa.String(200), nullable=True),
        sa.Column("moved_at", t.instant(), nullable=False),
        sa.Column("moved_by", t.uuid(), sa.ForeignKey("user.id"), nullable=False),
    )
    op.create_index("ix_stock_movement_site_id", "stock_movement", ["site_id"])


def _incidents() -> None:
    op.create_table(
        "incident",
        sa.Column("id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("row_seq", sa.BigInteger(), nullable=True),
        sa.Column("site_id", t.uuid(), sa.ForeignKey("site.id"), nullable=False),
        sa.Column("number", sa.String(200), nullable=False),
        sa.Column("happened_at", t.instant(), nullable=False),
        sa.Column("reported_at", t.instant(), nullable=False),
        sa.Column("reported_by", t.uuid(), sa.ForeignKey("user.id"), nullable=False),
        sa.Column(
            "place",
            t.choice(
                "kitchen",
                "room",
                "bathroom",
                "corridor",
                "common_room",
                "laundry",
                "outdoors",
                "other",
                name="place",
            ),
            nullable=False,
        ),
        sa.Column("room_id", t.uuid(), sa.ForeignKey("room.id"), nullable=True),
        sa.Column(
            "category",
            t.choice(
                "noise",
                "smoking",
                "alcohol",
                "cleanliness",
                "children",
                "cooking",
                "vandalism",
                "threats",
                "violence",
                "fire_safety",
                "other",
                name="category",
            ),
            nullable=False,
        ),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("facts", sa.String(8000), nullable=False),
        sa.Column("assessment", sa.String(8000), nullable=True),
        sa.Column("injuries", sa.Boolean(), nullable=False),
        sa.Column("ambulance", sa.Boolean(), nullable=False),
        sa.Column("police_case", sa.String(200), nullable=True),
        sa.Column(
            "status",
            t.choice("open", "hearing", "decided", "closed", name="status"),
            nullable=False,
        ),
    )
    op.create_index("ix_incident_happened_at", "incident", ["happened_at"])
    op.create_index("ix_incident_site_id", "incident", ["site_id"])
    op.create_index("ix_incident_status", "incident", ["status"])
    op.create_table(
        "incident_person",
        sa.Column("id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("row_seq", sa.BigInteger(), nullable=True),
        sa.Column("site_id", t.uuid(), sa.ForeignKey("site.id"), nullable=False),
        sa.Column("incident_id", t.uuid(), sa.ForeignKey("incident.id"), nullable=False),
        sa.Column("resident_id", t.uuid(), sa.ForeignKey("resident.id"), nullable=False),
        sa.Column("part", t.choice("involved", "affected", "witness", name="part"), nullable=False),
    )
    op.create_index("ix_incident_person_incident_id", "incident_person", ["incident_id"])
    op.create_index("ix_incident_person_resident_id", "incident_person", ["resident_id"])
    op.create_index("ix_incident_person_site_id", "incident_person", ["site_id"])
    op.create_table(
        "measure",
        sa.Column("id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("row_seq", sa.BigInteger(), nullable=True),
        sa.Column("site_id", t.uuid(), sa.ForeignKey("site.id"), nullable=False),
        sa.Column("incident_id", t.uuid(), sa.ForeignKey("incident.id"), nullable=False),
        sa.Column("resident_id", t.uuid(), sa.ForeignKey("resident.id"), nullable=True),
        sa.Column(
            "kind",
            t.choice(
                "talk",
                "oral_warning",
                "written_warning",
                "hearing",
                "relocation",
                "referral",
                "police",
                "termination",
                name="kind",
            ),
            nullable=False,
        ),
        sa.Column(
            "state", t.choice("proposed", "decided", "dropped", name="state"), nullable=False
        ),
        sa.Column("taken_at", t.instant(), nullable=False),
        sa.Column("taken_by", t.uuid(), sa.ForeignKey("user.id"), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(1000), nullable=True),
    )
    op.create_index("ix_measure_incident_id", "measure", ["incident_id"])
    op.create_index("ix_measure_resident_id", "measure", ["resident_id"])
    op.create_index("ix_measure_site_id", "measure", ["site_id"])


def _conflicts() -> None:
    op.create_table(
        "conflict",
        sa.Column("id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("row_seq", sa.BigInteger(), nullable=True),
        sa.Column("site_id", t.uuid(), sa.ForeignKey("site.id"), nullable=True),
        sa.Column("table", sa.String(40), nullable=False),
        sa.Column("row_id", t.uuid(), nullable=False),
        sa.Column("field_group", sa.String(200), nullable=False),
        sa.Column("current", t.json(), nullable=True),
        sa.Column("candidates", t.json(), nullable=False),
        sa.Column("state", t.choice("open", "decided", name="state"), nullable=False),
        sa.Column("decided_by", t.uuid(), sa.ForeignKey("user.id"), nullable=True),
        sa.Column("decided_at", t.instant(), nullable=True),
        sa.Column("decided_value", t.json(), nullable=True),
    )
    op.create_index("ix_conflict_row_id", "conflict", ["row_id"])
    op.create_index("ix_conflict_site_id", "conflict", ["site_id"])
    op.create_index("ix_conflict_state", "conflict", ["state"])

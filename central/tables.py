"""What only the central store holds: its log, its receipts, its devices. Never synced.

The synced tables stand beside these in the same PostgreSQL database, made from
``desktop.models``; a row's ``row_seq`` is the seq of its last accepted change.
"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from desktop.models.base import NAMING, Id, Instant, Json

STORE = sa.MetaData(naming_convention=NAMING)

store_state = sa.Table(
    "store_state",
    STORE,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("epoch", Id, nullable=False),
    sa.Column("begun_at", Instant, nullable=False),
    sa.Column("digest_schema", sa.Integer),
    sa.Column("compacted_at", Instant),
    sa.CheckConstraint("id = 1", name="single"),
    comment="One row: which life of the store this is. A restore begins a new epoch.",
)
"""``digest_schema`` is the schema version for which the digests are kept: where it is another or
null, they are reckoned anew when the store is opened."""

scope_counter = sa.Table(
    "scope_counter",
    STORE,
    sa.Column("scope", sa.String(48), primary_key=True),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("horizon", sa.BigInteger, nullable=False, server_default=sa.text("0")),
    comment="The last seq of each scope. A writing transaction locks these rows first, in order.",
)
"""Up to ``horizon``, a scope's log is gone and its sum stands in ``log_base``."""

scope_digest = sa.Table(
    "scope_digest",
    STORE,
    sa.Column("scope", sa.String(48), primary_key=True),
    sa.Column("table", sa.String(40), primary_key=True),
    sa.Column("bucket", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("rows", sa.BigInteger, nullable=False),
    sa.Column("digest", postgresql.BIT(128), nullable=False),
    comment="What the rows of a scope add up to, kept up by whoever writes them. A bucket "
    "that is not here holds no row.",
)

log = sa.Table(
    "log",
    STORE,
    sa.Column("scope", sa.String(48), primary_key=True),
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("op_id", Id, nullable=False),
    sa.Column("device_id", Id, nullable=False),
    sa.Column("actor", Id, nullable=False),
    sa.Column("action", sa.String(40), nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("received_at", Instant, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("entries", sa.JSON, nullable=False),
    comment="One accepted op as one scope sees it. ``entries`` is a list of ``size`` objects "
    "{table, id, kind, fields}, kept as the text that goes out on the wire.",
)

log_base = sa.Table(
    "log_base",
    STORE,
    sa.Column("scope", sa.String(48), primary_key=True),
    sa.Column("table", sa.String(40), primary_key=True),
    sa.Column("row_id", Id, primary_key=True),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("op_id", Id, nullable=False),
    sa.Column("device_id", Id, nullable=False),
    sa.Column("actor", Id, nullable=False),
    sa.Column("fields", sa.JSON, nullable=False),
    comment="What the log behind the horizon added up to: each row whole, as of the horizon, "
    "with the op that changed it last.",
)

receipt = sa.Table(
    "receipt",
    STORE,
    sa.Column("device_id", Id, primary_key=True),
    sa.Column("device_seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("op_id", Id, nullable=False, index=True),
    sa.Column("digest", sa.LargeBinary, nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("seq", sa.BigInteger),
    sa.Column("conflicts", postgresql.ARRAY(postgresql.UUID(as_uuid=False)), nullable=False),
    sa.Column("error", Json),
    sa.Column(
        "received_at",
        Instant,
        nullable=False,
        server_default=sa.text("date_trunc('second', now())"),
    ),
    comment="What was answered to an op, so that its repetition is answered alike. ``digest`` is "
    "the SHA-256 of the op's content without its number.",
)

field_version = sa.Table(
    "field_version",
    STORE,
    sa.Column("table", sa.String(40), primary_key=True),
    sa.Column("row_id", Id, primary_key=True),
    sa.Column("field_group", sa.String(200), primary_key=True),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("device_id", Id),
    sa.Column("actor", Id),
    sa.Column("op_id", Id),
    sa.Column("at", Instant),
    comment="The last accepted change of a field group. A row that was never updated has none: "
    "its insert, at row_seq, is the last change of every group. With a row's first update its "
    "insert is written down as the group '' (device unknown here, to be read from the log).",
)
"""``actor``, ``op_id`` and ``at`` are filled in, and the insert's device, when the line of the log
that told them goes behind the horizon."""

tombstone = sa.Table(
    "tombstone",
    STORE,
    sa.Column("table", sa.String(40), primary_key=True),
    sa.Column("row_id", Id, primary_key=True),
    sa.Column("scope", sa.String(48), nullable=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
    comment="A row that a person deleted; it never returns.",
)

departure = sa.Table(
    "departure",
    STORE,
    sa.Column("table", sa.String(40), primary_key=True),
    sa.Column("row_id", Id, primary_key=True),
    sa.Column("scope", sa.String(48), primary_key=True),
    sa.Column("seq", sa.BigInteger, nullable=False),
    comment="A row that left a scope for another, and when it did so last: what a desk did there "
    "without knowing follows it. It stays when the row comes back.",
)

device = sa.Table(
    "device",
    STORE,
    sa.Column("id", Id, primary_key=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("token_hash", sa.LargeBinary, nullable=False, unique=True),
    sa.Column("scopes", postgresql.ARRAY(sa.String(48)), nullable=False),
    sa.Column("last_device_seq", sa.BigInteger, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("revoked_at", Instant),
    sa.Column("receipt_horizon", sa.BigInteger, nullable=False, server_default=sa.text("0")),
    sa.Column("escrow", sa.LargeBinary),
    comment="An enrolled desk. ``token_hash`` is the SHA-256 of its bearer token.",
)
"""The receipts of its ops up to ``receipt_horizon`` are gone. ``escrow`` is the key of its
database, sealed by the master key."""

enrol_code = sa.Table(
    "enrol_code",
    STORE,
    sa.Column("hash", sa.LargeBinary, primary_key=True),
    sa.Column("scopes", postgresql.ARRAY(sa.String(48)), nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("used_at", Instant),
    comment="A code with which one desk may enrol, once.",
)

enrol_attempt = sa.Table(
    "enrol_attempt",
    STORE,
    sa.Column("address", sa.LargeBinary, primary_key=True),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("last_at", Instant, nullable=False),
    comment="Wrong codes and passwords, by the keyed hash of the address they came from or of "
    "whose they were to be. Forgotten after ten minutes.",
)

credential = sa.Table(
    "credential",
    STORE,
    sa.Column("user_id", Id, primary_key=True),
    sa.Column("hash", sa.String(200), nullable=False),
    sa.Column("changed_at", Instant, nullable=False),
    sa.Column("generation", sa.Integer, nullable=False, server_default=sa.text("1")),
    sa.Column("must_change", sa.Boolean, nullable=False, server_default=sa.text("false")),
    comment="A colleague's password as Argon2id.",
)
"""``generation`` counts the passwords that they had: what was made under another is void."""

store_secret = sa.Table(
    "store_secret",
    STORE,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("store_id", Id, nullable=False),
    sa.Column("key_id", sa.String(16)),
    sa.Column("confidential_number", sa.Integer, nullable=False, server_default=sa.text("1")),
    sa.Column("confidential", sa.LargeBinary),
    sa.CheckConstraint("id = 1", name="single"),
    comment="One row: by which master key secrets are sealed (the key itself stands in a file), "
    "and the confidential key, sealed.",
)

key_slot = sa.Table(
    "key_slot",
    STORE,
    sa.Column("device_id", Id, primary_key=True),
    sa.Column("user_id", Id, primary_key=True, index=True),
    sa.Column("generation", sa.Integer, nullable=False),
    sa.Column("slot", sa.LargeBinary),
    comment="Somebody who has signed in at a desk, with their slot there, sealed; null while "
    "there is none. Of no use when ``generation`` is not that of their password.",
)

user_session = sa.Table(
    "user_session",
    STORE,
    sa.Column("token_hash", sa.LargeBinary, primary_key=True),
    sa.Column("device_id", Id, nullable=False, index=True),
    sa.Column("user_id", Id, nullable=False, index=True),
    sa.Column("generation", sa.Integer, nullable=False),
    sa.Column("ends_at", Instant, nullable=False),
    comment="Somebody who signed in at the store, from one desk. ``token_hash`` is the SHA-256 "
    "of the token.",
)

kept_op = sa.Table(
    "kept_op",
    STORE,
    sa.Column("device_id", Id, primary_key=True),
    sa.Column("op_id", Id, primary_key=True),
    sa.Column("digest", sa.LargeBinary, primary_key=True),
    sa.Column("device_seq", sa.BigInteger, nullable=False),
    sa.Column("schema", sa.Integer, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("received_at", Instant, nullable=False),
    sa.Column("status", sa.String(16)),
    sa.Column("settled_at", Instant),
    sa.Column("settled_by", sa.String(200)),
    sa.Column("settled_reason", sa.String(500)),
    comment="An op that a revoked device sent, kept for review as the JSON that came. ``status`` "
    "is null until an administrator has it applied (then what became of it) or drops it "
    "(refused, with the reason).",
)

access_log = sa.Table(
    "access_log",
    STORE,
    sa.Column("device_id", Id, primary_key=True),
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("actor", Id, nullable=False),
    sa.Column("what", sa.String(40), nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("typed_digest", sa.String(64)),
    sa.Column("criterion", sa.String(500)),
    sa.Column("reason", sa.String(500)),
    sa.Column("salt", sa.String(32)),
    sa.Column("site_id", Id),
    sa.Column("prev", sa.String(64), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.Column("received_at", Instant, nullable=False),
    sa.Index("ix_access_log_at", "at", "device_id", "number"),
    sa.Index("ix_access_log_actor_at", "actor", "at"),
    comment="Who saw or did what, as each desk wrote it down: numbered from 1 and chained by "
    "hashes. The store itself is a device too: it logs who read this log.",
)
"""Triggers refuse every change but that ``criterion``, ``reason`` and ``salt`` are forgotten
together, and that a chain's oldest entries go (``central.access.retaining``)."""

access_person = sa.Table(
    "access_person",
    STORE,
    sa.Column("device_id", Id, primary_key=True),
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("resident_id", Id, nullable=False, index=True),
    comment="Whom an entry of the access log concerns, in the order in which it was written.",
)

access_beginning = sa.Table(
    "access_beginning",
    STORE,
    sa.Column("device_id", Id, primary_key=True),
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.Column("forgotten_at", Instant, nullable=False),
    comment="Where a device's chain begins since its oldest entries have gone: number and hash "
    "of the last of these.",
)

access_check = sa.Table(
    "access_check",
    STORE,
    sa.Column("device_id", Id, primary_key=True),
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.Column("whole_at", Instant),
    sa.Column("broken_number", sa.BigInteger),
    sa.Column("problem", sa.String(16)),
    comment="How far a device's chain was followed and found whole. ``whole_at``: when it was "
    "followed from its beginning, and what was found broken then or since.",
)

spot_check = sa.Table(
    "spot_check",
    STORE,
    sa.Column("id", Id, primary_key=True),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("made_by", Id, nullable=False),
    sa.Column("since", Instant, nullable=False),
    sa.Column("until", Instant, nullable=False),
    sa.Column("per", sa.String(16), nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    comment="A sample of the access log, drawn by chance: ``size`` entries of a period for "
    "each colleague or each resident.",
)

spot_check_entry = sa.Table(
    "spot_check_entry",
    STORE,
    sa.Column("spot_check_id", Id, primary_key=True),
    sa.Column("subject", Id, primary_key=True),
    sa.Column("device_id", Id, primary_key=True),
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("reviewed_at", Instant),
    sa.Column("reviewed_by", Id),
    sa.Column("note", sa.String(500)),
    comment="An entry that was drawn, for which colleague or resident, and what an auditor "
    "who looked at it wrote down.",
)

anonymisation = sa.Table(
    "anonymisation",
    STORE,
    sa.Column("resident_id", Id, primary_key=True),
    sa.Column("op_id", Id, nullable=False),
    sa.Column("done_at", Instant, nullable=False),
    sa.Column("done_by", sa.String(200), nullable=False),
    sa.Column("archive", sa.String(64)),
    sa.Column("reason", sa.String(500)),
    sa.Column("remaining", Json, nullable=False),
    comment="Somebody who was anonymised: by whom, the SHA-256 of the manifest of their archive "
    "or the reason why there is none, and what could not be read and so remains.",
)

scrubbed_row = sa.Table(
    "scrubbed_row",
    STORE,
    sa.Column("table", sa.String(40), primary_key=True),
    sa.Column("row_id", Id, primary_key=True),
    sa.Column("seq", sa.BigInteger, nullable=False),
    comment="A row out of whose texts names were taken: a text that was written before that seq "
    "was read is refused.",
)

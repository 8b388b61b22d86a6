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
    comment="An enrolled desk. ``token_hash`` is the SHA-256 of its bearer token.",
)
"""The receipts of its ops up to ``receipt_horizon`` are gone."""

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
    comment="Wrong codes by the keyed hash of the address they came from. Forgotten after "
    "ten minutes.",
)

credential = sa.Table(
    "credential",
    STORE,
    sa.Column("user_id", Id, primary_key=True),
    sa.Column("hash", sa.String(200), nullable=False),
    sa.Column("changed_at", Instant, nullable=False),
    comment="A colleague's password as Argon2id.",
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

"""What only a desk holds: its outbox, its place in the log, its unfinished forms. Never synced.

These tables live in the same encrypted file as the residents, so that what a person did and the
record that it must be sent are written in one transaction.
"""

import sqlalchemy as sa

from desktop.models.base import NAMING, Id, Instant, Json

LOCAL = sa.MetaData(naming_convention=NAMING)

op_context = sa.Table(
    "op_context",
    LOCAL,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.CheckConstraint("id = 1", name="single"),
    sa.Column("op_id", Id),
    sa.Column("action", sa.String(40)),
    sa.Column("actor", Id),
    sa.Column("at", Instant),
    sa.Column("applying", sa.Boolean(create_constraint=False), nullable=False),
    comment="At most one row, and only inside a transaction: what the triggers write down. "
    "``applying`` is set while rows of the store are laid down, which are not ops of this desk.",
)

outbox_op = sa.Table(
    "outbox_op",
    LOCAL,
    sa.Column("device_seq", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("op_id", Id, nullable=False, unique=True),
    sa.Column("action", sa.String(40), nullable=False),
    sa.Column("actor", Id, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("status", sa.String(16)),
    sa.Column("seq", sa.BigInteger),
    sa.Column("error", Json),
    sa.Column("answered_at", Instant),
    sa.Column("undone", sa.Boolean(create_constraint=False)),
    sa.Column("settled_at", Instant),
    sa.Column("settled_by", Id),
    sa.Column("settled_reason", sa.String(200)),
    sa.Column("settled_rows", Json),
    sa.Column("former", sa.String(16)),
    sa.Column("frozen", sa.Boolean(create_constraint=False)),
    sa.Index("ix_outbox_op_status_seq", "status", "seq"),
    sqlite_autoincrement=True,
    comment="One op: one thing a person did. ``status`` is null while it waits, then what the "
    "store answered: applied, noop, conflict, refused. A refused op is ``undone`` when its rows "
    "are back to what the store holds; what it said stays here for a person, who drops it "
    "(``settled_reason``) or sends it again as a new op (``settled_rows``: the new ids of "
    "rows it had made, by their old ones). ``former`` is what the store answered before it "
    "was restored from a backup without the op, which waits again; a ``frozen`` op waits, "
    "but the restored store may know it, so it is sent as it was. Numbers count from 1 "
    "without a gap: the counter is rolled back with the transaction that took it. The "
    "number on the wire is this one less ``seq_offset`` of the desk's state.",
)

OUTBOX = "outbox_op"
"""Announced beside the tables when ops were answered or settled: what waits has changed."""

outbox_change = sa.Table(
    "outbox_change",
    LOCAL,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("op_id", Id, sa.ForeignKey("outbox_op.op_id"), nullable=False, index=True),
    sa.Column("table", sa.String(40), nullable=False),
    sa.Column("row_id", Id, nullable=False, index=True),
    sa.Column("scope", sa.String(48), nullable=False),
    sa.Column("kind", sa.String(8), nullable=False),
    sa.Column("base", sa.BigInteger),
    sa.Column("fields", sa.Text, nullable=False),
    sa.Column("was", sa.Text, nullable=False),
    comment="A changed row of an op, with only the fields that changed, as SQLite holds them.",
)

store_value = sa.Table(
    "store_value",
    LOCAL,
    sa.Column("table", sa.String(40), primary_key=True),
    sa.Column("row_id", Id, primary_key=True),
    sa.Column("field", sa.String(40), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
    comment="What the store holds in a field while this desk shows its own waiting value there; "
    "JSON as on the wire. It is laid down when the op is answered with conflict or refused.",
)

scope_cursor = sa.Table(
    "scope_cursor",
    LOCAL,
    sa.Column("scope", sa.String(48), primary_key=True),
    sa.Column("cursor", sa.String(200)),
    sa.Column("filled", sa.Boolean(create_constraint=False), nullable=False),
    sa.Column("seq", sa.BigInteger),
    sa.Column("schema", sa.Integer),
    sa.Column("rebase", sa.Boolean(create_constraint=False)),
    sa.Column("read_at", Instant),
    sa.Column("verified_at", Instant),
    comment="How far this desk has read each scope it holds, written with the rows it read. "
    "Without a ``cursor`` the scope is to be taken whole; it stays ``filled`` while rows of an "
    "earlier time are there. ``schema`` is the version that wrote the rows. With ``rebase`` the "
    "store was restored from a backup, and nothing is sent until the scope has been taken whole.",
)

download = sa.Table(
    "download",
    LOCAL,
    sa.Column("scope", sa.String(48), primary_key=True),
    sa.Column("etag", sa.String(200), nullable=False),
    sa.Column("encoding", sa.String(16), nullable=False),
    sa.Column("received", sa.BigInteger, nullable=False),
    sa.Column("direct", sa.Boolean(create_constraint=False), nullable=False),
    sa.Column("laid", sa.Integer, nullable=False),
    comment="A snapshot on its way: how many bytes came, and how many rows of it were laid down "
    "already. ``direct``: the desk held nothing of the scope, so rows are laid down as they come.",
)

download_piece = sa.Table(
    "download_piece",
    LOCAL,
    sa.Column("scope", sa.String(48), primary_key=True),
    sa.Column("start", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
    comment="The bytes of a snapshot as they came. Here and not in a file: this file is encrypted.",
)

bucket_digest = sa.Table(
    "bucket_digest",
    LOCAL,
    sa.Column("table", sa.String(40), primary_key=True),
    sa.Column("bucket", sa.String(1), primary_key=True),
    sa.Column("scope", sa.String(48), primary_key=True),
    sa.Column("rows", sa.Integer, nullable=False),
    sa.Column("digest", sa.String(32), nullable=False),
    sa.Column("reckoned_at", Instant, nullable=False),
    comment="What the rows of a bucket add up to. Thrown away by any write to one of them.",
)

desk_state = sa.Table(
    "desk_state",
    LOCAL,
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
    comment="Who this desk is: device id, token, store address, epoch, numbers issued so far.",
)

draft = sa.Table(
    "draft",
    LOCAL,
    sa.Column("id", Id, primary_key=True),
    sa.Column("kind", sa.String(24), nullable=False),
    sa.Column("owner", Id, nullable=False, index=True),
    sa.Column("content", Json, nullable=False),
    sa.Column("saved_at", Instant, nullable=False),
    comment="A form that was begun and not finished, kept for its owner through a crash.",
)

preference = sa.Table(
    "preference",
    LOCAL,
    sa.Column("user_id", Id, primary_key=True),
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
    comment="What a user chose at this desk: language, light or dark.",
)

access_entry = sa.Table(
    "access_entry",
    LOCAL,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("device_id", Id, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("actor", Id, nullable=False),
    sa.Column("what", sa.String(40), nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("residents", Json, nullable=False),
    sa.Column("criterion", sa.String(500)),
    sa.Column("salt", sa.String(32)),
    sa.Column("reason", sa.String(500)),
    sa.Column("typed_digest", sa.String(64)),
    sa.Column("site_id", Id),
    sa.Column("prev", sa.String(64), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.Column("settled_at", Instant),
    sa.UniqueConstraint("device_id", "number"),
    sqlite_autoincrement=True,
    comment="The access log of this desk: who saw or did what, and whom it concerned. Triggers "
    "hold it append-only; but what was typed can be forgotten, and an entry goes some time "
    "after it was ``settled_at``: sent, or carried over to the chain of this desk's new name.",
)

ACCESS = "access_entry"
"""Announced when the access log has grown, so that it is sent."""

scrub_later = sa.Table(
    "scrub_later",
    LOCAL,
    sa.Column("resident_id", Id, primary_key=True),
    sa.Column("anonymised_on", sa.String(10), nullable=False),
    sa.Column("traits", Json, nullable=False),
    sa.Column("last_seq", sa.Integer, nullable=False),
    comment="Somebody who was anonymised while ops of this desk waited, up to the number "
    "``last_seq``. Those are sent as they are; when all are answered, the names that ``traits`` "
    "holds are taken out of them, and this goes.",
)

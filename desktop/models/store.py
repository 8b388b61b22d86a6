"""The desk's encrypted database: opened by its key, written only in ops.

SQLCipher with a raw 32-byte key, WAL, foreign keys, secure_delete. Every failure of the
environment (damaged file, full disk, newer schema) becomes a ``StoreError`` with a code; it has
changed nothing, and the layer above says it in the user's language.
"""

import logging
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2 as sqlcipher
from sqlmodel import Session

from desktop.models import journal, search_index
from desktop.models.base import new_id, now
from desktop.models.changes import Changes
from desktop.models.local import op_context, outbox_change
from desktop.models.migrate import HEAD, NewerSchemaError, migrate, revision_of

Fault = Literal["damaged", "disk_full", "newer_schema", "busy", "unwritable"]

CHECKED_AT_OPEN = 64 * 1024 * 1024
"""A file up to this many bytes has every page's checksum checked when it is opened."""

BUSY_SECONDS = 20
_FAULTS: tuple[tuple[str, Fault], ...] = (
    ("disk is full", "disk_full"),
    ("not a database", "damaged"),
    ("malformed", "damaged"),
    ("database is locked", "busy"),
    ("readonly", "unwritable"),
    ("unable to open", "unwritable"),
    ("disk i/o error", "unwritable"),
)


class StoreError(Exception):
    """The database can't be used as asked. ``fault`` says why; nothing was changed."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(f"{fault}: {detail}")
        self.fault: Fault = fault


def fault_of(error: BaseException) -> StoreError | None:
    """The StoreError that a driver's error stands for, None when it is a bug of ours."""
    text = str(getattr(error, "orig", error)).lower()
    for words, fault in _FAULTS:
        if words in text:
            return StoreError(fault, words)
    return None


@contextmanager
def _told_plainly() -> Iterator[None]:
    try:
        yield
    except (DBAPIError, sqlcipher.Error) as error:
        fault = fault_of(error)
        if fault is None:
            raise
        raise fault from error


class Store:
    """One open database. Safe to use from several threads; writers wait for each other. ``key``
    is what it was opened with."""

    def __init__(self, path: Path, key: bytes) -> None:
        """Opens and, where needed, makes or migrates the file. ``key`` is 32 bytes.

        Raises StoreError: ``damaged``, ``newer_schema``, ``disk_full``, ``unwritable``.
        """
        self.path = path
        self.changes = Changes()
        self._before_close: list[Callable[[], None]] = []
        self.key = key
        self._engine = sa.create_engine(
            "sqlite://",
            module=sqlcipher,
            creator=self._connect,
            poolclass=sa.pool.QueuePool,
            pool_size=6,
            max_overflow=4,
        )
        sa.event.listen(self._engine, "begin", self._begin)
        try:
            with _told_plainly():
                self._prepare()
        except BaseException:
            self.close()
            raise

    def _connect(self) -> Any:
        connection = sqlcipher.connect(
            str(self.path), timeout=BUSY_SECONDS, check_same_thread=False, isolation_level=None
        )
        try:
            for pragma in (
                f"key = \"x'{self.key.hex()}'\"",
                "cipher_log_level = NONE",
                "journal_mode = WAL",
                "synchronous = FULL",
                "foreign_keys = ON",
                "secure_delete = ON",
                "recursive_triggers = ON",
                "temp_store = MEMORY",
            ):
                connection.execute(f"PRAGMA {pragma}").fetchall()
        except BaseException:
            connection.close()
            raise
        return connection

    @staticmethod
    def _begin(connection: sa.Connection) -> None:
        write = connection.get_execution_options().get("write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    def _prepare(self) -> None:
        if self.path.exists() and self.path.stat().st_size <= CHECKED_AT_OPEN:
            self._check_pages()
        with self._engine.connect() as connection:
            revision = revision_of(connection)
        if revision is not None and revision != HEAD:
            self._copy_aside(revision)
        with self._writing() as connection:
            try:
                migrate(connection)
            except NewerSchemaError as error:
                raise StoreError("newer_schema", str(error)) from error
            journal.install(connection)
            search_index.install(connection)

    def _check_pages(self) -> None:
        raw = self._engine.raw_connection()
        try:
            if raw.cursor().execute("PRAGMA cipher_integrity_check").fetchall():
                raise StoreError("damaged", "a page fails its checksum")
        finally:
            raw.close()

    def _copy_aside(self, revision: str) -> None:
        """Keeps the file as it was before a migration, encrypted with the same key."""
        with self._engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        shutil.copy2(self.path, self.path.with_name(f"{self.path.stem}.before-{revision}.db"))
        logging.getLogger(__name__).info("database copied before migrating from %s", revision)

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        with _told_plainly(), self._engine.connect() as plain:
            connection = plain.execution_options(write=True)
            with connection.begin():
                yield connection

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session on one consistent view of the database. Nothing it does is kept."""
        with _told_plainly(), Session(self._engine, expire_on_commit=False) as session:
            yield session

    def ask(self, question: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of one small SELECT on the desk's own tables, as the driver gives them: an
        eighth of what a session costs, for what sync asks after every step."""
        with _told_plainly():
            raw = self._engine.raw_connection()
            try:
                found: list[tuple[Any, ...]] = raw.cursor().execute(question, values).fetchall()
            finally:
                raw.close()
        return found

    @contextmanager
    def op(
        self,
        action: str,
        actor: str,
        at: datetime | None = None,
        finish: Callable[[sa.Connection, str], None] = lambda _connection, _op_id: None,
    ) -> Iterator[Session]:
        """One thing a person does: a write transaction whose changes become one op.

        Committed when the block ends, undone whole when it raises. ``finish`` is called with the
        op's id when its changes are written, within the transaction. Afterwards ``changes`` tells
        which tables changed. Raises StoreError when the disk or the file fails.
        """
        op_id = new_id()
        with self._writing() as connection:
            connection.execute(
                op_context.insert().values(
                    id=1, op_id=op_id, action=action, actor=actor, at=at or now(), applying=False
                )
            )
            with Session(connection, expire_on_commit=False) as session:
                yield session
                session.flush()
            connection.execute(op_context.delete())
            finish(connection, op_id)
            kinds = connection.scalars(
                sa.select(outbox_change.c.table).where(outbox_change.c.op_id == op_id).distinct()
            )
            changed = frozenset(kinds)
        self.changes.announce(changed)

    @contextmanager
    def applying(self) -> Iterator[sa.Connection]:
        """A write transaction that lays down what the store sent; it makes no op.

        References are checked when it commits, so rows may come in any order. The caller announces
        what changed.
        """
        with self._writing() as connection:
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            connection.execute(op_context.insert().values(id=1, applying=True))
            yield connection
            connection.execute(op_context.delete())

    @contextmanager
    def own(self) -> Iterator[sa.Connection]:
        """A write transaction on the desk's own tables (``desktop.models.local``)."""
        with self._writing() as connection:
            yield connection

    def before_close(self, action: Callable[[], None]) -> None:
        """Has something done while the database is still open, when it is to be closed."""
        self._before_close.append(action)

    def sweep(self) -> bool:
        """Writes the file anew and empties the write-ahead log, so that nothing stands in free
        pages any more, and removes the copies that migrations have kept. False when somebody was
        still reading: the log then holds what was. Raises StoreError."""
        for copy in self.path.parent.glob(f"{self.path.stem}.before-*.db"):
            copy.unlink(missing_ok=True)
        raw = self._engine.raw_connection()
        try:
            with _told_plainly():
                cursor = raw.cursor()
                cursor.execute("VACUUM")
                (busy, *_) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            raw.close()
        return not busy

    def close(self) -> None:
        """Closes every connection; the write-ahead log is folded into the file."""
        while self._before_close:
            self._before_close.pop()()
        self._engine.dispose()

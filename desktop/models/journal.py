"""The triggers that write every change of a synced table into the outbox.

They are made from the models, and stand in the database itself: whichever way a row is written
(ORM, sqlite-utils, raw SQL), the change and its op are in the same transaction. Without an op
context the write fails, so nothing can change unseen. While rows of the store are laid down
(``op_context.applying``) the triggers stand aside: those are not ops of this desk. What they write
also throws away the digest of the bucket that the row is in.
"""

import sqlalchemy as sa

from desktop.models import SYNCED
from desktop.models.base import Synced

NO_CONTEXT = "a synced table is written only inside an op"
ID_CHANGED = "the id of a row never changes"

_GUARD = f"""
  SELECT RAISE(ABORT, '{NO_CONTEXT}') WHERE NOT EXISTS (SELECT 1 FROM op_context);"""
_OP = """
  INSERT INTO outbox_op (op_id, action, actor, at)
    SELECT op_id, action, actor, at FROM op_context
    WHERE NOT EXISTS (SELECT 1 FROM outbox_op WHERE outbox_op.op_id = op_context.op_id){and_}"""
_CHANGE = """
  INSERT INTO outbox_change (op_id, "table", row_id, scope, kind, base, fields, was)
    SELECT op_id, '{table}', {row}.id, {scope}, '{kind}', {base}, {fields}, {was}
    FROM op_context{where};"""
_TOUCH = """
  DELETE FROM bucket_digest WHERE "table" = '{table}' AND bucket = substr({row}.id, 1, 1);"""


def _scope(model: type[Synced], row: str) -> str:
    if model.sync.scope == "org":
        return "'org'"
    return f"CASE WHEN {row}.site_id IS NULL THEN 'org' ELSE 'site:' || {row}.site_id END"


def _object(columns: list[str], row: str) -> str:
    return "json_object(" + ", ".join(f"'{name}', {row}.\"{name}\"" for name in columns) + ")"


def _differing(columns: list[str], side: str) -> str:
    pairs = " UNION ALL ".join(
        f'SELECT \'{name}\' AS name, OLD."{name}" AS old, NEW."{name}" AS new' for name in columns
    )
    return f"(SELECT json_group_object(name, {side}) FROM ({pairs}) WHERE old IS NOT new)"


def triggers(model: type[Synced]) -> dict[str, str]:
    """The three triggers of a table, by name."""
    table = str(model.__tablename__)
    names: list[str] = [column.name for column in sa.inspect(model).columns]
    columns = [name for name in names if name not in ("id", "row_seq")]
    events = {kind: kind.upper() for kind in ("insert", "update", "delete")}
    events["update"] += " OF " + ", ".join(f'"{name}"' for name in ("id", *columns))
    any_differs = " OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in columns)
    bodies = {
        "insert": _TOUCH.format(table=table, row="NEW")
        + _OP.format(and_=";")
        + _CHANGE.format(
            table=table,
            row="NEW",
            scope=_scope(model, "NEW"),
            kind="insert",
            base="NULL",
            fields=_object(columns, "NEW"),
            was="'{}'",
            where="",
        ),
        "update": _TOUCH.format(table=table, row="OLD")
        + f"\n  SELECT RAISE(ABORT, '{ID_CHANGED}') WHERE OLD.id IS NOT NEW.id;"
        + _OP.format(and_=f" AND ({any_differs});")
        + _CHANGE.format(
            table=table,
            row="OLD",
            scope=_scope(model, "OLD"),
            kind="update",
            base="OLD.row_seq",
            fields=_differing(columns, "new"),
            was=_differing(columns, "old"),
            where=f" WHERE {any_differs}",
        ),
        "delete": _TOUCH.format(table=table, row="OLD")
        + _OP.format(and_=";")
        + _CHANGE.format(
            table=table,
            row="OLD",
            scope=_scope(model, "OLD"),
            kind="delete",
            base="OLD.row_seq",
            fields="'{}'",
            was=_object(columns, "OLD"),
            where="",
        ),
    }
    return {
        f"journal_{table}_{kind}": (
            f'CREATE TRIGGER journal_{table}_{kind} AFTER {events[kind]} ON "{table}"\n'
            f"WHEN (SELECT applying FROM op_context) IS NOT 1\nBEGIN{_GUARD}{body}\nEND"
        )
        for kind, body in bodies.items()
    }


def install(connection: sa.Connection) -> bool:
    """Puts the triggers of all synced tables in place; True when any was new or different."""
    wanted = {name: sql for model in SYNCED.values() for name, sql in triggers(model).items()}
    rows = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'journal%'"
    )
    present = {str(row[0]): str(row[1]) for row in rows}
    if present == wanted:
        return False
    for name in present:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    for sql in wanted.values():
        connection.exec_driver_sql(sql)
    return True

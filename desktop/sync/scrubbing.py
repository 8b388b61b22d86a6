"""Forgets, with the store, what only this desk holds of a person.

Their row comes as a put of the store, or as a ``remove`` where they have left the scope. By what
stood here before, their names are taken out of the outbox, of what was put aside, of drafts and of
the search, in the transaction that lays the row down. What waits is sent as it is, and is scrubbed
when it is answered (``scrub_later``).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from desktop.models.anonymity import (
    ANONYMISED_ON,
    CLEARED,
    DELETED,
    LINKS,
    NOBODY,
    REPLACED,
    TEXTS,
    Traits,
    forgotten,
    is_anonymised,
)
from desktop.models.local import draft, outbox_change, outbox_op, scrub_later, store_value
from desktop.models.search_index import blank
from desktop.sync.protocol import tables, to_sqlite
from desktop.sync.tidying import ask_to_sweep

RESIDENT, CONFLICT = "resident", "conflict"
_CONFLICT_VALUES = ("current", "candidates", "decided_value")
Row = Mapping[str, Any]


@dataclass
class _Person:
    """Somebody who is to be forgotten here. ``ids`` are those of the rows that hang on them, with
    their household and incidents; ``own`` of those that name them and so are theirs alone;
    ``conflicts`` of conflicts about themselves."""

    id: str
    on: str
    traits: Traits
    ids: set[str] = field(default_factory=set)
    own: set[str] = field(default_factory=set)
    conflicts: set[str] = field(default_factory=set)


class Scrubbing:
    """What is scrubbed in one transaction of a desk: first all are met, then rows are laid down,
    then it is finished."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._met: dict[str, _Person] = {}

    @property
    def connection(self) -> sa.Connection:
        """The transaction's."""
        return self._connection

    def meet(self, resident_id: str, fields: Row) -> None:
        """Before the fields of a resident are laid down; nothing happens unless they say that
        the person is anonymised, and this desk still knows them."""
        if not is_anonymised(fields):
            return
        traits = self._traits(resident_id)
        if traits:
            person = _Person(resident_id, str(fields[ANONYMISED_ON]), traits)
            self._find_rows(person)
            self._met[resident_id] = person

    def finish(self) -> bool:
        """When the rows are laid down; whether anybody was forgotten."""
        for person in self._met.values():
            self._scrub(person)
        done = bool(self._met)
        self._met = {}
        return done

    def finish_later(self) -> bool:
        """Scrubs what was answered since of those who were met while it waited."""
        for row in self._connection.execute(sa.select(scrub_later)).all():
            person = _Person(row.resident_id, row.anonymised_on, Traits.from_told(row.traits))
            self._find_rows(person)
            self._met[person.id] = person
        return self.finish()

    def _traits(self, resident_id: str) -> Traits:
        """What this desk knows of somebody: their row, and what it wrote down of them itself."""
        columns = ", ".join(f'"{name}"' for name in tables()[RESIDENT].fields)
        found = self._connection.exec_driver_sql(
            f"SELECT {columns} FROM resident WHERE id = ?", (resident_id,)
        )
        rows: list[Row] = [dict(row) for row in found.mappings()]
        for fields, was in self._connection.execute(
            sa.select(outbox_change.c.fields, outbox_change.c.was).where(
                outbox_change.c.table == RESIDENT, outbox_change.c.row_id == resident_id
            )
        ):
            rows += [orjson.loads(fields), orjson.loads(was)]
        for name, value in self._connection.execute(
            sa.select(store_value.c.field, store_value.c.value).where(
                store_value.c.table == RESIDENT, store_value.c.row_id == resident_id
            )
        ):
            rows.append({name: orjson.loads(value)})
        known = Traits.of(row for row in rows if not is_anonymised(row))
        kept = self._connection.scalar(
            sa.select(scrub_later.c.traits).where(scrub_later.c.resident_id == resident_id)
        )
        if kept is not None:  # another scope has told of them before
            earlier = Traits.from_told(kept)
            known = Traits(known.names | earlier.names, known.codes | earlier.codes)
        return known

    def _find_rows(self, person: _Person) -> None:
        """The rows that hang on somebody, here and in the outbox."""
        person.ids.add(person.id)
        incidents = "SELECT incident_id FROM {} WHERE resident_id = ?"
        for query in (
            "SELECT household_id FROM resident WHERE id = ? AND household_id IS NOT NULL",
            incidents.format("incident_person"),
            incidents.format("measure"),
            "SELECT id FROM kit_handout WHERE resident_id = ?",
        ):
            found = self._connection.exec_driver_sql(query, (person.id,)).scalars()
            person.ids.update(map(str, found))
        for table, link in _pointing():
            query = f'SELECT id FROM "{table}" WHERE "{link}" = ?'
            person.own.update(self._connection.exec_driver_sql(query, (person.id,)).scalars())
        kept = self._connection.scalar(
            sa.select(scrub_later.c.traits).where(scrub_later.c.resident_id == person.id)
        )
        person.own.update((kept or {}).get("rows", ()))  # those deleted since are known no more
        for change in _changes(self._connection):
            for told in (change.fields, change.was):
                if change.table == RESIDENT and change.row_id == person.id:
                    person.ids.update(filter(None, [told.get("household_id")]))
                elif person.id in (told.get(link) for link in LINKS):
                    person.own.add(change.row_id)
                    if told.get("resident_id") == person.id:
                        person.ids.update(filter(None, [told.get("incident_id")]))
        person.ids |= person.own
        person.conflicts.update(
            self._connection.exec_driver_sql(
                "SELECT id FROM conflict WHERE row_id = ?", (person.id,)
            ).scalars()
        )

    def _scrub(self, person: _Person) -> None:
        waiting = self._scrub_outbox(person)
        self._scrub_put_aside(person)
        self._scrub_drafts(person)
        self._scrub_access_log(person)
        blank(self._connection, person.id)
        self._connection.execute(scrub_later.delete().where(scrub_later.c.resident_id == person.id))
        if waiting is not None:
            self._connection.execute(
                insert(scrub_later).values(
                    resident_id=person.id,
                    anonymised_on=person.on,
                    traits={**person.traits.told(), "rows": sorted(person.own)},
                    last_seq=waiting,
                )
            )
        ask_to_sweep(self._connection)

    def _scrub_outbox(self, person: _Person) -> int | None:
        """All that was answered; the number of the last op that is still to be, None if there is
        none."""
        waiting = None
        concerned: dict[str, bool] = {}
        for change in _changes(self._connection):
            if not _hangs(person, change):
                continue
            if change.is_open:
                waiting = max(change.device_seq, waiting or 0)
                continue
            is_theirs = change.row_id == person.id or change.row_id in person.own
            concerned[change.op_id] = concerned.get(change.op_id, True) and is_theirs
            self._connection.execute(
                outbox_change.update()
                .where(outbox_change.c.id == change.id)
                .values(
                    fields=_json(self._clean(person, change, change.fields)),
                    was=_json(self._clean(person, change, change.was)),
                )
            )
        for op_id, about_them_alone in concerned.items():
            self._scrub_op(person, op_id, about_them_alone)
        return waiting

    def _scrub_op(self, person: _Person, op_id: str, about_them_alone: bool) -> None:
        """What was said to an op. One that was refused and is about nobody else needs nobody."""
        row = self._connection.execute(sa.select(outbox_op).where(outbox_op.c.op_id == op_id)).one()
        values: dict[str, Any] = {"error": person.traits.scrubbed_json(row.error)}
        if row.settled_reason is not None:
            values["settled_reason"] = person.traits.scrubbed(row.settled_reason, 200)
        if row.status == "refused" and row.settled_at is None and about_them_alone:
            values |= {"settled_at": row.answered_at, "settled_by": row.actor}
            values["settled_reason"] = ANONYMISED_ON
        self._connection.execute(
            outbox_op.update().where(outbox_op.c.op_id == op_id).values(**values)
        )

    def _clean(self, person: _Person, change: "_Change", fields: Row) -> dict[str, Any]:
        """Fields as SQLite holds them, without the person."""
        table = change.table
        if table == RESIDENT and change.row_id == person.id:
            final = forgotten(fields, NOBODY, person.on)
            return {name: final.get(name) if name in REPLACED else v for name, v in fields.items()}
        if table in DELETED and change.row_id in person.own:
            return {**fields, **_among(fields, to_sqlite(table, dict(DELETED[table])))}
        if table == CONFLICT:
            gone = change.row_id in person.conflicts
            return {
                name: value
                if name not in _CONFLICT_VALUES or value is None
                else (("[]" if name == "candidates" else None) if gone else _inner(person, value))
                for name, value in fields.items()
            }
        clean = {
            name: person.traits.scrubbed(value, tables()[table].fields[name].max_length)
            if name in TEXTS.get(table, ()) and isinstance(value, str)
            else value
            for name, value in fields.items()
        }
        return {**clean, **_among(fields, dict.fromkeys(CLEARED.get(table, ())))}

    def _scrub_put_aside(self, person: _Person) -> None:
        for row in self._connection.execute(
            sa.select(store_value).where(store_value.c.row_id.in_(person.ids))
        ).all():
            cleared = dict.fromkeys(CLEARED.get(row.table, ()))
            instead = {**cleared, **DELETED.get(row.table, {})}
            value = instead.get(row.field, orjson.loads(row.value))
            clean = person.traits.scrubbed_json(value)
            self._connection.execute(
                store_value.update()
                .where(
                    store_value.c.table == row.table,
                    store_value.c.row_id == row.row_id,
                    store_value.c.field == row.field,
                )
                .values(value=_json(clean))
            )

    def _scrub_drafts(self, person: _Person) -> None:
        for row in self._connection.execute(sa.select(draft.c.id, draft.c.content)).all():
            clean = person.traits.scrubbed_json(row.content)
            if clean != row.content:
                self._connection.execute(
                    draft.update().where(draft.c.id == row.id).values(content=clean)
                )

    def _scrub_access_log(self, person: _Person) -> None:
        """What was searched for, and reasons; the chain of the log does not cover the words."""
        for row_id, criterion, reason, residents in self._connection.exec_driver_sql(
            "SELECT id, criterion, reason, residents FROM access_entry WHERE salt IS NOT NULL"
        ).all():
            typed = f"{criterion or ''} {reason or ''}"
            if person.id in str(residents) or person.traits.are_in(typed):
                self._connection.exec_driver_sql(
                    "UPDATE access_entry SET criterion = NULL, reason = NULL, salt = NULL"
                    " WHERE id = ?",
                    (row_id,),
                )


@dataclass(frozen=True)
class _Change:
    """A change in the outbox. ``is_open``: its op waits, or is still to be taken back."""

    id: int
    op_id: str
    device_seq: int
    is_open: bool
    table: str
    row_id: str
    fields: dict[str, Any]
    was: dict[str, Any]


def _changes(connection: sa.Connection) -> list[_Change]:
    kept = (RESIDENT, CONFLICT, "incident_person", "kit_handout", *TEXTS, *CLEARED, *DELETED)
    rows = connection.execute(
        sa.select(
            outbox_change,
            outbox_op.c.device_seq,
            outbox_op.c.status,
            outbox_op.c.undone,
        )
        .join(outbox_op, outbox_op.c.op_id == outbox_change.c.op_id)
        .where(outbox_change.c.table.in_(kept))
        .order_by(outbox_change.c.id)
    )
    return [
        _Change(
            row.id,
            row.op_id,
            row.device_seq,
            row.status is None or (row.status == "refused" and not row.undone),
            row.table,
            row.row_id,
            orjson.loads(row.fields),
            orjson.loads(row.was),
        )
        for row in rows
    ]


def _named(change: _Change) -> set[Any]:
    return {told.get(link) for told in (change.fields, change.was) for link in LINKS}


def _pointing() -> list[tuple[str, str]]:
    """Every table and field that names a resident, but for those of their conflicts."""
    return [
        (table.name, field.name)
        for table in tables().values()
        for field in table.fields.values()
        if field.references == RESIDENT
    ]


def _among(fields: Row, instead: Row) -> dict[str, Any]:
    return {name: value for name, value in instead.items() if name in fields}


def _hangs(person: _Person, change: _Change) -> bool:
    """Whether a change may hold something of a person: of a conflict only its values tell."""
    if change.table == CONFLICT:
        texts = (change.fields.get(name) or "" for name in _CONFLICT_VALUES)
        return change.row_id in person.conflicts or any(map(person.traits.are_in, map(str, texts)))
    if change.table == RESIDENT:
        return change.row_id == person.id
    return change.row_id in person.ids or not person.ids.isdisjoint(_named(change))


def _inner(person: _Person, value: Any) -> Any:
    """JSON that stands as text in a column."""
    if not isinstance(value, str):
        return value
    return _json(person.traits.scrubbed_json(orjson.loads(value)))


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


def meet_entries(scrubbing: Scrubbing, entries: Sequence[Row]) -> None:
    """Those whom a page of the log says to be anonymised. The page may change texts of theirs
    also where another scope's has told of them before: the file is swept in any case."""
    for entry in entries:
        if entry["table"] == RESIDENT and is_anonymised(entry["fields"]):
            scrubbing.meet(entry["id"], entry["fields"])
            ask_to_sweep(scrubbing.connection)


def meet_rows(scrubbing: Scrubbing, rows: Iterable[Row]) -> None:
    """Those residents who come anonymised in a snapshot."""
    for row in rows:
        scrubbing.meet(row["id"], row)

"""What must hold at any moment, whatever is under way (SYNC.md, properties 4, 5, 6, 10, 11)."""

from collections.abc import Iterable

import sqlalchemy as sa

from desktop.models.local import bucket_digest, op_context
from desktop.models.store import Store
from desktop.sync.digest import row_hash
from desktop.sync.protocol import ORG, tables
from tests.properties.own_work import OwnOp, own_ops, shown_by_waiting, unsettled
from tests.properties.stepped_desk import SteppedDesk
from tests.properties.truth import Held, Key, Truth, held, scope_of


def check_desk(desk: SteppedDesk, truth: Truth) -> None:
    """Holds one desk against the log of the store."""
    check_whole(desk.store)
    found, ops = held(desk.store), own_ops(desk.store)
    check_waiting_is_shown(found, _untold(desk, truth, ops))
    check_scopes(desk, found, ops)
    check_nothing_passed(desk, truth, found, ops)
    check_kept_digests(desk.store, found)


def check_scopes(desk: SteppedDesk, found: Held, ops: list[OwnOp]) -> None:
    """Nothing of another scope is here (property 10), but for what this desk itself has moved
    there until the store has told it so."""
    made, written = unsettled(ops, desk.furthest, desk.known_at)
    for (table, row_id), fields in found.rows.items():
        scope = scope_of(table, fields)
        if (table, row_id) not in made and (table, row_id, "site_id") not in written:
            assert scope in desk.scopes, f"{desk.name} holds {table} {row_id} of {scope}"


def check_whole(store: Store) -> None:
    """References hold, and no op is half done."""
    with store.read() as session:
        assert session.execute(sa.text("PRAGMA foreign_key_check")).all() == []
        assert session.execute(sa.select(op_context)).all() == []


def check_kept_digests(store: Store, found: Held) -> None:
    """What the desk keeps of what its rows add up to is right whoever wrote them (property 1)."""
    with store.read() as session:
        kept = session.execute(sa.select(bucket_digest)).all()
    sums = {(row.scope, row.table, row.bucket): [0, 0] for row in kept}
    for (table, row_id), fields in found.rows.items():
        told = sums.get((scope_of(table, fields), table, row_id[0]))
        if told is not None:
            told[0] += 1
            told[1] ^= row_hash(table, row_id, fields)
    for row in kept:
        reckoned = sums[row.scope, row.table, row.bucket]
        assert [row.rows, int(row.digest, 16)] == reckoned, f"{row.table} is counted wrong"


def _untold(desk: SteppedDesk, truth: Truth, ops: list[OwnOp]) -> list[OwnOp]:
    """The ops of which the desk has not read yet in the log what the store made of them, as it may
    before it hears the answer: a stay that was claimed twice is shown as contested then."""
    cursors = desk.cursors()
    told = {line.op_id for line in truth.lines if line.seq <= cursors.get(line.scope, 0)}
    return [op for op in ops if op.op_id not in told]


def check_waiting_is_shown(found: Held, ops: list[OwnOp]) -> None:
    """The desk shows what it has written and the store has not answered (property 5). A row may
    be gone all the same: the store said that it was deleted or has left the scope. One that was
    made here may lie elsewhere once the store has told of it: others have moved it."""
    shown = shown_by_waiting(ops)
    for (table, row_id), values in shown.values.items():
        row = found.rows.get((table, row_id))
        if row is not None:
            moved = (table, row_id) in shown.made and found.seqs[table, row_id] is not None
            wrong = [
                name
                for name, value in values.items()
                if row[name] != value and not (moved and name == "site_id")
            ]
            assert not wrong, f"{table} {row_id} no longer shows this desk's {wrong}"
    assert not shown.gone & found.rows.keys(), "a row that was deleted here is back"


def check_nothing_passed(desk: SteppedDesk, truth: Truth, found: Held, ops: list[OwnOp]) -> None:
    """Up to its cursors the desk holds what the log says, but for its own work that the store's
    word has not come back for (property 4). A scope that is to be taken whole keeps what was read
    of it until then. A row that came by another of the desk's scopes is ahead."""
    for scope, cursor in desk.cursors().items():
        assert cursor == 0 or cursor >= desk.furthest.get(scope, 0), f"{scope} was read back"
        desk.furthest[scope] = max(desk.furthest.get(scope, 0), cursor)
    for scope in desk.scopes:
        if scope != ORG and len(desk.scopes) > 2:
            continue
        told = Held().lay(truth.of(scope, desk.furthest.get(scope, 0)))
        mine = {k for k, fields in found.rows.items() if scope_of(k[0], fields) == scope}
        rows, fields = unsettled(ops, desk.furthest, desk.known_at)
        _same(desk.name, told, found, mine, rows, fields)


def _pointed_to(found: Held, rows: Iterable[Key]) -> set[Key]:
    """What rows that this desk has written point to, and what that points to: a snapshot that lacks
    them leaves them here until the store has answered."""
    waiting, pointed = list(rows), set[Key]()
    while waiting:
        table, row_id = waiting.pop()
        fields = found.rows.get((table, row_id), {})
        for name, field in tables()[table].fields.items():
            if field.references and fields.get(name):
                target = (field.references, fields[name])
                if target not in pointed:
                    pointed.add(target)
                    waiting.append(target)
    return pointed


def _same(
    name: str,
    told: Held,
    found: Held,
    mine: Iterable[Key],
    rows: set[Key],
    fields: set[tuple[str, str, str]],
) -> None:
    missing = told.rows.keys() - found.rows.keys() - rows
    assert not missing, f"{name} has read past {sorted(missing)}"
    written = rows | {(table, row_id) for table, row_id, _ in fields}
    extra = set(mine) - told.rows.keys() - written - _pointed_to(found, written)
    assert not extra, f"{name} holds {sorted(extra)}, which the log does not"
    for key in told.rows.keys() & found.rows.keys():
        wrong = [
            field
            for field, value in told.rows[key].items()
            if found.rows[key][field] != value and (*key, field) not in fields
        ]
        assert not wrong, f"{name} shows other {wrong} of {key} than the log"

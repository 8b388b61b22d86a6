"""What a later version may do to the wire (docs/sync.md, "Older and newer clients")."""

import json
from pathlib import Path

from desktop.sync.protocol import tables
from tests.house import House

FIRST: dict[str, list[str]] = json.loads(
    Path(__file__).with_name("schema_1.json").read_text("utf-8")
)
"""The fields of schema version 1."""
SECOND: dict[str, dict[str, list[str] | None]] = json.loads(
    Path(__file__).with_name("schema_2.json").read_text("utf-8")
)
"""Those of version 2, with the values of enumerations: a desk of that version is taken still."""


def test_every_field_that_a_later_version_added_may_be_null_and_has_a_default() -> None:
    added = [
        (table.name, field)
        for earlier in (FIRST, SECOND)
        for table in tables().values()
        for field in table.fields.values()
        if table.name in earlier and field.name not in earlier[table.name]
    ]
    wrong = [
        (table, field.name)
        for table, field in added
        if not field.nullable or "default" not in field.described()
    ]
    assert wrong == []


def test_field_that_may_be_empty_is_so_by_default_and_has_no_default_in_the_database(
    house: House,
) -> None:
    """A new row names no empty field on the wire, and no empty column is handed to a database."""
    fields = [field for table in tables().values() for field in table.fields.values()]
    assert [field.name for field in fields if field.nullable and field.default is not None] == []
    with house.store.read() as session:
        for table in tables():
            columns = session.connection().exec_driver_sql(f'PRAGMA table_info("{table}")').all()
            assert [column.name for column in columns if column.dflt_value is not None] == []


def test_no_table_or_field_of_an_earlier_version_is_gone() -> None:
    known = {table.name: set(table.fields) for table in tables().values()}
    gone = [
        (table, field)
        for earlier in (FIRST, SECOND)
        for table, fields in earlier.items()
        for field in fields
        if field not in known.get(table, set())
    ]
    assert gone == []


def test_no_enumeration_that_older_desks_know_has_grown() -> None:
    """A desk of the version before could not lay such a row down, and so would read no further."""
    grown = [
        (table, name)
        for table, fields in SECOND.items()
        for name, values in fields.items()
        if values is not None and not set(tables()[table].fields[name].values or ()) <= set(values)
    ]
    assert grown == []


def test_no_table_points_to_itself_or_to_a_later_one() -> None:
    """Snapshots and pulls from the beginning tell table by table, each by ids, whose order means
    nothing."""
    seen: set[str] = set()
    wrong = []
    for table in tables().values():
        for field in table.fields.values():
            if field.references is not None and field.references not in seen:
                wrong.append((table.name, field.name))
        seen.add(table.name)
    assert wrong == []

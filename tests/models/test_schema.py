"""What a later version may do to the wire (docs/sync.md, "Older and newer clients")."""

import json
from pathlib import Path

from desktop.sync.protocol import tables

FIRST: dict[str, list[str]] = json.loads(
    Path(__file__).with_name("schema_1.json").read_text("utf-8")
)
"""The fields of schema version 1."""


def test_every_field_that_a_later_version_added_may_be_null_and_has_a_default() -> None:
    added = [
        (table.name, field)
        for table in tables().values()
        for field in table.fields.values()
        if table.name in FIRST and field.name not in FIRST[table.name]
    ]
    wrong = [
        (table, field.name)
        for table, field in added
        if not field.nullable or "default" not in field.described()
    ]
    assert wrong == []


def test_no_table_or_field_of_the_first_version_is_gone() -> None:
    known = {table.name: set(table.fields) for table in tables().values()}
    gone = [
        (table, field)
        for table, fields in FIRST.items()
        for field in fields
        if field not in known.get(table, set())
    ]
    assert gone == []


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

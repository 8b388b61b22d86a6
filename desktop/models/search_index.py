"""What a desk keeps to find people: the words of their names, and who has to be looked at again.

The tables hold personal data and live in the encrypted file only; they are never synced. Plain SQL
triggers note a resident as stale whenever what they are found by changes, whichever way the row is
written; the search service brings stale residents up to date before it answers.
"""

import sqlalchemy as sa

from desktop.models.base import Id
from desktop.models.local import LOCAL

search_stale = sa.Table(
    "search_stale",
    LOCAL,
    sa.Column("resident_id", Id, primary_key=True),
    comment="Residents whose place in the index has to be made anew, or taken out.",
)

search_person = sa.Table(
    "search_person",
    LOCAL,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("resident_id", Id, nullable=False, unique=True),
    sa.Column("gone", sa.Boolean(create_constraint=False), nullable=False),
    sa.Column("sort_name", sa.Text, nullable=False),
    sa.Column("words", sa.Text, nullable=False),
    comment="A resident who can be found: ``gone`` when they moved out or never came, ``words`` "
    "the ids of the words of the name, parted by blanks.",
)

search_word = sa.Table(
    "search_word",
    LOCAL,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("word", sa.Text, nullable=False, unique=True),
    sa.Column("sounds", sa.Text, nullable=False),
    sqlite_autoincrement=True,
    comment="A word that some resident's name holds, folded, and how it may sound.",
)

search_place = sa.Table(
    "search_place",
    LOCAL,
    sa.Column("room", sa.Text, primary_key=True),
    sa.Column("person", sa.Integer, primary_key=True, autoincrement=False, index=True),
    sqlite_with_rowid=False,
    comment="Rooms that a resident has or will have, folded.",
)

TERMS = "search_terms"
"""The full-text table of numbers and dates, made by the search service."""

INDEX = (search_person, search_word, search_place)
"""What can be thrown away and made from the residents again."""

_FOUND_BY = (
    "number",
    "surname",
    "given_names",
    "surname_cyrillic",
    "given_names_cyrillic",
    "birth_date",
    "cpr",
    "foreigner_number",
    "document_number",
    "phone",
    "email",
    "status",
)
_STAY = ("bed_id", "resident_id", "starts_on", "ends_on", "kind", "state")
_STALE = """
  INSERT INTO search_stale (resident_id) {who}
    ON CONFLICT (resident_id) DO NOTHING;"""
_RESIDENT = "SELECT {row}.id WHERE TRUE"
_OF_STAY = "SELECT {row}.resident_id WHERE TRUE"
_IN_BED = "SELECT DISTINCT resident_id FROM stay WHERE bed_id = {row}.id"
_IN_ROOM = (
    "SELECT DISTINCT stay.resident_id FROM stay JOIN bed ON bed.id = stay.bed_id "
    "WHERE bed.room_id = {row}.id"
)
_WHO: tuple[tuple[str, str, str, str, tuple[str, ...]], ...] = (
    ("resident", "insert", "NEW", _RESIDENT, ()),
    ("resident", "update", "NEW", _RESIDENT, _FOUND_BY),
    ("resident", "delete", "OLD", _RESIDENT, ()),
    ("stay", "insert", "NEW", _OF_STAY, ()),
    ("stay", "update", "OLD NEW", _OF_STAY, _STAY),
    ("stay", "delete", "OLD", _OF_STAY, ()),
    ("bed", "update", "NEW", _IN_BED, ("room_id",)),
    ("room", "update", "NEW", _IN_ROOM, ("number",)),
)
"""Table, what happens to a row, which sides of it count, whom it makes stale, which fields.

A bed or a room that is new or gone has no stays: references hold at every commit.
"""


def triggers() -> dict[str, str]:
    """The triggers that note who is stale, by name."""
    made = {}
    for table, kind, rows, who, fields in _WHO:
        differs = " OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in fields)
        event = kind.upper() + (f" OF {', '.join(fields)}" if fields else "")
        stale = "".join(_STALE.format(who=who.format(row=row)) for row in rows.split())
        name = f"search_{table}_{kind}"
        made[name] = (
            f'CREATE TRIGGER {name} AFTER {event} ON "{table}"'
            f"{f' WHEN {differs}' if differs else ''}\nBEGIN{stale}\nEND"
        )
    return made


def install(connection: sa.Connection) -> bool:
    """Puts the triggers in place; True when any was missing or different."""
    wanted = triggers()
    rows = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'search%'"
    )
    present = {str(row[0]): str(row[1]) for row in rows}
    if present == wanted:
        return False
    for name in present:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    for sql in wanted.values():
        connection.exec_driver_sql(sql)
    return True


def blank(connection: sa.Connection, resident_id: str) -> None:
    """Takes the words out of a resident's place in the index at once. The place itself stays until
    the search brings them up to date: what it has in memory goes by these numbers."""
    found = connection.execute(
        sa.select(search_person.c.id, search_person.c.words).where(
            search_person.c.resident_id == resident_id
        )
    ).first()
    if found is None:
        return
    connection.execute(
        search_person.update().where(search_person.c.id == found.id).values(sort_name="")
    )
    if sa.inspect(connection).has_table(TERMS):
        terms = sa.table(TERMS, sa.column("rowid"), sa.column("terms"))
        connection.execute(terms.update().where(terms.c.rowid == found.id).values(terms=""))
    padded = sa.literal(" ").concat(search_person.c.words).concat(" ")
    for word in found.words.split():
        others = sa.exists().where(search_person.c.id != found.id, padded.contains(f" {word} "))
        connection.execute(
            search_word.update()
            .where(search_word.c.id == int(word), sa.not_(others))
            .values(word=f"#{word}", sounds="")
        )

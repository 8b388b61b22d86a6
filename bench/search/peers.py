"""What SQLite brings along: LIKE, and full text with its own tokenizers, in the same file."""

from collections.abc import Callable, Mapping

from desktop.models.store import Store

Find = Callable[[str], list[str]]
_NAMES = "surname, given_names, surname_cyrillic, given_names_cyrillic"
_TOKENIZERS = {"peer_unicode": "unicode61 remove_diacritics 2", "peer_trigram": "trigram"}


def peers(store: Store) -> Mapping[str, Find]:
    """Makes the tables of the peers; each finds ids by what was typed, five at most."""
    with store.own() as connection:
        for table, tokenizer in _TOKENIZERS.items():
            connection.exec_driver_sql(
                f"CREATE VIRTUAL TABLE {table} USING fts5"
                f"(id UNINDEXED, {_NAMES}, tokenize = '{tokenizer}')"
            )
            connection.exec_driver_sql(f"INSERT INTO {table} SELECT id, {_NAMES} FROM resident")
    return {
        "LIKE": lambda typed: _like(store, typed),
        "FTS5 unicode61": lambda typed: _full_text(
            store, "peer_unicode", " AND ".join(f'"{word}"*' for word in _words(typed))
        ),
        "FTS5 trigram": lambda typed: _full_text(
            store, "peer_trigram", " AND ".join(f'"{word}"' for word in _words(typed))
        ),
    }


def _words(typed: str) -> list[str]:
    return typed.replace('"', " ").split()


def _like(store: Store, typed: str) -> list[str]:
    words = _words(typed)
    columns = _NAMES.split(", ")
    one = "(" + " OR ".join(f"{column} LIKE ?" for column in columns) + ")"
    with store.read() as session:
        rows = session.connection().exec_driver_sql(
            f"SELECT id FROM resident WHERE {' AND '.join([one] * len(words))} "
            "ORDER BY surname, given_names LIMIT 5",
            tuple(f"%{word}%" for word in words for _ in columns),
        )
        return [row[0] for row in rows]


def _full_text(store: Store, table: str, match: str) -> list[str]:
    with store.read() as session:
        rows = session.connection().exec_driver_sql(
            f"SELECT id FROM {table} WHERE {table} MATCH ? ORDER BY rank LIMIT 5", (match,)
        )
        return [row[0] for row in rows]

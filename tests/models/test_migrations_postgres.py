"""On PostgreSQL the chain of migrations makes exactly what the models and the store say."""

from collections.abc import Iterator

import orjson
import psycopg
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import SQLModel

import desktop.models
from central.checking import check_store
from central.digests import kept_digests
from central.horizon import compact
from central.setup import migrate_database, sqlalchemy_url
from central.store import Store
from central.tables import STORE
from desktop.models.base import new_id
from desktop.models.migrate import HEAD, NewerSchemaError, migrate, revision_of
from tests.stores import fresh_postgres

assert desktop.models.SYNCED


@pytest.fixture
def empty_database() -> Iterator[str]:
    """The address of a PostgreSQL database without any table."""
    with fresh_postgres() as url:
        yield url


def test_head_equals_models_on_postgresql(empty_database: str) -> None:
    migrate_database(empty_database)
    engine = sa.create_engine(sqlalchemy_url(empty_database), poolclass=sa.NullPool)
    with engine.connect() as connection:
        assert revision_of(connection) == HEAD
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        everything = sa.MetaData()
        for table in (*SQLModel.metadata.sorted_tables, *STORE.sorted_tables):
            table.to_metadata(everything)
        assert compare_metadata(context, everything) == []
    engine.dispose()


def test_migrating_again_does_nothing_and_a_newer_database_is_refused(empty_database: str) -> None:
    migrate_database(empty_database)
    migrate_database(empty_database)
    engine = sa.create_engine(sqlalchemy_url(empty_database), poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerSchemaError):
        migrate_database(empty_database)
    engine.dispose()


def test_store_of_the_version_before_the_books_gets_its_digests(empty_database: str) -> None:
    site_id, device_id, actor = new_id(), new_id(), new_id()
    engine = sa.create_engine(sqlalchemy_url(empty_database), poolclass=sa.NullPool)
    with engine.begin() as connection:
        migrate(connection, "0004")
    engine.dispose()
    site = {"name": "Sjællandsgade", "type": "centre", "reception": True, "pets_allowed": False}
    site |= {"step_free": False}
    entries = orjson.dumps([{"table": "site", "id": site_id, "kind": "put", "fields": site}])
    with psycopg.connect(empty_database) as conn:
        conn.execute(
            "INSERT INTO store_state (id, epoch, begun_at) VALUES (1, %s, now())", (actor,)
        )
        conn.execute("INSERT INTO scope_counter (scope, seq) VALUES ('org', 1)")
        conn.execute(
            "INSERT INTO site (id, row_seq, name, type, reception, pets_allowed, step_free)"
            " VALUES (%s, 1, %s, %s, %s, %s, %s)",
            (site_id, *site.values()),
        )
        conn.execute(
            "INSERT INTO log VALUES ('org', 1, %s, %s, %s, 'set_up', now(), now(), 1, %s)",
            (new_id(), device_id, actor, entries.decode()),
        )
        conn.execute(
            "INSERT INTO device (id, name, token_hash, scopes, last_device_seq, created_at)"
            " VALUES (%s, 'Front desk', '', '{org}', 1, now())",
            (device_id,),
        )
        conn.execute(
            "INSERT INTO receipt (device_id, device_seq, op_id, digest, status, seq, conflicts)"
            " VALUES (%s, 1, %s, '', 'applied', 1, '{}')",
            (device_id, new_id()),
        )
        conn.execute("INSERT INTO credential VALUES (%s, 'a hash', now())", (actor,))
    with Store(empty_database) as store, store.connection() as conn:
        found = list(check_store(conn))
        assert [problem for scope in found for problem in scope.problems] == []
        assert kept_digests(conn, "org")["site"].rows == 1
        passwords = conn.execute("SELECT hash, generation, must_change FROM credential")
        assert passwords.fetchall() == [("a hash", 1, False)]
        assert {done.scope: done.lines for done in compact(conn, 0)}["org"] == 1
        assert [problem for scope in check_store(conn) for problem in scope.problems] == []

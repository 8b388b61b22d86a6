"""On PostgreSQL the chain of migrations makes exactly what the models and the store say."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import SQLModel

import desktop.models
from central.setup import migrate_database, sqlalchemy_url
from central.tables import STORE
from desktop.models.migrate import HEAD, NewerSchemaError, revision_of
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

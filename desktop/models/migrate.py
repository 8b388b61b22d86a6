"""Brings a database to the schema of this version of Ankomst, and refuses a newer one."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

HEAD = "0017"
"""The last revision of the chain; a test holds it to what lies in ``migrations/versions``."""

MIGRATIONS = Path(__file__).parent / "migrations"


class NewerSchemaError(Exception):
    """The database was written by a newer version of Ankomst; nothing was changed."""


def revision_of(connection: sa.Connection) -> str | None:
    """The revision a database stands at, None for an empty one."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return str(connection.scalar(sa.text("SELECT version_num FROM alembic_version")))


def known_revisions() -> frozenset[str]:
    """The revisions that this version of Ankomst can bring a database to."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    chain = ScriptDirectory.from_config(config).walk_revisions()
    return frozenset(str(script.revision) for script in chain)


def migrate(connection: sa.Connection, to: str = HEAD) -> bool:
    """Brings the database to ``HEAD``, or an empty one to an earlier revision, in the caller's
    transaction; True when there was work.

    Raises NewerSchemaError when the database stands at a revision this version does not know.
    """
    revision = revision_of(connection)
    if revision == to:
        return False
    if revision is not None and revision not in known_revisions():
        raise NewerSchemaError(revision)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)
    return True

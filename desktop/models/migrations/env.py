"""Run by Alembic: migrates the connection it is handed, in that connection's transaction."""

import sqlalchemy as sa
from alembic import context

from desktop.models.migrations.column_types import NAMING

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=sa.MetaData(naming_convention=NAMING),
)
context.run_migrations()

"""A later version of Ankomst, for tests of how old and new get on: this one's source with a higher
schema version, a new field, a new table and the migration that brings them."""

import re
import shutil
from pathlib import Path

from desktop.models import SCHEMA_VERSION
from desktop.models.migrate import HEAD
from tests.stores import ROOT

LATER = f"{int(HEAD) + 1:04}"

_NOTE = """
from typing import ClassVar

from sqlmodel import Field

from desktop.models.base import SiteRow, SyncRule


class Note(SiteRow, table=True):
    __tablename__ = "note"
    sync: ClassVar[SyncRule] = SyncRule("site")

    text: str = Field(max_length=200)
"""

_MIGRATION = f'''
import sqlalchemy as sa
from alembic import op

from desktop.models.migrations import column_types as t

revision = "{LATER}"
down_revision = "{HEAD}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("resident", sa.Column("nickname", sa.String(200), nullable=True))
    op.create_table(
        "note",
        sa.Column("id", t.uuid(), primary_key=True, nullable=False),
        sa.Column("row_seq", sa.BigInteger(), nullable=True),
        sa.Column("site_id", t.uuid(), sa.ForeignKey("site.id"), nullable=False, index=True),
        sa.Column("text", sa.String(200), nullable=False),
    )
    for name, event, side in (
        ("needs_lock_insert", "INSERT", "NEW"),
        ("needs_lock_update", "UPDATE", "NEW"),
        ("needs_lock_leave", "UPDATE", "OLD"),
        ("needs_lock_delete", "DELETE", "OLD"),
    ):
        op.execute(
            f"CREATE TRIGGER {{name}} AFTER {{event}} ON note REFERENCING {{side}} TABLE AS written"
            " FOR EACH STATEMENT EXECUTE FUNCTION site_rows_need_lock()"
        )
'''


def later_version(folder: Path, by: int) -> Path:
    """Writes the source of a version ``by`` schema versions above this one; its root.

    A resident has a ``nickname`` there, ``plain`` unless it is given, and a site has notes.
    """
    root = folder / f"later-{by}"
    for part in ("central", "desktop", "resources"):
        shutil.copytree(ROOT / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
    models = root / "desktop" / "models"
    (models / "notes.py").write_text(_NOTE)
    (models / "migrations" / "versions" / f"{LATER}_later.py").write_text(_MIGRATION)
    _replace(models / "migrate.py", f'HEAD = "{HEAD}"', f'HEAD = "{LATER}"')
    schemas = models / "__init__.py"
    _replace(
        schemas, f"SCHEMA_VERSION = {SCHEMA_VERSION}", f"SCHEMA_VERSION = {SCHEMA_VERSION + by}"
    )
    _replace(
        schemas,
        "from desktop.models.residents",
        "from desktop.models.notes import Note\nfrom desktop.models.residents",
    )
    _replace(schemas, "        Measure,\n", "        Measure,\n        Note,\n")
    _replace(
        models / "residents.py",
        "    number: str = Field(max_length=200)\n",
        "    number: str = Field(max_length=200)\n"
        '    nickname: str | None = Field(default="plain", max_length=200)\n',
    )
    _replace(
        models / "roles.py", '    "measure": DESK,\n', '    "measure": DESK,\n    "note": DESK,\n'
    )
    return root


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert len(re.findall(re.escape(old), text)) == 1, (path, old)
    path.write_text(text.replace(old, new))

"""The encrypted file: nothing to read without the key, and every fault has its name."""

import secrets
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import SQLModel

from desktop.models.local import LOCAL, outbox_op
from desktop.models.migrate import HEAD, MIGRATIONS
from desktop.models.sites import Site
from desktop.models.store import Store, StoreError
from tests.house import make_house

KEY = bytes(range(32))


def test_head_of_the_chain_equals_the_models(tmp_path: Path) -> None:
    store = Store(tmp_path / "desk.db", KEY)
    with store.own() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, [SQLModel.metadata, LOCAL]) == []
    store.close()


def test_head_is_the_last_revision() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_heads() == [HEAD]


def test_no_word_of_a_resident_can_be_read_from_the_files(tmp_path: Path) -> None:
    house = make_house(tmp_path)
    with house.workplace().op("register_resident") as session:
        session.add(Site(name="Hemmeligsted"))
    words = [
        text.encode(code)
        for text in ("Shevchenko", "Шевченко", "Hemmeligsted")
        for code in ("utf-8", "utf-16-le")
    ]
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.suffix == ".db-wal" for path in files)
    for path in files:
        content = path.read_bytes()
        assert not any(word in content for word in words), path.name
    house.store.close()


@pytest.mark.parametrize("place", [5, 9000])
def test_damaged_file_is_told_and_not_touched(tmp_path: Path, place: int) -> None:
    path = tmp_path / "desk.db"
    Store(path, KEY).close()
    content = bytearray(path.read_bytes())
    content[place] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(StoreError) as refused:
        Store(path, KEY)
    assert refused.value.fault == "damaged"
    assert path.read_bytes() == content


def test_wrong_key_opens_nothing(tmp_path: Path) -> None:
    Store(tmp_path / "desk.db", KEY).close()
    with pytest.raises(StoreError):
        Store(tmp_path / "desk.db", secrets.token_bytes(32))


def test_newer_schema_is_told_and_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    store = Store(path, KEY)
    with store.own() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    store.close()
    before = path.read_bytes()
    with pytest.raises(StoreError) as refused:
        Store(path, KEY)
    assert refused.value.fault == "newer_schema"
    assert path.read_bytes() == before


def test_full_disk_is_told_and_the_op_is_undone_whole(tmp_path: Path) -> None:
    store = Store(tmp_path / "desk.db", KEY)
    with pytest.raises(StoreError) as refused:
        with store.op("administer", "a") as session:
            connection = session.connection()
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
            for number in range(2000):
                session.add(Site(name=f"Site {number}"))
                session.flush()
    assert refused.value.fault == "disk_full"
    with store.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(outbox_op)) == 0
    store.close()


def test_database_killed_between_two_ops_keeps_the_first_whole(tmp_path: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path\n"
        "from desktop.models.store import Store; from desktop.models.sites import Site\n"
        f"store = Store(Path(sys.argv[1]), {KEY!r})\n"
        "with store.op('administer', 'a') as session: session.add(Site(name='saved'))\n"
        "with store.op('administer', 'a') as session:\n"
        "    session.add(Site(name='lost')); session.flush(); os.kill(os.getpid(), 9)\n"
    )
    path = tmp_path / "desk.db"
    run = subprocess.run(
        [sys.executable, "-c", script, path], cwd=MIGRATIONS.parents[2], check=False
    )
    assert run.returncode == -9
    store = Store(path, KEY)
    with store.read() as session:
        assert session.scalars(sa.select(Site.name)).all() == ["saved"]
        assert session.scalar(sa.select(sa.func.count()).select_from(outbox_op)) == 1
    store.close()

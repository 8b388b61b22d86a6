"""Oksana's first day (seed 001): real windows, a real central process with PostgreSQL, two more
desks; the network is taken away by stopping the process."""

import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from demo.journey import FACTS, Journey
from demo.stage import PASSWORD, Stage
from demo.walk import OTHER_SITE, offline, online
from desktop.models.local import outbox_change, outbox_op
from desktop.services.incidents import Incidents
from desktop.services.profile import Profile
from tests.house import QUICK

ROOT = Path(__file__).parents[2]


@pytest.fixture
def stage() -> Iterator[Stage]:
    """A small city in a store of its own. PostgreSQL's own user must reach the folder, which
    pytest's ``tmp_path`` does not allow when tests run as root."""
    folder = Path(tempfile.mkdtemp(prefix="ankomst-journey-"))
    folder.chmod(0o755)
    stage = Stage(folder, QUICK)
    stage.store.start()
    try:
        stage.fill(residents=60, sites=3)
        yield stage
    finally:
        stage.store.stop()
        shutil.rmtree(folder, ignore_errors=True)


def no_picture(_window: QWidget, _name: str) -> None:
    """The journey's pictures are for people."""


@pytest.mark.usefixtures("qtbot")
def test_oksana_is_checked_in_without_a_network_and_the_second_desk_knows(
    stage: Stage, qapp: QApplication, qtbot: QtBot
) -> None:
    first, second = stage.desk("desk-1", "Desk 1"), stage.desk("desk-2", "Desk 2")
    third = stage.desk("desk-3", "Desk 3", OTHER_SITE, host=None)
    stage.store.stop()
    journey = Journey(qapp, first, no_picture)
    said: list[str] = []
    try:
        offline(journey, said.append)
        online(journey, stage, second, third, said.append)
    finally:
        journey.close()
    assert len(said) == 11


@pytest.fixture(scope="module")
def pristine() -> Iterator[Path]:
    """The folder of a filled desk whose store is gone."""
    folder = Path(tempfile.mkdtemp(prefix="ankomst-journey-"))
    folder.chmod(0o755)
    stage = Stage(folder, QUICK)
    stage.store.start()
    try:
        stage.fill(residents=60, sites=3)
        stage.desk("desk-1", "Desk 1")
    finally:
        stage.store.stop()
    yield folder / "desk-1"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize("commits", [1, 3, 6, 8])
def test_program_killed_in_the_middle_loses_nothing_that_was_saved(
    pristine: Path, tmp_path: Path, commits: int
) -> None:
    """The child takes the journey's steps and is killed the moment its n-th op is saved."""
    folder = tmp_path / "desk"
    shutil.copytree(pristine, folder)
    child = subprocess.run(
        [sys.executable, "-m", "tests.journeys.doomed", str(folder), str(commits)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert child.returncode == -signal.SIGKILL
    saved = [line.split() for line in child.stdout.splitlines()]
    assert len(saved) == commits
    profile = Profile(folder, QUICK)
    opened = profile.open(profile.owners()[0].user_id, PASSWORD)
    with opened.store.read() as session:
        ops = session.execute(sa.select(outbox_op).order_by(outbox_op.c.device_seq)).all()
        changes = session.execute(sa.select(outbox_change)).all()
    assert [[op.op_id, op.action] for op in ops] == saved
    assert [op.device_seq for op in ops] == list(range(1, commits + 1))
    with opened.store.read() as session:
        connection = session.connection()
        for change in changes:
            row = connection.exec_driver_sql(
                f'SELECT 1 FROM "{change.table}" WHERE id = ?', (change.row_id,)
            ).first()
            assert row is not None, f"the {change.table} that was saved is there"
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    opened.store.close()


def test_half_written_incident_is_taken_up_again_after_a_kill(
    pristine: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "desk"
    shutil.copytree(pristine, folder)
    child = subprocess.run(
        [sys.executable, "-m", "tests.journeys.doomed", str(folder), "draft"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert child.returncode == -signal.SIGKILL
    profile = Profile(folder, QUICK)
    opened = profile.open(profile.owners()[0].user_id, PASSWORD)
    draft = Incidents(opened.workplace).load_draft()
    opened.store.close()
    assert draft is not None
    assert FACTS in str(draft)

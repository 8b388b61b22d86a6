"""The drill of docs/sync.md: a store that dies and is restored, a desk whose folder is copied."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.drill import drill
from demo.stage import Stage
from tests.house import QUICK


@pytest.fixture
def stage() -> Iterator[Stage]:
    """A small city in a store of its own, in a folder that PostgreSQL's own user can reach."""
    folder = Path(tempfile.mkdtemp(prefix="ankomst-drill-"))
    folder.chmod(0o755)
    stage = Stage(folder, QUICK)
    stage.store.start()
    try:
        stage.fill(residents=60, sites=2)
        yield stage
    finally:
        stage.store.stop()
        shutil.rmtree(folder, ignore_errors=True)


def test_nothing_is_lost_and_every_desk_ends_verified(stage: Stage) -> None:
    said: list[str] = []
    drill(stage, said.append, work_seconds=1.0)
    assert [line[0] for line in said] == list("12345678")

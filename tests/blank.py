"""Fresh databases of a desk without the wait for all migrations: made once a run, then copied."""

import atexit
import secrets
import shutil
import tempfile
from functools import cache
from pathlib import Path

from desktop.models.store import Store

KEY = secrets.token_bytes(32)
"""What every copy is opened with."""


def scratch() -> Path:
    """A folder for what is made once, removed when the run ends."""
    folder = Path(tempfile.mkdtemp(prefix="ankomst-once-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def blank_store(path: Path) -> Store:
    """An empty desk database at ``path``, as ``Store`` makes it there."""
    shutil.copyfile(_blank(), path)
    return Store(path, KEY)


@cache
def _blank() -> Path:
    path = scratch() / "blank.db"
    Store(path, KEY).close()
    return path

"""``python -m demo``: the app at Sjællandsgade on made-up people, with a central store of its own.

With ``--headless`` it walks Oksana's journey through the real windows off screen and saves a
picture of each step. With ``--drill`` the store is killed and restored and a desk copied.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from demo.stage import PASSWORD, SITE, Stage
from desktop.models.migrate import HEAD
from desktop.services.days import day_of

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / ".demo"
PICTURES = ROOT / "demo-output"


def say(text: str) -> None:
    """A line for the person at the terminal."""
    print(text, flush=True)


def _prepared() -> Stage:
    """Today's city, made when there is none of today yet."""
    edition = f"{day_of(datetime.now(UTC)).isoformat()}-{HEAD}"
    folder = FOLDER / edition
    ready = folder / "ready"
    for old in FOLDER.glob("*"):
        if old != folder or not ready.exists():
            shutil.rmtree(old, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    stage = Stage(folder)
    stage.store.start()
    if ready.exists():
        return stage
    try:
        say("Making a city of 22 sites and 3,500 people who do not exist …")
        began = time.monotonic()
        count = stage.fill()
        say(f"{count} things they did are in the central store ({time.monotonic() - began:.0f} s).")
        stage.desk("desk", "Desk 1")
        ready.touch()
    except BaseException:
        stage.store.stop()
        raise
    return stage


def _windowed(language: str | None) -> int:
    from demo.window import show  # noqa: PLC0415  Qt is loaded when a window is wanted

    stage = _prepared()
    try:
        desk = stage.desk("desk", "Desk 1")
        say(f"{SITE} is open. The password, should you lock yourself out: {PASSWORD}")
        return show(desk, stage.store.url, language)
    finally:
        stage.store.stop()


def _headless(language: str | None) -> int:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from demo.walk import walk  # noqa: PLC0415

    with _fresh_stage() as stage:
        return walk(stage, PICTURES, language or "da", say)


@contextmanager
def _fresh_stage() -> Iterator[Stage]:
    """A demo of its own, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="ankomst-demo-"))
    if os.name != "nt":
        folder.chmod(0o755)  # PostgreSQL runs as a user of its own when we are root
    try:
        yield Stage(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _drill() -> int:
    from demo.drill import drill  # noqa: PLC0415

    with _fresh_stage() as stage:
        stage.store.start()
        try:
            stage.fill(residents=300, sites=3)
            drill(stage, say)
        finally:
            stage.store.stop()
    return 0


def main() -> int:
    """Reads the command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="demo", description=__doc__)
    parser.add_argument("--headless", action="store_true")
    parser.add_argument("--lang", choices=("da", "uk", "ru"))
    parser.add_argument("--drill", action="store_true")
    options = parser.parse_args()
    if options.drill:
        return _drill()
    return _headless(options.lang) if options.headless else _windowed(options.lang)


if __name__ == "__main__":
    sys.exit(main())

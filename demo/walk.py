"""``python -m demo --headless``: the journey off screen, each step told and pictured.

The network is taken away by stopping the store's process, and given back by starting it again.
"""

import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import sqlalchemy as sa
from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from demo.hands import bring_forward, find, settle, wait_until
from demo.journey import Journey, NotAsExpectedError
from demo.stage import SITE, DemoDesk, Stage
from desktop.app import DeskApp, OpenDesk
from desktop.i18n import LANGUAGES
from desktop.models import SYNCED
from desktop.models.store import Store

OTHER_SITE = "Ottiliahus"


class Album:
    """Saves pictures in every language, numbered in the order they were taken."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        self.journey: Journey | None = None
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)

    def take(self, window: QWidget, name: str) -> None:
        """A picture in the language shown; of the main window, in all three."""
        self._count += 1
        journey = self.journey
        if journey is None or journey.program.desk is None or window is not journey.window:
            self._save(window, name)
            return
        for code in (*(c for c in LANGUAGES if c != journey.first_language), ""):
            journey.choose_language(code or journey.first_language)
            self._save(window, f"{name}-{code or journey.first_language}")

    def _save(self, window: QWidget, name: str) -> None:
        settle()
        window.grab().save(str(self._folder / f"{self._count:02d}-{name}.png"))


@contextmanager
def opened(app: QApplication, demo: DemoDesk, language: str) -> Iterator[OpenDesk]:
    """A second desk's real window."""
    program = DeskApp(app, demo.profile.folder, chosen_language=language)
    program.open_desk(demo.open())
    assert program.desk is not None
    try:
        yield program.desk
    finally:
        program.close()


def rows(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Everything synced that a desk holds, by table, with the seq it was last told."""
    with store.read() as session:
        return {
            name: sorted(
                tuple(row)
                for row in session.execute(sa.select(model.__table__))  # type: ignore[attr-defined]  # set by SQLModel
            )
            for name, model in SYNCED.items()
        }


def walk(stage: Stage, pictures: Path, language: str, say: Callable[[str], None]) -> int:
    """Takes every step; returns 0 when a second desk ends with the same data."""
    began = time.monotonic()
    qInstallMessageHandler(_only_what_matters)
    app = QApplication.instance() or QApplication(["ankomst"])
    assert isinstance(app, QApplication)
    stage.store.start()
    try:
        say(f"A city is made: {stage.fill()} ops in the central store.")
        first = stage.desk("desk-1", "Desk 1")
        second = stage.desk("desk-2", "Desk 2")
        third = stage.desk("desk-3", "Desk 3", OTHER_SITE, host=None)
        stage.store.stop()
        say("The central store is stopped: there is no network.")
        album = Album(pictures)
        journey = Journey(app, first, album.take, language)
        album.journey = journey
        try:
            offline(journey, say)
            online(journey, stage, second, third, say)
        finally:
            journey.close()
    finally:
        stage.store.stop()
    say(f"All done in {time.monotonic() - began:.0f} s; pictures in {pictures.name}/")
    return 0


def _only_what_matters(_kind: QtMsgType, _where: QMessageLogContext, text: str) -> None:
    """The platform without a screen says of every window that it can't hint its size."""
    if "propagateSizeHints" not in text:
        sys.stderr.write(f"{text}\n")


def offline(journey: Journey, say: Callable[[str], None]) -> None:
    """The part of the day without a network."""
    steps: tuple[tuple[str, Callable[[], None]], ...] = (
        ("Sign in; a wrong password is told", journey.sign_in),
        ("Today shows who arrives", journey.see_arrival),
        ("Oksana is checked in", journey.check_in),
        ("She is found by name in both scripts, room and number", journey.find_her),
        ("She gets lunch, once", journey.serve_lunch),
        ("An incident in the kitchen is half written", journey.begin_incident),
        ("Dansk, Українська, Русский: nothing typed is lost", journey.switch_languages),
        ("The incident is saved", journey.save_incident),
        ("The board, the kits, what waits", journey.look_at_the_rest),
    )
    for number, (words, step) in enumerate(steps, 1):
        step()
        say(f"{number:2d} ✔ {words}")


def online(
    journey: Journey,
    stage: Stage,
    second: DemoDesk,
    third: DemoDesk,
    say: Callable[[str], None],
) -> None:
    """The network comes back: the second desk shows all of it, the third nothing."""
    with ExitStack() as desks:
        beside = desks.enter_context(opened(journey.app, second, journey.first_language))
        elsewhere = desks.enter_context(opened(journey.app, third, journey.first_language))
        counted: list[int] = [journey.desk.engine.state.waiting]
        stage.store.start()
        wait_until(lambda: _counts_down(journey, counted), "the foot counts down to nothing")
        wait_until(lambda: beside.engine.state.online, "the second desk is online")
        reached = time.monotonic()
        wait_until(
            lambda: rows(beside.opened.store) == rows(journey.desk.opened.store),
            "the second desk holds the same",
        )
        seconds = time.monotonic() - reached
        say(f"10 ✔ {max(counted)} waiting ops are sent; the second desk has it in {seconds:.1f} s")
        beside.window.resize(1360, 850)
        bring_forward(beside.window)
        beside.window.go("residents", journey.oksana)
        wait_until(lambda: _shows(beside, "Oksana Shevchenko"), "the second desk shows Oksana")
        journey.picture(beside.window, "second-desk")
        wait_until(lambda: elsewhere.engine.state.online, "the third desk is online")
        held = rows(elsewhere.opened.store)
        if journey.oksana in {row[0] for row in held["resident"]}:
            raise NotAsExpectedError(f"a desk at {OTHER_SITE} holds a resident of {SITE}")
        say(f"11 ✔ The desk at {OTHER_SITE} does not hold her")
        journey.desk.window.go("sync")
        journey.picture(journey.window, "in-step")


def _counts_down(journey: Journey, counted: list[int]) -> bool:
    waiting = journey.desk.engine.state.waiting
    if waiting != counted[-1]:
        counted.append(waiting)
    return waiting == 0


def _shows(desk: OpenDesk, text: str) -> bool:
    return find(desk.window, "file_name", QLabel).text() == text

"""Work off the UI thread and its results on it."""

import logging
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.views.background import Background


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    made = Background()
    yield made
    made.shutdown()


def settle(qtbot: QtBot, background: Background) -> None:
    qtbot.waitUntil(lambda: not background.busy)


def test_work_runs_off_and_result_arrives_on_the_main_thread(
    qtbot: QtBot, background: Background
) -> None:
    threads: list[threading.Thread] = []
    background.run(
        threading.current_thread,
        lambda worker: threads.extend([worker, threading.current_thread()]),
    )
    settle(qtbot, background)
    assert threads[0] is not threading.main_thread()
    assert threads[1] is threading.main_thread()


def test_work_of_one_worker_keeps_its_order(qtbot: QtBot, background: Background) -> None:
    seen: list[int] = []
    with qtbot.waitSignal(background.idle):
        for number in range(20):
            background.run(lambda number=number: number, seen.append)
    assert seen == list(range(20))


def test_slow_network_does_not_hold_up_the_database(qtbot: QtBot, background: Background) -> None:
    answered, seen = threading.Event(), []
    background.run(answered.wait, seen.append, worker="network")
    background.run(lambda: "rows", seen.append)
    qtbot.waitUntil(lambda: seen == ["rows"])
    answered.set()
    settle(qtbot, background)
    assert seen == ["rows", True]


def test_error_goes_to_failed(qtbot: QtBot, background: Background) -> None:
    errors: list[Exception] = []
    background.run(lambda: 1 // 0, failed=errors.append)
    settle(qtbot, background)
    assert isinstance(errors[0], ZeroDivisionError)


def test_error_without_failed_is_logged(
    qtbot: QtBot, background: Background, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        background.run(lambda: 1 // 0)
        settle(qtbot, background)
    assert "Background work failed" in caplog.text


def test_cancelled_work_delivers_nothing(qtbot: QtBot, background: Background) -> None:
    seen: list[str] = []
    background.run(lambda: "late", seen.append).cancel()
    settle(qtbot, background)
    assert seen == []


def test_result_for_a_destroyed_widget_is_dropped(qtbot: QtBot, background: Background) -> None:
    gate, label = threading.Event(), QLabel("before")
    background.run(lambda: gate.wait() and "after", label.setText)
    owner, seen = QObject(), []
    background.run(lambda: "late", seen.append, owner=owner)
    with qtbot.waitSignals([label.destroyed, owner.destroyed]):
        label.deleteLater()
        owner.deleteLater()
    gate.set()
    settle(qtbot, background)
    assert seen == []


def test_newer_request_supersedes_the_one_with_its_key(
    qtbot: QtBot, background: Background
) -> None:
    seen: list[str] = []
    for text in ("o", "ok", "oks"):
        background.latest("search", lambda text=text: text, seen.append)
    background.latest("other", lambda: "rooms", seen.append)
    settle(qtbot, background)
    assert seen == ["oks", "rooms"]


def test_shutdown_waits_for_what_runs_and_drops_what_waits(
    qtbot: QtBot, background: Background
) -> None:
    started, gate, done = threading.Event(), threading.Event(), []
    background.run(lambda: (started.set(), gate.wait(), done.append("first")))
    background.run(lambda: done.append("second"))
    started.wait()
    threading.Timer(0.01, gate.set).start()
    background.shutdown()
    assert done == ["first"]
    assert not background.busy
    assert not background.run(lambda: None).wanted


def test_delivery_is_queued_even_when_work_is_done_at_once(background: Background) -> None:
    assert background.busy is False
    background.run(lambda: None)
    assert background.busy is True

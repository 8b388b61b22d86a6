"""How long a test waits for what must come: long, for the machines are slow and noisy. And how it
leaves the screen."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.desks import PATIENCE

LONG = int(PATIENCE * 1000)
"""Milliseconds."""


class PatientBot(QtBot):
    """A robot that gives up only where something has gone wrong, not where the machine is busy."""

    def waitUntil(  # noqa: N802 - the name of pytest-qt
        self, callback: Callable[[], bool | None], *, timeout: int = LONG
    ) -> None:
        """Returns as soon as ``callback`` holds."""
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = LONG, **more: Any) -> Any:  # noqa: N802
        """A context that ends when the signal came."""
        return super().waitSignal(signal, timeout=timeout, **more)


def clear_the_screen() -> None:
    """Destroys every window that is still there."""
    for window in QApplication.topLevelWidgets():
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

"""The demo in a window: the app as a host has it, already signed in."""

import signal
import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from demo.stage import DemoDesk
from desktop.app import DeskApp
from desktop.config import APP


def _end_in_order(app: QApplication) -> None:
    """Ctrl+C at the terminal closes the window, and with it the store. Qt's loop is left four
    times a second, for Python hears of signals only between its own steps."""
    for kind in (signal.SIGINT, signal.SIGTERM):
        signal.signal(kind, lambda *_: app.quit())
    beat = QTimer(app, interval=250)
    beat.timeout.connect(lambda: None)
    beat.start()


def show(desk: DemoDesk, central_url: str, language: str | None) -> int:
    """Runs the app at the made-up desk until its window is closed. The store may have another
    port than when the desk was enrolled."""
    app = QApplication(sys.argv[:1])
    app.setApplicationName(APP)
    _end_in_order(app)
    program = DeskApp(app, desk.profile.folder, chosen_language=language, central_url=central_url)
    program.open_desk(desk.open())
    try:
        return app.exec()
    finally:
        program.close()

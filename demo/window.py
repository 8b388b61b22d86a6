"""The demo in a window: the app as a host has it, already signed in."""

import sys

from PySide6.QtWidgets import QApplication

from demo.stage import DemoDesk
from desktop.app import DeskApp
from desktop.config import APP


def show(desk: DemoDesk, language: str | None) -> int:
    """Runs the app at the made-up desk until its window is closed."""
    app = QApplication(sys.argv[:1])
    app.setApplicationName(APP)
    program = DeskApp(app, desk.profile.folder, chosen_language=language)
    program.open_desk(desk.open())
    try:
        return app.exec()
    finally:
        program.close()

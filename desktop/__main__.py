"""``python -m desktop``: the app."""

import argparse
import logging
import os
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from desktop.app import DeskApp
from desktop.config import APP, default_profile
from desktop.i18n import LANGUAGES


def main(arguments: list[str] | None = None) -> int:
    """Runs the app until its last window is closed; returns the exit code."""
    parser = argparse.ArgumentParser(prog="desktop", description="Ankomst, the desk.")
    parser.add_argument("--profile", type=Path, default=default_profile(), metavar="DIR")
    parser.add_argument("--lang", choices=LANGUAGES)
    parser.add_argument("--central", default="", metavar="URL")
    options = parser.parse_args(arguments)
    logging.basicConfig(
        level=os.environ.get("ANKOMST_LOG", "WARNING"),
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
    )
    app = QApplication(sys.argv[:1])
    app.setApplicationName(APP)
    desk = DeskApp(app, options.profile, chosen_language=options.lang, central_url=options.central)
    desk.start()
    try:
        return app.exec()
    finally:
        desk.close()


if __name__ == "__main__":
    sys.exit(main())

"""Tells when a protected file that the person opened closes again, so that no page shows it on."""

import math
from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.services.protected_files import ProtectedFiles
from desktop.views.background import Background


class ClosingFiles(QObject):
    """``look`` is called at the start and whenever an opening was written."""

    closed = Signal()
    """A file has closed: what shows of it is to be read again."""

    def __init__(
        self,
        background: Background,
        files: ProtectedFiles,
        clock: Callable[[], datetime],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._files = files
        self._clock = clock
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._close)

    def look(self) -> None:
        """Finds out when the next file closes."""
        self._background.run(self._files.next_closing, self._wait, owner=self)

    def _wait(self, at: datetime | None) -> None:
        self._timer.stop()
        if at is not None:
            left = (at - self._clock()).total_seconds()
            self._timer.start(max(0, math.ceil(left * 1000)))

    def _close(self) -> None:
        self.closed.emit()
        self.look()

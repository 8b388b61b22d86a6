"""A household's line in a day of the week."""

from datetime import date

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop.services.arrivals.lines import ArrivalLine
from desktop.views import theme
from desktop.views.arrivals.row_words import chips_of, clock_of, detail_of, members_words
from desktop.views.widgets.work_line import WorkLine


class ArrivalRow(WorkLine):
    """The one that was last in focus stays marked while the buttons for it are used. Enter or a
    double click opens it; one click only chooses it."""

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marked = False
        self.line: ArrivalLine | None = None

    def show_line(self, line: ArrivalLine, today: date) -> None:
        """Say it in the current language."""
        self.line = line
        self.set_texts(line.head.name, detail_of(line), clock_of(line))
        self.set_chips(chips_of(line, today))
        self.setToolTip(
            "\n".join(filter(None, (members_words(line), line.considerations, line.outcome_reason)))
        )

    def set_marked(self, marked: bool) -> None:
        """Whether it is the one that the buttons are about."""
        if marked != self._marked:
            self._marked = marked
            self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.chosen.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._marked and not self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.current().colour("accent"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
            painter.end()

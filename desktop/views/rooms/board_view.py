"""The board itself: scrolls, is painted by hand, goes by mouse and by keyboard."""

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from desktop.i18n import _
from desktop.views import theme
from desktop.views.rooms.board_geometry import BoardGeometry
from desktop.views.rooms.board_lines import BedLine, Line
from desktop.views.rooms.board_painter import BoardPainter
from desktop.views.rooms.place_words import BoardPlace, sentence, tooltip

_OPEN_KEYS = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}


class BoardView(QAbstractScrollArea):
    """Beds down, days across, each stay a bar. Paints only what is in sight, so that a site of
    any size scrolls as smoothly as a small one."""

    resident_chosen = Signal(str)
    """The id of the resident whose bar was clicked, or opened by Enter."""
    pointed = Signal(object)
    """The ``BoardPlace`` under the mouse, else under the keyboard, or None."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[Line, ...] = ()
        self._first = self._today = date.min
        self._days = self._days_in_sight = 1
        self._cursor: tuple[tuple[str, int], date] | None = None
        self._hover: tuple[int, date] | None = None
        self._pressed: str | None = None
        self._geometry = BoardGeometry((), date.min, 1, 1, QSize(1, 1))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)

    def set_board(self, lines: Sequence[Line], first: date, days: int, today: date) -> None:
        """Show these lines for ``days`` days from ``first``. The keyboard stays where it was."""
        self._lines, self._first, self._days, self._today = tuple(lines), first, days, today
        self._hover = None
        if self._cursor is not None:
            key, day = self._cursor
            inside = first <= day < first + timedelta(days=days)
            self._cursor = (key, day if inside else first) if self._line_of(key) >= 0 else None
        self._arrange()
        self._tell()

    def set_days_in_sight(self, days: int) -> None:
        """Zoom: how many days fill the width."""
        self._days_in_sight = days
        self._arrange()

    def show_today(self) -> None:
        """Scroll so that today stands near the left edge."""
        number = (self._today - self._first).days
        self.horizontalScrollBar().setValue(round((number - 2) * self._geometry.day_width))

    def choose_bed(self, bed_id: str) -> bool:
        """Put the keyboard on a bed, today, and scroll there; False where it isn't shown."""
        number = self._line_of((bed_id, 0))
        if number < 0:
            return False
        self._move_to(number, self._today)
        return True

    def place(self) -> BoardPlace | None:
        """Where the mouse, else the keyboard, is."""
        if self._hover is not None:
            return self._place(*self._hover)
        found = self._cursor_cell()
        return self._place(*found) if found and self.hasFocus() else None

    def bar_rect(self, stay_id: str) -> QRect:
        """Where a stay's bar is in the viewport, cut to what shows; empty when out of sight."""
        for number, line in enumerate(self._lines):
            for stay in line.stays if isinstance(line, BedLine) else ():
                if stay.id == stay_id:
                    bar = self._geometry.bar(number, stay.starts_on, stay.ends_on, self._offset())
                    return bar & self._geometry.body
        return QRect()

    def retranslate(self) -> None:
        """Its name for a screen reader; the rest is asked anew when it is painted."""
        self.setAccessibleName(_("Occupancy board"))
        self.viewport().update()
        self._tell()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        BoardPainter(
            painter,
            self._geometry,
            self._offset(),
            self._today,
            self._cursor_cell(),
            self.hasFocus(),
        ).paint()
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in theme.THEME_CHANGES:
            self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        found = self._cursor_cell()
        key = Qt.Key(event.key())
        if found is None or not self._step(key, *found):
            if key in _OPEN_KEYS and found is not None:
                self._open(self._place(*found))
            elif key == Qt.Key.Key_Escape:
                event.ignore()
            else:
                super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._cursor is None:
            top = self.verticalScrollBar().value() // self._geometry.row
            beds = [n for n in range(len(self._lines)) if isinstance(self._lines[n], BedLine)]
            first = next((n for n in beds if n >= top), None)
            if first is not None:
                self._put_cursor(first, self._today if self._in_range(self._today) else self._first)
        self.viewport().update()
        self._tell()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()
        self._tell()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover_at(event.position().toPoint())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._geometry.place_at(event.position().toPoint(), self._offset())
        if event.button() != Qt.MouseButton.LeftButton or found is None:
            return
        self._put_cursor(*found)
        place = self._place(*found)
        self._pressed = place.stay.id if place.stay else None

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        found = self._geometry.place_at(event.position().toPoint(), self._offset())
        if event.button() != Qt.MouseButton.LeftButton or found is None or pressed is None:
            return
        place = self._place(*found)
        if place.stay is not None and place.stay.id == pressed:
            self._open(place)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._hover = None
            self._tell()
        elif event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = self._geometry.place_at(event.pos(), self._offset())
            place = self._place(*found) if found else None
            if found and place is not None and place.stay is not None:
                where = self._geometry.cell(*found, self._offset())
                QToolTip.showText(event.globalPos(), tooltip(place), self.viewport(), where)
            else:
                QToolTip.hideText()
            return True
        return super().viewportEvent(event)

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:  # noqa: N802 - overrides Qt
        self.viewport().update()

    def _arrange(self) -> None:
        self._geometry = BoardGeometry(
            self._lines, self._first, self._days, self._days_in_sight, self.viewport().size()
        )
        across, down = self._geometry.scroll_range()
        body = self._geometry.body
        for bar, most, page, step in (
            (self.horizontalScrollBar(), across, body.width(), self._geometry.day_width),
            (self.verticalScrollBar(), down, body.height(), self._geometry.row),
        ):
            bar.setPageStep(max(1, page))
            bar.setSingleStep(round(step))
            bar.setRange(0, most)
        self.viewport().update()

    def _offset(self) -> QPoint:
        return QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def _in_range(self, day: date) -> bool:
        return self._first <= day < self._first + timedelta(days=self._days)

    def _line_of(self, key: tuple[str, int]) -> int:
        for number, line in enumerate(self._lines):
            if isinstance(line, BedLine) and line.key == key:
                return number
        return -1

    def _cursor_cell(self) -> tuple[int, date] | None:
        if self._cursor is None:
            return None
        number = self._line_of(self._cursor[0])
        return (number, self._cursor[1]) if number >= 0 else None

    def _place(self, number: int, day: date) -> BoardPlace:
        line = self._lines[number]
        assert isinstance(line, BedLine)
        return BoardPlace(line.bed, day, line.stay_at(day))

    def _step(self, key: Qt.Key, number: int, day: date) -> bool:
        """Move the keyboard; False for a key that moves nothing."""
        page = max(1, self._geometry.body.height() // self._geometry.row - 1)
        down = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: page,
            Qt.Key.Key_PageUp: -page,
        }.get(key)
        if down is not None:
            beds = [n for n, line in enumerate(self._lines) if isinstance(line, BedLine)]
            place = min(max(beds.index(number) + down, 0), len(beds) - 1)
            self._move_to(beds[place], day)
            return True
        last = self._first + timedelta(days=self._days - 1)
        days = {
            Qt.Key.Key_Right: min(day + timedelta(days=1), last),
            Qt.Key.Key_Left: max(day - timedelta(days=1), self._first),
            Qt.Key.Key_Home: self._first,
            Qt.Key.Key_End: last,
        }
        if key not in days:
            return False
        self._move_to(number, days[key])
        return True

    def _move_to(self, number: int, day: date) -> None:
        self._hover = None
        day = day if self._in_range(day) else self._first
        self._put_cursor(number, day)
        self._scroll_to_cursor()
        said = sentence(self._place(number, day))
        self.setAccessibleDescription(said)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))

    def _put_cursor(self, number: int, day: date) -> None:
        line = self._lines[number]
        assert isinstance(line, BedLine)
        self._cursor = (line.key, day)
        self.viewport().update()
        self._tell()

    def _scroll_to_cursor(self) -> None:
        found = self._cursor_cell()
        assert found is not None
        cell, body = self._geometry.cell(*found, self._offset()), self._geometry.body
        for bar, before, after in (
            (self.horizontalScrollBar(), cell.left() - body.left(), cell.right() - body.right()),
            (self.verticalScrollBar(), cell.top() - body.top(), cell.bottom() - body.bottom()),
        ):
            bar.setValue(bar.value() + (before if before < 0 else max(0, after)))

    def _hover_at(self, point: QPoint) -> None:
        found = self._geometry.place_at(point, self._offset())
        if found == self._hover:
            return
        self._hover = found
        on_bar = found is not None and self._place(*found).stay is not None
        shape = Qt.CursorShape.PointingHandCursor if on_bar else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        self._tell()

    def _open(self, place: BoardPlace) -> None:
        if place.stay is not None:
            self.resident_chosen.emit(place.stay.person.id)

    def _tell(self) -> None:
        self.pointed.emit(self.place())

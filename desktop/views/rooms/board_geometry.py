"""Where lines, days and bars are on the board, in pixels of its viewport."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QPoint, QRect, QSize

from desktop.views import theme
from desktop.views.rooms.board_lines import BedLine, Line

_SIDE, _HEAD = 232, 64
_NARROWEST_DAY = 17
_BAR_GAP = 4


@dataclass(frozen=True)
class BoardGeometry:
    """Worked out anew when the size, the zoom or the lines change; scrolling only moves it."""

    lines: Sequence[Line]
    first: date
    days: int
    days_in_sight: int
    size: QSize

    @property
    def side(self) -> int:
        """The width of the frozen column."""
        return theme.px(_SIDE)

    @property
    def head(self) -> int:
        """The height of the frozen header."""
        return theme.px(_HEAD)

    @property
    def row(self) -> int:
        """The height of a line."""
        return theme.px(theme.ROW)

    @property
    def day_width(self) -> float:
        """So that the days wanted fill the width, unless they became too narrow to read."""
        fitting = (self.size.width() - self.side) / self.days_in_sight
        return max(float(theme.px(_NARROWEST_DAY)), fitting)

    @property
    def body(self) -> QRect:
        """What scrolls."""
        return QRect(
            self.side,
            self.head,
            max(0, self.size.width() - self.side),
            max(0, self.size.height() - self.head),
        )

    def scroll_range(self) -> tuple[int, int]:
        """How far it can be scrolled across and down."""
        across = round(self.days * self.day_width) - self.body.width()
        return max(0, across), max(0, len(self.lines) * self.row - self.body.height())

    def lines_in_sight(self, down: int) -> range:
        """The lines that show at least in part."""
        first = down // self.row
        last = (down + self.body.height()) // self.row + 1
        return range(min(first, len(self.lines)), min(last, len(self.lines)))

    def days_shown(self, across: int) -> range:
        """The days that show at least in part, counted from the first."""
        first = int(across / self.day_width)
        last = int((across + self.body.width()) / self.day_width) + 1
        return range(max(0, first), min(last, self.days))

    def top(self, line: int, down: int) -> int:
        """The upper edge of a line."""
        return self.head + line * self.row - down

    def left(self, day: int, across: int) -> int:
        """The left edge of a day counted from the first."""
        return self.side + round(day * self.day_width) - across

    def cell(self, line: int, day: date, offset: QPoint) -> QRect:
        """A line on a day."""
        number = (day - self.first).days
        left = self.left(number, offset.x())
        right = self.left(number + 1, offset.x())
        return QRect(left, self.top(line, offset.y()), right - left, self.row)

    def bar(self, line: int, start: date, end: date | None, offset: QPoint) -> QRect:
        """The bar for the days ``[start, end)``, cut at the first and the last day drawn."""
        begin = max(0, (start - self.first).days)
        until = self.days if end is None else min(self.days, (end - self.first).days)
        left = self.left(begin, offset.x())
        right = self.left(until, offset.x())
        top = self.top(line, offset.y())
        return QRect(left + 1, top + _BAR_GAP, right - left - 1, self.row - 2 * _BAR_GAP)

    def place_at(self, point: QPoint, offset: QPoint) -> tuple[int, date] | None:
        """The line of a bed and the day under a point, None outside the beds and days."""
        if not self.body.contains(point):
            return None
        line = (point.y() - self.head + offset.y()) // self.row
        edges = [self.left(day, offset.x()) for day in range(self.days + 1)]
        day = bisect_right(edges, point.x()) - 1
        if not 0 <= line < len(self.lines) or not 0 <= day < self.days:
            return None
        if not isinstance(self.lines[line], BedLine):
            return None
        return line, self.first + timedelta(days=day)

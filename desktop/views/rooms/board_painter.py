"""Paints the part of the board that is in sight."""

from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen

from desktop.i18n import _, format_number, ngettext
from desktop.models.housing import GenderRule
from desktop.services.rooms import StayBar
from desktop.services.words import word
from desktop.views import theme
from desktop.views.rooms import day_words
from desktop.views.rooms.bar_painter import Ends, Look, draw_bar, draw_text, look_of
from desktop.views.rooms.board_geometry import BoardGeometry
from desktop.views.rooms.board_lines import BedLine, FloorLine
from desktop.views.rooms.place_words import bar_words
from desktop.views.rooms.tints import hue_of

_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
_WIDE_DAY = 40


@dataclass(frozen=True)
class _Bar:
    rect: QRect
    look: Look
    hue: int
    ends: Ends
    text: str


@dataclass(frozen=True)
class BoardPainter:
    """One painting: ``offset`` is how far the board is scrolled, ``cursor`` the cell that has the
    keyboard."""

    painter: QPainter
    geometry: BoardGeometry
    offset: QPoint
    today: date
    cursor: tuple[int, date] | None
    focused: bool

    def paint(self) -> None:
        """Body, frozen column, frozen header."""
        whole = QRect(QPoint(0, 0), self.geometry.size)
        self.painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.painter.fillRect(whole, theme.current().colour("surface"))
        lines = self.geometry.lines_in_sight(self.offset.y())
        self.painter.setClipRect(self.geometry.body)
        self._days_behind()
        bars = self._bars(lines)
        for bar in bars:
            draw_bar(self.painter, bar.rect, bar.look, bar.hue, bar.ends)
        self._today_line()
        self.painter.setFont(theme.font())
        for bar in bars:
            draw_text(self.painter, bar.rect & self.geometry.body, bar.look, bar.text)
        self._cursor()
        self.painter.setClipRect(0, self.geometry.head, whole.width(), self.geometry.body.height())
        for number in lines:
            self._line_side(number)
        self.painter.setClipRect(whole)
        self._header()
        self._frame_lines()

    def _days_behind(self) -> None:
        colours, geometry = theme.current(), self.geometry
        for number in geometry.days_shown(self.offset.x()):
            day = geometry.first + timedelta(days=number)
            if day == self.today or day_words.is_weekend(day):
                colour = colours.colour("accent_soft" if day == self.today else "ground")
                self.painter.fillRect(self._column(number), colour)

    def _column(self, number: int) -> QRect:
        left = self.geometry.left(number, self.offset.x())
        right = self.geometry.left(number + 1, self.offset.x())
        return QRect(left, self.geometry.head, right - left, self.geometry.body.height())

    def _bars(self, lines: range) -> list[_Bar]:
        """The bars of these lines that are in sight, free stretches among them."""
        geometry = self.geometry
        last = geometry.first + timedelta(days=geometry.days)
        bars: list[_Bar] = []
        for number in lines:
            line = geometry.lines[number]
            if isinstance(line, FloorLine):
                continue
            for start, end in line.free_spans(geometry.first, geometry.days):
                rect = geometry.bar(number, start, end, self.offset)
                ends = Ends(start > geometry.first, end < last)
                bars.append(_Bar(rect, Look.FREE, 0, ends, _("Free")))
            for stay in line.stays:
                if self._in_range(stay):
                    rect = geometry.bar(number, stay.starts_on, stay.ends_on, self.offset)
                    look, hue = look_of(stay), hue_of(stay.person)
                    bars.append(_Bar(rect, look, hue, self._ends(stay), bar_words(stay)))
        return [bar for bar in bars if bar.rect.intersects(geometry.body)]

    def _in_range(self, stay: StayBar) -> bool:
        last = self.geometry.first + timedelta(days=self.geometry.days)
        return stay.starts_on < last and (
            stay.ends_on is None or stay.ends_on > self.geometry.first
        )

    def _ends(self, stay: StayBar) -> Ends:
        last = self.geometry.first + timedelta(days=self.geometry.days)
        return Ends(
            stay.starts_on >= self.geometry.first,
            stay.ends_on is not None and stay.ends_on <= last,
        )

    def _today_line(self) -> None:
        number = (self.today - self.geometry.first).days
        if 0 <= number < self.geometry.days:
            column = self._column(number)
            self.painter.setPen(QPen(theme.current().colour("accent"), 1))
            self.painter.drawLine(column.topLeft(), column.bottomLeft())

    def _cursor(self) -> None:
        if self.cursor is None or not self.focused:
            return
        cell = self.geometry.cell(*self.cursor, self.offset)
        self.painter.setPen(QPen(theme.current().colour("ink"), 2))
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.drawRoundedRect(cell.adjusted(1, 1, -1, -1), 3, 3)

    def _line_side(self, number: int) -> None:
        line, geometry, colours = self.geometry.lines[number], self.geometry, theme.current()
        top = geometry.top(number, self.offset.y())
        side = QRect(0, top, geometry.side, geometry.row)
        if isinstance(line, FloorLine):
            across = QRect(0, top, geometry.size.width(), geometry.row)
            self.painter.fillRect(across, colours.colour("hover"))
            self._floor(line, across)
            return
        has_cursor = self.focused and self.cursor is not None and self.cursor[0] == number
        self.painter.fillRect(side, colours.colour("accent_soft" if has_cursor else "surface"))
        following = geometry.lines[number + 1] if number + 1 < len(geometry.lines) else None
        ends_room = not isinstance(following, BedLine) or following.nth == 0
        self.painter.setPen(QPen(colours.colour("line" if ends_room else "hover"), 1))
        right = geometry.size.width() if ends_room else geometry.side
        self.painter.drawLine(0, side.bottom(), right, side.bottom())
        self._bed(line, side.adjusted(theme.SPACE_12, 0, -theme.SPACE_12, 0))

    def _floor(self, line: FloorLine, band: QRect) -> None:
        name = _("Floor {floor}").format(floor=line.floor) if line.floor else _("No floor given")
        free = ngettext("{count} bed free today", "{count} beds free today", line.free).format(
            count=format_number(line.free)
        )
        inside = band.adjusted(theme.SPACE_12, 0, -theme.SPACE_12, 0)
        bold = theme.font(bold=True)
        self.painter.setFont(bold)
        self.painter.setPen(theme.current().colour("ink"))
        self.painter.drawText(inside, _LEFT, name)
        start = max(self.geometry.side, inside.x() + QFontMetrics(bold).horizontalAdvance(name))
        inside.setLeft(start + theme.SPACE_8)
        self.painter.setFont(theme.font())
        self.painter.setPen(theme.current().colour("quiet"))
        self.painter.drawText(inside, _LEFT, free)

    def _bed(self, line: BedLine, inside: QRect) -> None:
        colours, bed = theme.current(), line.bed
        bold = theme.font(bold=True)
        metrics = QFontMetrics(bold)
        if line.nth == 0:
            self.painter.setFont(bold)
            self.painter.setPen(colours.colour("ink"))
            number = metrics.elidedText(
                bed.room_number, Qt.TextElideMode.ElideRight, inside.width() // 2
            )
            self.painter.drawText(inside, _LEFT, number)
        if line.lane == 0:
            self.painter.setFont(theme.font())
            self.painter.setPen(colours.colour("ink"))
            self.painter.drawText(inside, _RIGHT, bed.label)
        small = theme.font(theme.SMALL)
        self.painter.setFont(small)
        self.painter.setPen(colours.colour("quiet"))
        start = max(
            theme.px(52),
            metrics.horizontalAdvance(bed.room_number) + theme.SPACE_8 if line.nth == 0 else 0,
        )
        beside = inside.adjusted(start, 0, -theme.px(24), 0)
        shown = QFontMetrics(small).elidedText(
            _about(line), Qt.TextElideMode.ElideRight, beside.width()
        )
        self.painter.drawText(beside, _LEFT, shown)

    def _header(self) -> None:
        geometry, colours = self.geometry, theme.current()
        head = QRect(0, 0, geometry.size.width(), geometry.head)
        self.painter.fillRect(head, colours.colour("surface"))
        self.painter.setClipRect(QRect(geometry.side, 0, geometry.body.width(), geometry.head))
        wide = geometry.day_width >= theme.px(_WIDE_DAY)
        for number in geometry.days_shown(self.offset.x()):
            self._day_head(number, wide=wide)
        self._months()
        self.painter.setClipRect(head)
        self.painter.setFont(theme.font(theme.SMALL))
        self.painter.setPen(colours.colour("quiet"))
        corner = QRect(0, 0, geometry.side, geometry.head).adjusted(
            theme.SPACE_12, 0, -theme.SPACE_12, -theme.SPACE_8
        )
        bottom = Qt.AlignmentFlag.AlignBottom
        self.painter.drawText(corner, bottom | Qt.AlignmentFlag.AlignLeft, _("Room"))
        self.painter.drawText(corner, bottom | Qt.AlignmentFlag.AlignRight, _("Bed"))

    def _day_head(self, number: int, *, wide: bool) -> None:
        geometry, colours = self.geometry, theme.current()
        day = geometry.first + timedelta(days=number)
        left = geometry.left(number, self.offset.x())
        width = geometry.left(number + 1, self.offset.x()) - left
        weekday = QRect(left, theme.px(20), width, theme.px(16))
        number_box = QRect(left, theme.px(36), width, theme.px(24))
        self.painter.setFont(theme.font(theme.SMALL))
        self.painter.setPen(colours.colour("quiet"))
        name = day_words.weekday_short(day) if wide else day_words.weekday_letters(day)
        self.painter.drawText(weekday, Qt.AlignmentFlag.AlignCenter, name)
        is_today = day == self.today
        if is_today:
            pill = QRect(0, 0, min(width, theme.px(26)), theme.px(20))
            pill.moveCenter(number_box.center())
            self.painter.setPen(Qt.PenStyle.NoPen)
            self.painter.setBrush(colours.colour("accent"))
            self.painter.drawRoundedRect(pill, 4, 4)
        weekend = day_words.is_weekend(day)
        self.painter.setFont(theme.font(theme.SMALL + 1, bold=is_today))
        ink = "on_accent" if is_today else "quiet" if weekend else "ink"
        self.painter.setPen(colours.colour(ink))
        self.painter.drawText(number_box, Qt.AlignmentFlag.AlignCenter, str(day.day))

    def _months(self) -> None:
        """Each month's name above its days, kept in sight while any of them is."""
        geometry = self.geometry
        font = theme.font(theme.SMALL, bold=True)
        self.painter.setFont(font)
        self.painter.setPen(theme.current().colour("ink"))
        days = [geometry.first + timedelta(days=n) for n in range(geometry.days)]
        for start in {day.replace(day=1): day for day in reversed(days)}.values():
            here = [n for n, day in enumerate(days) if day.replace(day=1) == start.replace(day=1)]
            left = max(geometry.left(here[0], self.offset.x()), geometry.side)
            right = geometry.left(here[-1] + 1, self.offset.x())
            box = QRect(
                left + theme.SPACE_4, theme.px(4), right - left - theme.SPACE_8, theme.px(16)
            )
            if box.width() > theme.px(24):
                shown = QFontMetrics(font).elidedText(
                    day_words.month_name(start), Qt.TextElideMode.ElideRight, box.width()
                )
                self.painter.drawText(box, _LEFT, shown)

    def _frame_lines(self) -> None:
        geometry = self.geometry
        self.painter.setPen(QPen(theme.current().colour("line"), 1))
        self.painter.drawLine(0, geometry.head - 1, geometry.size.width(), geometry.head - 1)
        self.painter.drawLine(geometry.side - 1, 0, geometry.side - 1, geometry.size.height())


def _about(line: BedLine) -> str:
    """What to know of the room, on its first and second line."""
    if line.nth == 0:
        return word(line.bed.room_type)
    if line.nth == 1 and line.bed.gender_rule is not GenderRule.ANY:
        return word(line.bed.gender_rule)
    return ""

"""Draws one bar of the board; the legend draws its samples with the same hand."""

from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen

from desktop.models.housing import StayKind, StayState
from desktop.services.rooms import StayBar
from desktop.views import theme
from desktop.views.icons import icon
from desktop.views.rooms.tints import edge_of, fill_of

_SMALLEST_TEXT = 28


class Look(Enum):
    """Told apart by outline, filling, hatching and mark, so that no colour is needed."""

    FREE = auto()
    TAKEN = auto()
    RESERVED = auto()
    CONTESTED = auto()


@dataclass(frozen=True)
class Ends:
    """Whether the bar begins and ends in the days drawn; an open end runs into the edge."""

    begins: bool = True
    ends: bool = True


def look_of(stay: StayBar) -> Look:
    """How a stay is drawn."""
    if stay.state is StayState.CONTESTED:
        return Look.CONTESTED
    return Look.RESERVED if stay.kind is StayKind.RESERVED else Look.TAKEN


def draw_bar(painter: QPainter, rect: QRect, look: Look, hue: int, ends: Ends) -> None:
    """The bar without its text."""
    palette = theme.current()
    path = _outline(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), ends)
    painter.setPen(Qt.PenStyle.NoPen)
    fill = fill_of(hue, palette)
    if look is Look.FREE:
        painter.setPen(QPen(palette.colour("disabled"), 1))
        painter.setBrush(palette.colour("surface"))
        painter.drawPath(path)
        return
    if look is Look.RESERVED:
        painter.fillPath(path, palette.colour("surface"))
        painter.fillPath(path, QBrush(fill, Qt.BrushStyle.BDiagPattern))
        painter.setPen(QPen(edge_of(hue, palette), 1, Qt.PenStyle.DashLine))
    else:
        painter.fillPath(path, fill)
        contested = look is Look.CONTESTED
        edge: QColor = palette.colour("danger") if contested else edge_of(hue, palette)
        painter.setPen(QPen(edge, 2 if contested else 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)


def draw_text(painter: QPainter, rect: QRect, look: Look, text: str) -> None:
    """The warning mark of a contested bar, and as much of ``text`` as has room."""
    palette = theme.current()
    inside = rect.adjusted(theme.SPACE_8, 0, -theme.SPACE_4, 0)
    if look is Look.CONTESTED:
        side = min(theme.px(16), rect.height(), rect.width())
        mark = QRect(
            rect.x() + min(5, (rect.width() - side) // 2),
            rect.y() + (rect.height() - side) // 2,
            side,
            side,
        )
        icon("attention", "danger").paint(painter, mark)
        inside.setLeft(mark.right() + 1 + theme.SPACE_4)
    if inside.width() < theme.px(_SMALLEST_TEXT):
        return
    metrics = painter.fontMetrics()
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, inside.width())
    if look is Look.RESERVED:
        # Letters over hatching are hard to read: they get a plain ground.
        ground = inside.adjusted(-3, 3, 0, -3)
        ground.setWidth(metrics.horizontalAdvance(shown) + 6)
        painter.fillRect(ground, palette.colour("surface"))
    painter.setPen(palette.colour("quiet" if look is Look.FREE else "ink"))
    painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


def _outline(rect: QRectF, ends: Ends) -> QPainterPath:
    """Round where the stay begins or ends, straight where it goes on."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    radius = min(4.0, rect.width() / 2)
    path.addRoundedRect(rect, radius, radius)
    if not ends.begins:
        path.addRect(QRectF(rect.x(), rect.y(), rect.width() / 2, rect.height()))
    if not ends.ends:
        path.addRect(QRectF(rect.center().x(), rect.y(), rect.width() / 2, rect.height()))
    return path.simplified()

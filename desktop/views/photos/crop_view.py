"""A picture of which a square is chosen."""

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from desktop.views import theme

CLOSEST = 4.0
_SIZE = 260
_STEP = 0.05
_HEAD = 0.2
"""A face is above the middle of a picture taken upright: so much of what is over is cut away
above."""


class CropView(QWidget):
    """Shows the square that is chosen. Drag, or arrow keys, move it; + and − and the wheel make it
    closer. The circle is what lists show."""

    zoomed = Signal(float)
    """How close, from 1 (as much as there is) to ``CLOSEST``; not sent by ``set_zoom``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = QImage()
        self._middle = QPointF()
        self._zoom = 1.0
        self._dragged: QPointF | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._keep_square()
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    @property
    def picture(self) -> QImage:
        """What is cropped; null before there is any."""
        return self._picture

    def set_picture(self, picture: QImage) -> None:
        """Begin with the largest square, where a face is likeliest."""
        self._picture = picture
        self._zoom = 1.0
        side, over = self._side(), picture.height() - min(picture.width(), picture.height())
        self._middle = QPointF(picture.width() / 2, side / 2 + over * _HEAD)
        self._show()

    def set_zoom(self, zoom: float) -> None:
        """Come closer or go back, around the middle of the square."""
        self._zoom = min(CLOSEST, max(1.0, zoom))
        self._show()

    def square(self) -> QRect:
        """The square that is chosen, in pixels of the picture."""
        side = max(1, round(self._side()))
        corner = self._middle - QPointF(side / 2, side / 2)
        x = min(max(0, round(corner.x())), max(0, self._picture.width() - side))
        y = min(max(0, round(corner.y())), max(0, self._picture.height() - side))
        return QRect(x, y, side, side)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = self._side() * _STEP
        moves = {
            Qt.Key.Key_Left: QPointF(-step, 0),
            Qt.Key.Key_Right: QPointF(step, 0),
            Qt.Key.Key_Up: QPointF(0, -step),
            Qt.Key.Key_Down: QPointF(0, step),
        }
        key = Qt.Key(event.key())
        if key in moves:
            self._move(moves[key])
        elif key in {Qt.Key.Key_Plus, Qt.Key.Key_Minus}:
            self._come(1.1 if key == Qt.Key.Key_Plus else 1 / 1.1)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._dragged = event.position()
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged is not None and self.width():
            way = (self._dragged - event.position()) * (self._side() / self.width())
            self._dragged = event.position()
            self._move(way)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._dragged = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - overrides Qt
        self._come(1.1 if event.angleDelta().y() > 0 else 1 / 1.1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in theme.THEME_CHANGES:
            self._keep_square()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        frame = QRectF(self.rect())
        colours = theme.current()
        painter.fillRect(frame, Qt.GlobalColor.white)
        painter.drawImage(frame, self._picture, QRectF(self.square()))
        outside, circle = QPainterPath(), QPainterPath()
        outside.addRect(frame)
        circle.addEllipse(frame)
        shade = colours.colour("ground")
        shade.setAlpha(150)
        painter.fillPath(outside.subtracted(circle), shade)
        if self.hasFocus():
            painter.setPen(QPen(colours.colour("accent"), 2))
            painter.drawRect(frame.adjusted(1, 1, -1, -1))
        painter.end()

    def _keep_square(self) -> None:
        self.setFixedSize(theme.px(_SIZE), theme.px(_SIZE))

    def _side(self) -> float:
        return max(1.0, min(self._picture.width(), self._picture.height()) / self._zoom)

    def _come(self, closer: float) -> None:
        self.set_zoom(self._zoom * closer)
        self.zoomed.emit(self._zoom)

    def _move(self, way: QPointF) -> None:
        self._middle += way
        self._show()

    def _show(self) -> None:
        """Keep the square inside of the picture."""
        half = self._side() / 2
        self._middle = QPointF(
            min(max(self._middle.x(), half), max(half, self._picture.width() - half)),
            min(max(self._middle.y(), half), max(half, self._picture.height() - half)),
        )
        self.update()

"""A person's picture, the initials until there is one, or the mask of a protected file."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.views import theme
from desktop.views.icons import icon


def initials(name: str) -> str:
    """The first letters of the first and the last word: Oksana Shevchenko → OS."""
    words = [word for word in name.split() if word[0].isalpha()]
    ends = words[:1] + words[1:][-1:]
    return "".join(word[0].upper() for word in ends)


class Avatar(QWidget):
    """Round; the name beside it says who it is, so it has no name of its own."""

    def __init__(self, size: int = 40, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = size
        self._initials = ""
        self._masked = False
        self._photo = QPixmap()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_person(self, name: str, photo: QPixmap | None = None, *, masked: bool = False) -> None:
        """Show the photo, or the initials of ``name``; of a ``masked`` person neither."""
        self._masked = masked
        self._initials = "" if masked else initials(name)
        self._photo = QPixmap() if masked or photo is None else photo
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(self._size), theme.px(self._size))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in theme.THEME_CHANGES:
            self.updateGeometry()
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = theme.current()
        circle = QRectF(self.rect())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        path = QPainterPath()
        path.addEllipse(circle)
        painter.setClipPath(path)
        if self._photo.isNull():
            painter.fillRect(circle, colours.colour("accent_soft"))
            painter.setPen(colours.colour("accent"))
            painter.setFont(theme.font(max(theme.SMALL, self._size * 3 // 8), bold=True))
            painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, self._initials)
            if self._masked:
                edge = self.width() // 4
                inside = self.rect().adjusted(edge, edge, -edge, -edge)
                icon("protected", "accent").paint(painter, inside)
        else:
            filled = self._photo.scaled(
                self.size() * self.devicePixelRatio(),
                Qt.AspectRatioMode.KeepAspectRatioByExpanding,
                Qt.TransformationMode.SmoothTransformation,
            )
            painter.drawPixmap(circle, filled, QRectF(filled.rect()))
        painter.end()

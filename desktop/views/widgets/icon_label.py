"""An icon that stands beside text."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.views import theme
from desktop.views.icons import icon


class IconLabel(QWidget):
    """Paints one of our icons in the theme's colours. Says nothing to a screen reader."""

    def __init__(
        self, name: str = "", colour: str = "ink", size: int = 16, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._colour = colour
        self._size = size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if not name:  # to show it before it has a parent would open a window
            self.hide()

    def set_icon(self, name: str, colour: str = "ink") -> None:
        """Show another icon; ``""`` for none, which takes no room."""
        self._name, self._colour = name, colour
        self.setVisible(bool(name))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(self._size), theme.px(self._size))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._name:
            painter = QPainter(self)
            icon(self._name, self._colour if self.isEnabled() else "disabled").paint(
                painter, self.rect()
            )
            painter.end()

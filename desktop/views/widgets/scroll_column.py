"""A column that scrolls where the window is lower than what it holds."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from desktop.views import theme


class ScrollColumn(QScrollArea):
    """Put widgets into ``body``; they keep their height, and nothing is cut at the side."""

    def __init__(self, parent: QWidget | None = None, spacing: int = theme.SPACE_16) -> None:
        super().__init__(parent)
        self._inside = QWidget()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body = QVBoxLayout(self._inside)
        # Room for the bar, so that it covers no border of what is inside.
        self.body.setContentsMargins(0, 0, theme.SPACE_4, 0)
        self.body.setSpacing(spacing)
        self.setWidget(self._inside)

    def minimumSizeHint(self) -> QSize:
        across = (
            self._inside.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()
        )
        return QSize(across, super().minimumSizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

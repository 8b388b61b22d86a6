"""One line of text that ends in "…" where there is too little room, and is whole in its tooltip."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyle, QStyleOption, QWidget

from desktop.views import theme

_FEWEST = 6
"""Letters that always have room."""


class ElidedLabel(QLabel):
    """For names and other text from the data, whose length nobody knows.

    ``role`` is one of a label's in ``theme.mark``.
    """

    def __init__(self, role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent, textFormat=Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if role:
            theme.mark(self, role=role)

    def set_whole_text(self, text: str) -> None:
        """What it says, as far as there is room."""
        self.setText(text)

    def whole_text(self) -> str:
        """What it says, also where it shows only a part."""
        return self.text()

    def minimumSizeHint(self) -> QSize:
        whole = super().sizeHint()
        fewest = self.fontMetrics().averageCharWidth() * _FEWEST
        return QSize(min(whole.width(), fewest), whole.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        area = self.contentsRect()
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, area.width()
        )
        option = QStyleOption()
        option.initFrom(self)
        painter = QPainter(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(area, self.alignment(), shown)
        painter.end()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            whole = self.fontMetrics().horizontalAdvance(self.text())
            self.setToolTip(self.text() if whole > self.contentsRect().width() else "")
        return super().event(event)

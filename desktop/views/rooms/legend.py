"""What the bars mean, and how many there are of each."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from desktop.i18n import format_number, ngettext
from desktop.services.rooms import Occupancy
from desktop.views import theme
from desktop.views.rooms.bar_painter import Ends, Look, draw_bar, draw_text
from desktop.views.widgets.flow_layout import FlowLayout

_HUE = 212


class _Sample(QWidget):
    """A small bar, drawn as on the board."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(28), theme.px(20))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRect(1, 1, self.width() - 2, self.height() - 2)
        draw_bar(painter, rect, self._look, _HUE, Ends())
        draw_text(painter, rect, self._look, "")
        painter.end()


class Legend(QWidget):
    """The beds of the site in one line: all, taken, reserved, free, and stays claimed twice."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._occupancy: Occupancy | None = None
        self._contested = 0
        self._total = QLabel()
        theme.mark(self._total, role="strong")
        self._words: dict[Look, QLabel] = {}
        row = FlowLayout(self, theme.SPACE_16)
        row.addWidget(_entry(self._total))
        for look in (Look.TAKEN, Look.RESERVED, Look.FREE, Look.CONTESTED):
            self._words[look] = QLabel()
            row.addWidget(_entry(self._words[look], _Sample(look)))

    def show_occupancy(self, occupancy: Occupancy, contested: int) -> None:
        """Today's numbers; ``contested`` counts the bars claimed twice."""
        self._occupancy, self._contested = occupancy, contested
        self.retranslate()

    def retranslate(self) -> None:
        """Say the numbers in the current language."""
        known = self._occupancy
        if known is None:
            return
        numbers = (known.total, known.taken, known.reserved, known.free, self._contested)
        total, taken, reserved, free, contested = numbers
        texts = (
            ngettext("{count} bed", "{count} beds", total),
            ngettext("{count} taken", "{count} taken", taken),
            ngettext("{count} reserved", "{count} reserved", reserved),
            ngettext("{count} free today", "{count} free today", free),
            ngettext("{count} claimed twice", "{count} claimed twice", contested),
        )
        labels = (self._total, *self._words.values())
        for label, text, number in zip(labels, texts, numbers, strict=True):
            label.setText(text.format(count=format_number(number)))
        self.setAccessibleName(", ".join(label.text() for label in labels))


def _entry(label: QLabel, sample: _Sample | None = None) -> QWidget:
    entry = QWidget()
    row = QHBoxLayout(entry)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.SPACE_8)
    row.addStrut(theme.px(20))
    if sample is not None:
        row.addWidget(sample)
    row.addWidget(label)
    return entry

"""The list of what the search in the top bar found."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsDropShadowEffect,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.views import theme
from desktop.views.icons import ICONS, icon

_ROWS_SHOWN = 8
_HIT = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class SearchHit:
    """Something found. ``kind`` names its icon (``resident``, ``room``, ``page``, ``action``);
    choosing it goes to ``page`` with ``argument``."""

    kind: str
    title: str
    detail: str
    page: str
    argument: object | None = None


class SearchResults(QFrame):
    """Floats under the search field and never takes the focus from it."""

    hit_chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("search_results")
        self._list = QListWidget()
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setItemDelegate(_HitDelegate(self._list))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.itemClicked.connect(self._choose)
        self._nothing = QLabel(wordWrap=True)
        theme.mark(self._nothing, role="quiet")
        self._nothing.setContentsMargins(theme.SPACE_8, theme.SPACE_8, theme.SPACE_8, theme.SPACE_8)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_4, theme.SPACE_4, theme.SPACE_4, theme.SPACE_4)
        column.addWidget(self._nothing)
        column.addWidget(self._list)
        shadow = QGraphicsDropShadowEffect(self, blurRadius=24, offset=QPointF(0, 4))
        shadow.setColor(QColor(0, 0, 0, 70))
        self.setGraphicsEffect(shadow)
        self.hide()

    @property
    def hits(self) -> list[SearchHit]:
        """What is listed, in its order."""
        return [self._list.item(row).data(_HIT) for row in range(self._list.count())]

    @property
    def current(self) -> SearchHit | None:
        """The hit that Enter opens."""
        item = self._list.currentItem()
        return item.data(_HIT) if item else None

    def show_hits(self, hits: Sequence[SearchHit], nothing: str, place: QRect) -> None:
        """List ``hits`` under ``place`` (in the parent's coordinates), or say ``nothing``."""
        self._list.clear()
        for hit in hits:
            item = QListWidgetItem(f"{hit.title}, {hit.detail}" if hit.detail else hit.title)
            item.setData(_HIT, hit)
            self._list.addItem(item)
        if hits:
            self._list.setCurrentRow(0)
        self._nothing.setText(nothing)
        self._nothing.setVisible(not hits)
        self._list.setVisible(bool(hits))
        rows = min(len(hits), _ROWS_SHOWN)
        height = rows * _row_height() + 12 if hits else theme.px(52)
        self.setGeometry(place.x(), place.bottom() + 5, max(place.width(), 380), height)
        self.show()
        self.raise_()

    def move_choice(self, step: int) -> None:
        """Up or down, around at the ends."""
        if count := self._list.count():
            self._list.setCurrentRow((self._list.currentRow() + step) % count)

    def _choose(self, item: QListWidgetItem) -> None:
        self.hit_chosen.emit(item.data(_HIT))


def _row_height() -> int:
    return theme.px(48)


class _HitDelegate(QStyledItemDelegate):
    """Icon, title, and the detail under it."""

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(0, _row_height())

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        hit: SearchHit = index.data(_HIT)
        rect: QRect = option.rect
        state = option.state
        colours = theme.current()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.setBrush(colours.colour("accent_soft"))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(rect, 4, 4)
        sign = theme.px(20)
        left = rect.x() + theme.SPACE_12
        icon(hit.kind if hit.kind in ICONS else "search", "quiet").paint(
            painter, QRect(left, rect.center().y() - sign // 2, sign, sign)
        )
        left += sign + theme.SPACE_12
        words = QRect(left, rect.y() + 5, rect.right() - left - theme.SPACE_8, rect.height() - 10)
        half = words.height() // 2
        title = words.adjusted(0, 0, 0, -half) if hit.detail else words
        _write(painter, title, hit.title, "ink", bold=True)
        if hit.detail:
            _write(painter, words.adjusted(0, half, 0, 0), hit.detail, "quiet")
        painter.restore()


def _write(painter: QPainter, rect: QRect, text: str, colour: str, *, bold: bool = False) -> None:
    font = theme.font(theme.BASE, bold=bold)
    painter.setFont(font)
    painter.setPen(theme.current().colour(colour))
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)

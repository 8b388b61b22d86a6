"""A line that leads to work: who or what, a detail, chips, and a button where one is wanted."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.views import theme
from desktop.views.widgets.chip import Chip
from desktop.views.widgets.elided_label import ElidedLabel
from desktop.views.widgets.flow_layout import FlowLayout
from desktop.views.widgets.icon_label import IconLabel


class WorkLine(QWidget):
    """One line of a card. A click, Enter or space opens it; hover and focus show."""

    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._icon = IconLabel(size=20)
        self._lead = QLabel()
        self._title = ElidedLabel("strong")
        self._detail = ElidedLabel("quiet")
        self._chips = QWidget()
        self._chip_row = FlowLayout(self._chips, theme.SPACE_4)
        self._lead.hide()
        self._chips.hide()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._detail)
        words.addWidget(self._chips)
        top = Qt.AlignmentFlag.AlignTop
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(theme.SPACE_8, theme.SPACE_8, theme.SPACE_8, theme.SPACE_8)
        self._row.setSpacing(theme.SPACE_12)
        self._row.addWidget(self._icon, 0, top)
        self._row.addWidget(self._lead, 0, top)
        self._row.addLayout(words, 1)

    def set_texts(self, title: str, detail: str = "", lead: str = "") -> None:
        """The title, a quiet line below it, and what stands before both (a time, a number)."""
        self._title.set_whole_text(title)
        self._detail.set_whole_text(detail)
        self._detail.setVisible(bool(detail))
        self._lead.setText(lead)
        self._lead.setVisible(bool(lead))
        self._name()

    def set_icon(self, name: str, colour: str = "quiet") -> None:
        """An icon before the words; ``""`` for none."""
        self._icon.set_icon(name, colour)

    def set_chips(self, chips: Sequence[tuple[str, str, str]]) -> None:
        """Chips of (text, state, icon) below the words; earlier ones go."""
        while (item := self._chip_row.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for text, state, sign in chips:
            self._chip_row.addWidget(Chip(text, state, sign))
        self._chips.setVisible(bool(chips))
        self._chips.setAccessibleName(", ".join(text for text, _, _ in chips))
        self._name()

    def add_button(self, button: QWidget) -> None:
        """Put a button at the right."""
        self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)

    def title(self) -> str:
        """The title in full."""
        return self._title.whole_text()

    def detail(self) -> str:
        """The quiet line in full."""
        return self._detail.whole_text()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}
        if self.hasFocus() and event.key() in keys:
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and inside:
            self.opened.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in theme.THEME_CHANGES:
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not (self.hasFocus() or self.underMouse()):
            return
        colours = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(colours.colour("hover"))
        focused = QPen(colours.colour("accent"), 2)
        painter.setPen(focused if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def _name(self) -> None:
        said = [
            self._lead.text(),
            self._title.whole_text(),
            self._detail.whole_text(),
            self._chips.accessibleName(),
        ]
        self.setAccessibleName(", ".join(part for part in said if part))

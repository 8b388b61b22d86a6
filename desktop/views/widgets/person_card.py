"""Who somebody is, at a glance."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.views import theme
from desktop.views.widgets.avatar import Avatar
from desktop.views.widgets.chip import Chip
from desktop.views.widgets.flow_layout import FlowLayout


class PersonCard(QFrame):
    """Picture, name, a line of detail and chips. Opened by a click, Enter or space."""

    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, role="card", opens=True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._avatar = Avatar(40)
        self._name = QLabel(textFormat=Qt.TextFormat.PlainText)
        self._detail = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        theme.mark(self._name, role="strong")
        theme.mark(self._detail, role="quiet")
        self._chips = QWidget()
        self._chip_row = FlowLayout(self._chips, theme.SPACE_4)
        self._chips.hide()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._name)
        words.addWidget(self._detail)
        words.addWidget(self._chips)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_12, theme.SPACE_8, theme.SPACE_12, theme.SPACE_8)
        row.setSpacing(theme.SPACE_12)
        row.addWidget(self._avatar, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)

    def show_person(
        self,
        name: str,
        detail: str = "",
        chips: Sequence[Chip] = (),
        photo: QPixmap | None = None,
        *,
        masked: bool = False,
    ) -> None:
        """Show somebody; earlier chips go."""
        self._avatar.set_person(name, photo, masked=masked)
        self._name.setText(name)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        while (item := self._chip_row.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        for chip in chips:
            self._chip_row.addWidget(chip)
        self._chips.setVisible(bool(chips))
        said = [name, detail, *(chip.text() for chip in chips)]
        self.setAccessibleName(", ".join(part for part in said if part))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and inside:
            self.opened.emit()

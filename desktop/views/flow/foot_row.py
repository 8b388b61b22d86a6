"""The buttons at the foot of a step: side by side, or one below another where it is narrow."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QPushButton, QWidget

from desktop.views import theme

_SIDE_BY_SIDE = QBoxLayout.Direction.LeftToRight
_BELOW = QBoxLayout.Direction.TopToBottom


class FootRow(QWidget):
    """No button is ever cut off, in any language and size of text. ``centred`` puts them in the
    middle; otherwise the first stands at the left and the others at the right."""

    def __init__(self, *, centred: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._centred = centred
        self._buttons: list[QPushButton] = []
        self._row = QBoxLayout(_SIDE_BY_SIDE, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.SPACE_12)

    def set_buttons(self, *buttons: QPushButton) -> None:
        """These, in the order in which Tab goes through them."""
        while self._row.takeAt(0) is not None:
            pass
        self._buttons = list(buttons)
        for number, button in enumerate(buttons):
            if number == (0 if self._centred else 1):
                self._row.addStretch(1)
            self._row.addWidget(button)
        if self._centred:
            self._row.addStretch(1)

    def minimumSizeHint(self) -> QSize:
        widest = max((button.sizeHint().width() for button in self._shown()), default=0)
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return handled

    def _fit(self) -> None:
        shown = self._shown()
        needed = sum(button.sizeHint().width() for button in shown)
        needed += self._row.spacing() * max(0, len(shown) - 1)
        direction = _SIDE_BY_SIDE if needed <= self.width() else _BELOW
        if self._row.direction() is not direction:
            self._row.setDirection(direction)
            self.updateGeometry()

    def _shown(self) -> list[QPushButton]:
        return [button for button in self._buttons if not button.isHidden()]

"""Somebody's picture, to be pressed for another one."""

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPixmap,
)
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from desktop.i18n import _
from desktop.views import theme
from desktop.views.photos.reading import holds_picture
from desktop.views.widgets.avatar import Avatar


class PhotoButton(QPushButton):
    """Pressed, dropped on, or pasted into."""

    brought = Signal(QMimeData)
    """What was dropped or pasted; valid only while the signal is handled."""

    def __init__(self, size: int = 64, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = size
        self._has_photo = False
        self._avatar = Avatar(size)
        self._avatar.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        theme.mark(self, role="picture")
        self.setAcceptDrops(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(*(theme.SPACE_4,) * 4)
        row.addWidget(self._avatar)

    def show_person(self, name: str, photo: QPixmap | None, *, masked: bool = False) -> None:
        """Show somebody; of a ``masked`` person neither photo nor name, and none is taken."""
        self._has_photo = photo is not None and not masked
        self._avatar.set_person(name, photo, masked=masked)
        self.setEnabled(not masked)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text."""
        text = _("Change the photo") if self._has_photo else _("Add a photo")
        self.setAccessibleName(text)
        self.setToolTip(text)

    def sizeHint(self) -> QSize:
        edge = 2 * theme.SPACE_4
        return QSize(theme.px(self._size) + edge, theme.px(self._size) + edge)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in theme.THEME_CHANGES:
            self.updateGeometry()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if holds_picture(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.brought.emit(event.mimeData())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.brought.emit(QGuiApplication.clipboard().mimeData())
        else:
            super().keyPressEvent(event)

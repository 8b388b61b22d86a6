"""Covers a window: nothing of it is seen or can be reached, and everything stays as it is."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QStackedWidget, QToolTip, QWidget
from shiboken6 import isValid


class Cover(QObject):
    """Over the ``layers`` of a window, whose first is what is covered. The window's dialogs are
    hidden while it lies, and shown again afterwards; what only floats (menus, lists) is closed."""

    def __init__(self, window: QWidget, layers: QStackedWidget) -> None:
        super().__init__(window)
        self._window = window
        self._layers = layers
        self._view: QWidget | None = None
        self._dialogs: list[QDialog] = []
        self._focus: QWidget | None = None

    @property
    def view(self) -> QWidget | None:
        """What covers the window, None while it is open."""
        return self._view

    def lay(self, view: QWidget) -> None:
        """Cover the window with this."""
        if self._view is not None:
            return
        self._view = view
        self._focus = self._window.focusWidget()
        QToolTip.hideText()
        for child in self._window.findChildren(QWidget):
            if child.isWindow() and child.isVisible():
                if isinstance(child, QDialog):
                    self.hide_dialog(child)
                else:
                    child.close()
        self._layers.addWidget(view)
        self._layers.setCurrentWidget(view)

    def lift(self) -> None:
        """Show the window as it was."""
        if self._view is None:
            return
        view, self._view = self._view, None
        self._layers.removeWidget(view)
        view.deleteLater()
        self._layers.setCurrentIndex(0)
        dialogs, self._dialogs = self._dialogs, []
        for dialog in dialogs:
            dialog.show()
        focus, self._focus = self._focus, None
        if not dialogs and focus is not None and isValid(focus):  # a refresh may have replaced it
            focus.setFocus()

    def hide_dialog(self, dialog: QDialog) -> None:
        """Keeps a dialog of the window out of sight while the window is covered."""
        if self._view is None or not self._belongs_here(dialog):
            return
        dialog.hide()
        if dialog not in self._dialogs:
            self._dialogs.append(dialog)
            dialog.destroyed.connect(lambda: self._forget(dialog))

    def _belongs_here(self, dialog: QDialog) -> bool:
        parent: QWidget | None = dialog
        while parent is not None and parent is not self._window:
            if parent is self._view:
                return False
            parent = parent.parentWidget()
        return parent is not None

    def _forget(self, dialog: QDialog) -> None:
        self._dialogs = [other for other in self._dialogs if other is not dialog]

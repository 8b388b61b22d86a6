"""Enter on a button that has the focus, which Qt leaves to the space bar outside dialogs."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


def press_focused(event: QKeyEvent, page: QWidget) -> bool:
    """In a page's ``keyPressEvent``: whether Enter was pressed on a button of ``page``, which
    then was clicked."""
    focused = page.focusWidget()
    if event.key() not in ENTER or not isinstance(focused, QPushButton):
        return False
    if not focused.isEnabled() or not page.isAncestorOf(focused):
        return False
    focused.click()
    return True

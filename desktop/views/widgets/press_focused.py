"""Enter on a button that has the focus, which Qt leaves to the space bar outside dialogs and gives
to the default button in them; and Enter in a field."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton, QWidget

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


def press_in_dialog(event: QKeyEvent, dialog: QDialog) -> bool:
    """In a dialog's ``keyPressEvent``, as ``press_focused``: Enter on Cancel cancels, whatever the
    default button is. Choices are left out: there Enter confirms and the space bar chooses."""
    focused = dialog.focusWidget()
    if isinstance(focused, QPushButton) and focused.isCheckable():
        return False
    return press_focused(event, dialog)


def on_enter(field: QLineEdit, do: Callable[[], None]) -> None:
    """Has Enter in a field do something, and nothing besides: what is done may take the field out
    of use, and the key press must not come to the button to which the focus then goes."""
    field.installEventFilter(_Enter(field, do))


class _Enter(QObject):
    def __init__(self, field: QLineEdit, do: Callable[[], None]) -> None:
        super().__init__(field)
        self._do = do

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if event.key() not in ENTER:
            return super().eventFilter(watched, event)
        self._do()
        return True

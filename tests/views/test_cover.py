"""A covered window is there again as it was."""

from PySide6.QtWidgets import QLineEdit, QMainWindow, QStackedWidget, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from desktop.views.shell.cover import Cover


def test_it_is_lifted_also_where_the_field_in_use_is_gone(qtbot: QtBot) -> None:
    """A field of a page that was filled anew meanwhile, or of a dialog that had just closed."""
    window, layers = QMainWindow(), QStackedWidget()
    qtbot.addWidget(window)
    window.setCentralWidget(layers)
    layers.addWidget(QWidget())
    field = QLineEdit(layers.widget(0))
    window.show()
    field.setFocus()
    cover = Cover(window, layers)
    cover.lay(QWidget())
    delete(field)
    cover.lift()
    assert cover.view is None
    assert layers.currentIndex() == 0

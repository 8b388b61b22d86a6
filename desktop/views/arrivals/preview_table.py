"""The table in which a list is looked at before it is taken."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.views.arrivals.preview_model import PreviewModel
from desktop.views.widgets.data_table import DataTable


class PreviewTable(DataTable):
    """Space leaves the row out that is chosen, or takes it after all. Enter is for the whole list,
    so it is not the table's."""

    space_pressed = Signal(object)
    """The ``Planned`` row."""

    def __init__(self, model: PreviewModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self.setSortingEnabled(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.current_row()
        if event.key() == Qt.Key.Key_Space and row is not None:
            self.space_pressed.emit(row)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            event.ignore()
        else:
            super().keyPressEvent(event)

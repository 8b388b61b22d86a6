"""The free beds, those that fit best first."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from desktop.services.rooms import BedChoice
from desktop.views.check_in.bed_choice_row import BedChoiceRow, said
from desktop.views.widgets.empty_state import EmptyState

_BED = Qt.ItemDataRole.UserRole


class BedChoiceList(QListWidget):
    """Arrow keys choose; the first is chosen to begin with."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bed_choice_list")
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSpacing(2)
        self._choices: list[BedChoice] = []
        self._resident_id = ""
        self.empty = EmptyState("bed", self.viewport())
        self.empty.hide()

    def show_choices(self, choices: Sequence[BedChoice], resident_id: str) -> None:
        """List beds for a resident; the bed chosen before stays chosen for the same one."""
        before = self.chosen_bed() if resident_id == self._resident_id else None
        self._choices, self._resident_id = list(choices), resident_id
        self._fill(before)

    def chosen(self) -> BedChoice | None:
        """The choice under the cursor."""
        row = self.currentRow()
        return self._choices[row] if 0 <= row < len(self._choices) else None

    def chosen_bed(self) -> str | None:
        """The id of the bed under the cursor."""
        choice = self.chosen()
        return choice.bed.id if choice else None

    def retranslate(self) -> None:
        """Write the rows again in the current language."""
        self._fill(self.chosen_bed())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fill(self, chosen: str | None) -> None:
        self.clear()
        for choice in self._choices:
            item = QListWidgetItem(self)
            item.setData(_BED, choice.bed.id)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, said(choice))
            self.setItemWidget(item, BedChoiceRow(choice, self._resident_id))
        ids = [choice.bed.id for choice in self._choices]
        if ids:
            self.setCurrentRow(ids.index(chosen) if chosen in ids else 0)
        self._fit()

    def _fit(self) -> None:
        width = self.viewport().width() - 2 * self.spacing()
        for number in range(self.count()):
            item = self.item(number)
            row: QWidget | None = self.itemWidget(item)
            if row is not None:  # while the list is filled, a scroll bar may come and resize it
                item.setSizeHint(QSize(width, row.heightForWidth(width)))
        self.empty.setGeometry(self.viewport().rect())
        self.empty.setVisible(not self._choices)

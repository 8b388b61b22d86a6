"""What each column of a list holds, as it was guessed and as a person says."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from desktop.i18n import _
from desktop.services.arrivals.cell_texts import shortened
from desktop.services.arrivals.columns import ListField, field_words
from desktop.views import theme
from desktop.views.widgets.field_row import FieldRow
from desktop.views.widgets.scroll_column import ScrollColumn

_ACROSS = 4
_HIGHEST, _ROW_HEIGHT = 252, 84


class _FieldBox(QComboBox):
    """The fields in words, the first "left out"; as wide as there is room, not as its longest
    word."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - overrides Qt
        event.ignore()


class ColumnsForm(QWidget):
    """A choice for each column; which are possible together, the list's rules say."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._headers: tuple[str, ...] = ()
        self._examples: tuple[str, ...] = ()
        self.boxes: list[_FieldBox] = []
        self._rows: list[FieldRow] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.SPACE_12)
        self._grid.setVerticalSpacing(theme.SPACE_12)
        self._scroll = ScrollColumn()
        self._scroll.body.addLayout(self._grid)
        self._scroll.body.addStretch(1)
        column = QGridLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._scroll)

    def show_columns(
        self,
        headers: Sequence[str],
        examples: Sequence[str],
        columns: Mapping[int, ListField],
    ) -> None:
        """Offer these; ``examples`` is what stands in each column first."""
        while self._rows:
            gone = self._rows.pop()
            self._grid.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        self._headers, self._examples, self.boxes = tuple(headers), tuple(examples), []
        for place in range(len(headers)):
            box = _FieldBox()
            box.setObjectName(f"arrivals_column_{place}")
            box.addItems([""] * (len(ListField) + 1))
            field = columns.get(place)
            box.setCurrentIndex(0 if field is None else list(ListField).index(field) + 1)
            box.currentIndexChanged.connect(self.changed)
            row = FieldRow(box)
            self._grid.addWidget(row, place // _ACROSS, place % _ACROSS, Qt.AlignmentFlag.AlignTop)
            self.boxes.append(box)
            self._rows.append(row)
        lines = -(-len(headers) // _ACROSS)
        self._scroll.setFixedHeight(theme.px(min(_HIGHEST, lines * _ROW_HEIGHT)))
        self.retranslate()

    def columns(self) -> dict[int, ListField]:
        """What each column holds; those left out are not among them."""
        fields = list(ListField)
        return {
            place: fields[box.currentIndex() - 1]
            for place, box in enumerate(self.boxes)
            if box.currentIndex() > 0
        }

    def retranslate(self) -> None:
        """Set every text again."""
        for place, (row, box) in enumerate(zip(self._rows, self.boxes, strict=True)):
            header = self._headers[place] or _("Column {number}").format(number=place + 1)
            example = shortened(self._examples[place])
            row.set_label(shortened(header), example and _("“{text}”").format(text=example))
            box.setItemText(0, _("Left out"))
            for number, field in enumerate(ListField, start=1):
                box.setItemText(number, field_words(field))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

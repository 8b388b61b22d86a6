"""Two records side by side: are they one person's, and what stays of each?"""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QWidget,
)

from desktop.i18n import _, format_date, format_list
from desktop.services.duplicates.lines import Side
from desktop.services.duplicates.pair import Record, RecordPair, StayChoice
from desktop.services.words import word
from desktop.views import icons, theme
from desktop.views.duplicates.line_row import LineRow, wrapped
from desktop.views.duplicates.reason_list import ReasonList
from desktop.views.duplicates.words import line_words
from desktop.views.widgets.scroll_column import ScrollColumn
from desktop.views.widgets.small_dialog import SmallDialog


class CompareDialog(SmallDialog):
    """Everything is chosen already as a careful colleague would; what differs can be chosen
    otherwise. Enter merges; the page does it and closes the dialog, or calls ``refuse``."""

    apart_clicked = Signal()
    """They are two people."""

    def __init__(self, pair: RecordPair, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compare_dialog")
        self.pair = pair
        self._question = QLabel(wordWrap=True)
        theme.mark(self._question, role="heading")
        self._reasons = ReasonList(pair.reasons)
        self._reasons.setVisible(bool(pair.reasons))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.SPACE_16)
        self._grid.setVerticalSpacing(theme.SPACE_8)
        for column in (1, 2):
            self._grid.setColumnStretch(column, 1)
            self._grid.setColumnMinimumWidth(column, theme.px(230))
        self._grid.setColumnMinimumWidth(0, theme.px(130))
        self._number_label, self._bed_label = QLabel(wordWrap=True), QLabel(wordWrap=True)
        for label in (self._number_label, self._bed_label):
            theme.mark(label, role="quiet")
        self._numbers = self._add_numbers()
        self._beds = self._add_beds()
        self.lines: list[LineRow] = []
        for choice in pair.lines:
            if choice.differs:
                self.lines.append(LineRow(choice, self._grid, self._grid.rowCount()))
        self._same = QLabel(wordWrap=True)
        self._same.setObjectName("compare_same")
        theme.mark(self._same, role="quiet")
        self.apart_button = QPushButton()
        self.apart_button.setObjectName("compare_apart")
        self.apart_button.setAutoDefault(False)
        self.apart_button.setVisible(not pair.again)
        self.apart_button.clicked.connect(self.apart_clicked)
        scroll = ScrollColumn()
        scroll.body.addWidget(self._reasons)
        scroll.body.addLayout(self._grid)
        scroll.body.addWidget(self._same)
        scroll.body.addStretch(1)
        self._undo_note = QLabel(wordWrap=True)
        theme.mark(self._undo_note, role="small")
        self.body.addWidget(self._question)
        self.body.addWidget(scroll, 1)
        self.body.addWidget(self._undo_note)
        self.body.addWidget(self.apart_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.confirm_button.setObjectName("compare_merge")
        self.setMinimumWidth(theme.px(720))
        self.resize(theme.px(780), theme.px(720))
        self.retranslate()
        self.confirm_button.setFocus()

    def choices(self) -> Mapping[str, Side]:
        """What ``Merging.merge`` takes for the lines."""
        return {line.choice.name: line.side() for line in self.lines}

    def kept_id(self) -> str:
        """The record whose number stays."""
        gone = self._numbers[Side.GONE].isChecked()
        return self.pair.gone.id if gone else self.pair.kept.id

    def bed(self) -> Side | None:
        """Whose bed stays; None while that is to be chosen."""
        return next((side for side, one in self._beds.items() if one.isChecked()), None)

    def retranslate(self) -> None:
        """Set every text again."""
        pair = self.pair
        self.setWindowTitle(_("Two records of one person"))
        if pair.again:
            self._question.setText(
                _("This record was written into after it was merged. What stays?")
            )
        else:
            self._question.setText(_("Are these two records of one person?"))
        self._number_label.setText(_("Number that stays"))
        for side, button in self._numbers.items():
            record = pair.kept if side is Side.KEPT else pair.gone
            button.setText(wrapped(record_words(record)))
            button.setAccessibleName(f"{_('Number that stays')}: {record_words(record)}")
        self._bed_label.setText(_("Bed that stays"))
        for side, button in self._beds.items():
            said = format_list(stay_words(stay) for stay in pair.stays if stay.side is side)
            button.setText(wrapped(said))
            button.setAccessibleName(f"{_('Bed that stays')}: {said}")
        for line in self.lines:
            line.retranslate()
        same = [line_words(line.name) for line in pair.lines if not line.differs]
        self._same.setText(
            _("The same in both: {fields}.").format(fields=format_list(same)) if same else ""
        )
        self._same.setVisible(bool(same))
        self._undo_note.setText(
            _("Nothing is lost: meals, kits and all that is written down stay. It can be undone.")
        )
        self._reasons.retranslate()
        self.confirm_button.setText(_("Save") if pair.again else _("Merge the records"))
        self.apart_button.setText(_("They are two people"))
        icons.put(self.apart_button, "close", "ink", 16)

    def _add_numbers(self) -> dict[Side, QRadioButton]:
        made = self._radio_row("number", self._number_label)
        made[Side.KEPT].setChecked(True)
        for button in made.values():
            button.setEnabled(not self.pair.again)
        return made

    def _add_beds(self) -> dict[Side, QRadioButton]:
        return self._radio_row("bed", self._bed_label) if self.pair.stays else {}

    def _radio_row(self, name: str, label: QLabel) -> dict[Side, QRadioButton]:
        row, group = self._grid.rowCount(), QButtonGroup(self)
        self._grid.addWidget(label, row, 0)
        made = {}
        for column, side in enumerate((Side.KEPT, Side.GONE), start=1):
            button = QRadioButton()
            button.setObjectName(f"line_{name}_{side}")
            group.addButton(button, column)
            self._grid.addWidget(button, row, column)
            made[side] = button
        return made


def record_words(record: Record) -> str:
    """A record by what it is told apart by."""
    place = _("Room {place}").format(place=record.place) if record.place else ""
    parts = (record.number, record.name, place or word(record.status))
    return " · ".join(part for part in parts if part)


def stay_words(stay: StayChoice) -> str:
    """A bed and since when."""
    return _("{place} from {day}").format(place=stay.place, day=format_date(stay.starts_on))

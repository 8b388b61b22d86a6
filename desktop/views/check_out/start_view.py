"""Where a check-out begins when nobody is chosen: who leaves, and what check-outs miss."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.services.check_out_members import Departure
from desktop.views import theme
from desktop.views.today.card_columns import CardColumns
from desktop.views.today.departures_card import DeparturesCard
from desktop.views.today.unfinished_check_outs_card import UnfinishedCheckOutsCard
from desktop.views.widgets.scroll_column import ScrollColumn


class StartView(QWidget):
    """The same cards as on Today; each line leads into a check-out."""

    person_chosen = Signal(str)
    """The id of a resident."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = QLabel()
        theme.mark(self._title, role="title")
        self._how = QLabel(wordWrap=True)
        self._how.setObjectName("check_out_how")
        theme.mark(self._how, role="quiet")
        self._departures = DeparturesCard()
        self._unfinished = UnfinishedCheckOutsCard()
        self._columns = CardColumns((self._departures, self._unfinished))
        scroll = ScrollColumn()
        scroll.body.addWidget(self._columns)
        scroll.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_12)
        column.addWidget(self._title)
        column.addWidget(self._how)
        column.addWidget(scroll, 1)
        for card in (self._departures, self._unfinished):
            card.row_opened.connect(lambda row: self.person_chosen.emit(row.people[0].id))

    def show_lists(
        self, day: date, departures: tuple[Departure, ...], unfinished: tuple[Departure, ...]
    ) -> None:
        """List them."""
        self._departures.show_day(day, departures)
        self._unfinished.show_rows(unfinished)
        self._columns.arrange()

    def retranslate(self) -> None:
        """Set every text."""
        self._title.setText(_("Check-out"))
        self._how.setText(
            _(
                "To begin one, press Ctrl+K, type a name, a room or a number, and choose "
                "“Check out” in the file."
            )
        )
        self._departures.retranslate()
        self._unfinished.retranslate()

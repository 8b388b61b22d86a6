"""Where a check-in begins when nobody is chosen: who arrives, and what check-ins miss."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.services.check_in import Arrival, Unfinished
from desktop.views import theme
from desktop.views.today.arrivals_card import ArrivalsCard
from desktop.views.today.card_columns import CardColumns
from desktop.views.today.unfinished_card import UnfinishedCard
from desktop.views.widgets.scroll_column import ScrollColumn


class StartView(QWidget):
    """The same cards as on Today; each line leads into a check-in."""

    person_chosen = Signal(str)
    """The id of a resident."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = QLabel()
        theme.mark(self._title, role="title")
        self._how = QLabel(wordWrap=True)
        self._how.setObjectName("check_in_how")
        theme.mark(self._how, role="quiet")
        self._arrivals = ArrivalsCard()
        self._unfinished = UnfinishedCard()
        self._columns = CardColumns((self._arrivals, self._unfinished))
        scroll = ScrollColumn()
        scroll.body.addWidget(self._columns)
        scroll.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_12)
        column.addWidget(self._title)
        column.addWidget(self._how)
        column.addWidget(scroll, 1)
        self._arrivals.check_in_clicked.connect(self.person_chosen)
        self._arrivals.row_opened.connect(lambda row: self.person_chosen.emit(row.head.id))
        self._unfinished.row_opened.connect(lambda row: self.person_chosen.emit(row.person.id))

    def show_lists(
        self, day: date, arrivals: tuple[Arrival, ...], unfinished: tuple[Unfinished, ...]
    ) -> None:
        """List them."""
        self._arrivals.show_day(day, arrivals)
        self._unfinished.show_rows(unfinished)
        self._columns.arrange()

    def retranslate(self) -> None:
        """Set every text."""
        self._title.setText(_("Check-in"))
        self._how.setText(
            _(
                "Choose who has come. Somebody who is not listed is found with Ctrl+K by name or "
                "number; their file leads to the check-in."
            )
        )
        self._arrivals.retranslate()
        self._unfinished.retranslate()

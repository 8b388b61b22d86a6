"""Whether the log of every desk is all there, and as it was written."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.errors import AppError
from desktop.i18n import _, format_date, format_datetime, format_number
from desktop.services.access_lines import Chain
from desktop.services.days import day_of
from desktop.views import theme
from desktop.views.access.entries_model import desk_words
from desktop.views.icons import icon
from desktop.views.widgets.data_table import DataTable
from desktop.views.widgets.empty_state import EmptyState
from desktop.views.widgets.rows_model import Column, RowsModel


def chain_words(chain: Chain) -> str:
    """How a chain stands, in one sentence."""
    if chain.problem == "changed":
        return _("Entry {number} is not as it was written").format(number=chain.broken_number)
    if chain.problem == "missing":
        return _("Entry {number} is missing").format(number=chain.broken_number)
    if chain.problem == "cut_off":
        return _("The end is missing, from entry {number}").format(number=chain.broken_number)
    if chain.unbroken_since is None:
        return _("Nothing logged yet")
    return _("Unbroken since {day}").format(day=format_date(day_of(chain.unbroken_since)))


class ChainsModel(RowsModel[Chain]):
    """One row a desk."""

    COL_DESK, COL_STATE, COL_ENTRIES, COL_LAST, COL_CHECKED = range(5)

    def key(self, row: Chain) -> object:
        return row.device_id

    def columns(self) -> Sequence[Column[Chain]]:
        return (
            Column(lambda: _("Desk"), lambda row: desk_words(row.desk)),
            Column(lambda: _("State"), chain_words, icon=_sign, state=_state, main=True),
            Column(
                lambda: _("Entries"),
                lambda row: format_number(row.entries),
                sort=lambda row: row.entries,
                numeric=True,
            ),
            Column(
                lambda: _("Last entry"),
                lambda row: format_datetime(row.last_at) if row.last_at else "",
                sort=lambda row: row.last_at,
            ),
            Column(
                lambda: _("Checked from the beginning"),
                lambda row: format_datetime(row.whole_at) if row.whole_at else _("Not yet"),
                sort=lambda row: row.whole_at,
            ),
        )


class ChainsView(QWidget):
    """``again_wanted`` when the store is to be asked once more."""

    again_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._problem: AppError | None = None
        self._about = QLabel(wordWrap=True)
        theme.mark(self._about, role="quiet")
        self.model = ChainsModel(self)
        self.table = DataTable(self.model)
        self.table.setObjectName("access_chains")
        self._empty = EmptyState("access")
        self.table.show_when_empty(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_12)
        column.addWidget(self._about)
        column.addWidget(self.table, 1)
        self._empty.action_clicked.connect(self.again_wanted)
        self.retranslate()

    def show_chains(self, chains: Sequence[Chain]) -> None:
        """How the logs stand."""
        self._problem = None
        self.model.set_rows(chains)
        self.retranslate()

    def show_problem(self, error: AppError) -> None:
        """The store can't be asked now."""
        self._problem = error
        self.model.set_rows(())
        self.retranslate()

    def retranslate(self) -> None:
        """Write everything in the current language."""
        self._about.setText(
            _(
                "Every entry carries a seal of the one before. If one were changed or taken out "
                "afterwards, the chain would be broken, and it would show here."
            )
        )
        self.table.setAccessibleName(_("The logs of the desks"))
        if self._problem is not None:
            self._empty.set_texts(self._problem.text(), _("Try again"))
        else:
            self._empty.set_texts(_("No desk has logged anything yet."))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


def _sign(chain: Chain) -> QIcon:
    if chain.problem:
        return icon("danger", "danger")
    return icon("good", "good") if chain.unbroken_since else icon("open", "quiet")


def _state(chain: Chain) -> str:
    return "danger" if chain.problem else ""

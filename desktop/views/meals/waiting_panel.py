"""Who has not collected yet, beside the serving desk."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QSize, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.i18n import _, format_number, ngettext
from desktop.services.meals import Guest, Portions
from desktop.views import theme
from desktop.views.meals.waiting_model import WaitingModel
from desktop.views.widgets.chip import Chip
from desktop.views.widgets.data_table import DataTable
from desktop.views.widgets.empty_state import EmptyState
from desktop.views.widgets.flow_layout import FlowLayout
from desktop.views.widgets.fold import Fold

_WIDE, _NARROW, _FOLDED = 440, 200, 200


class WaitingPanel(QWidget):
    """How many are still to come, their diets, and the list of them; it folds away."""

    person_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._guests: tuple[Guest, ...] = ()
        self._portions: Portions | None = None
        self.fold = Fold()
        self.fold.button.setObjectName("meals_waiting_fold")
        self.fold.set_open(True)
        self._diets = QWidget()
        self._diet_row = FlowLayout(self._diets, theme.SPACE_4)
        self.model = WaitingModel(self)
        self.table = DataTable(self.model)
        self.table.setObjectName("meals_waiting")
        self._empty = EmptyState("meals")
        self.table.show_when_empty(self._empty)
        self.fold.body.addWidget(self._diets)
        self.fold.body.addWidget(self.table, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.fold)
        self._stretch_index = column.count()
        column.addStretch(0)
        self._column = column
        self.fold.button.toggled.connect(self._fit)
        self.table.row_activated.connect(lambda guest: self.person_chosen.emit(guest.person))
        self.table.clicked.connect(self._clicked)
        self._fit()
        self.retranslate()

    def show_meal(self, portions: Portions, waiting: Sequence[Guest]) -> None:
        """Show who is still to come to this meal."""
        self._portions, self._guests = portions, tuple(waiting)
        self.model.set_rows(waiting)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text again."""
        count = len(self._guests)
        self.fold.set_title(
            ngettext("{count} not collected yet", "{count} not collected yet", count).format(
                count=format_number(count)
            )
        )
        self.table.setAccessibleName(self.fold.button.text())
        entitled = self._portions.entitled if self._portions else 0
        self._empty.set_texts(
            _("Everybody entitled to this meal has collected it.")
            if entitled
            else _("Residents entitled to meals show here until they have collected.")
        )
        self._show_diets()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(_WIDE if self.fold.is_open else _FOLDED), super().sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def _clicked(self, index: QModelIndex) -> None:
        self.person_chosen.emit(self.model.row_at(index.row()).person)

    def _show_diets(self) -> None:
        while (item := self._diet_row.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        diets = self._portions.diets_left if self._portions else ()
        for diet, count in diets:
            text = _("{diet}: {count}").format(diet=diet, count=format_number(count))
            self._diet_row.addWidget(Chip(text, "attention", "diet"))
        self._diets.setVisible(bool(diets))

    def _fit(self) -> None:
        is_open = self.fold.is_open
        self._column.setStretch(0, 1 if is_open else 0)
        self._column.setStretch(self._stretch_index, 0 if is_open else 1)
        self.setMinimumWidth(theme.px(_NARROW if is_open else _FOLDED))
        self.setMaximumWidth(theme.px(_WIDE if is_open else _FOLDED))
        self.updateGeometry()

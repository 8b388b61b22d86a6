"""Spot checks: those that were drawn, and the entries of one of them."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.errors import AppError
from desktop.i18n import _, format_date, ngettext
from desktop.services.access_lines import Drawn, SpotCheck
from desktop.views import icons, theme
from desktop.views.access.drawn_model import DrawnModel
from desktop.views.widgets.data_table import DataTable
from desktop.views.widgets.empty_state import EmptyState


class SamplesView(QWidget):
    """``chosen`` when another spot check is to be shown, ``draw_wanted`` for a new one."""

    chosen = Signal(object)
    draw_wanted = Signal()
    again_wanted = Signal()
    drawn_opened = Signal(object)

    def __init__(self, clock: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._samples: tuple[SpotCheck, ...] = ()
        self._problem: AppError | None = None
        self.box = QComboBox()
        self.box.setObjectName("access_samples")
        self.box.setMinimumWidth(theme.px(420))
        self.draw = QPushButton()
        self.draw.setObjectName("access_draw")
        theme.mark(self.draw, role="primary")
        self.progress = QLabel()
        self.progress.setObjectName("access_progress")
        theme.mark(self.progress, role="quiet")
        self.model = DrawnModel(clock, self)
        self.table = DataTable(self.model)
        self.table.setObjectName("access_drawn")
        self._empty = EmptyState("access")
        self.table.show_when_empty(self._empty)
        above = QHBoxLayout()
        above.setSpacing(theme.SPACE_12)
        above.addWidget(self.box)
        above.addWidget(self.progress)
        above.addStretch(1)
        above.addWidget(self.draw)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_12)
        column.addLayout(above)
        column.addWidget(self.table, 1)
        self.box.currentIndexChanged.connect(lambda _index: self.chosen.emit(self.sample()))
        self.draw.clicked.connect(self.draw_wanted)
        self._empty.action_clicked.connect(self._empty_action)
        self.table.row_activated.connect(self.drawn_opened)
        self.retranslate()

    def sample(self) -> SpotCheck | None:
        """The spot check that is chosen."""
        place = self.box.currentIndex()
        return self._samples[place] if 0 <= place < len(self._samples) else None

    def show_samples(self, samples: Sequence[SpotCheck], choose: str | None = None) -> None:
        """Those that there are; one of them is chosen."""
        before = self.sample()
        wanted = choose or (before.id if before else None)
        self._problem = None
        self._samples = tuple(samples)
        self._fill_box(wanted)
        if not samples:
            self.model.set_rows(())
        self.retranslate()

    def show_drawn(self, drawn: Sequence[Drawn]) -> None:
        """The entries of the one that is chosen."""
        sample = self.sample()
        of_colleagues = sample is not None and sample.per == "colleague"
        self.table.setColumnHidden(DrawnModel.COL_WHO, of_colleagues)  # drawn for whom says it
        self.model.set_rows(drawn)
        self.retranslate()

    def show_problem(self, error: AppError) -> None:
        """The store can't be asked now."""
        self._problem = error
        self._samples = ()
        self._fill_box(None)
        self.model.set_rows(())
        self.retranslate()

    def retranslate(self) -> None:
        """Write everything in the current language."""
        self.draw.setText(_("New spot check…"))
        icons.put(self.draw, "add", "on_accent")
        self.draw.setVisible(self._problem is None)
        self.box.setAccessibleName(_("Spot checks"))
        self.box.setVisible(bool(self._samples))
        for place, sample in enumerate(self._samples):
            self.box.setItemText(place, sample_words(sample))
        rows = self.model.rows
        looked = sum(1 for row in rows if row.reviewed_at)
        text = ngettext("{done} of {count} looked at", "{done} of {count} looked at", len(rows))
        self.progress.setText(text.format(done=looked, count=len(rows)) if rows else "")
        self.table.setAccessibleName(_("Entries of the spot check"))
        if self._problem is not None:
            self._empty.set_texts(self._problem.text(), _("Try again"))
        else:
            self._empty.set_texts(
                _(
                    "A spot check draws some entries of each colleague, or about each resident, by "
                    "chance. You look at them and write down what you found."
                )
            )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def _fill_box(self, wanted: str | None) -> None:
        with QSignalBlocker(self.box):
            self.box.clear()
            for sample in self._samples:
                self.box.addItem(sample_words(sample), sample.id)
            self.box.setCurrentIndex(max(0, self.box.findData(wanted)) if self._samples else -1)

    def _empty_action(self) -> None:
        if self._problem is not None:
            self.again_wanted.emit()


def sample_words(sample: SpotCheck) -> str:
    """A spot check in one line."""
    days = f"{format_date(sample.since, 'short')}–{format_date(sample.until, 'short')}"
    if sample.per == "colleague":
        each = ngettext("{count} a colleague", "{count} a colleague", sample.size)
    else:
        each = ngettext("{count} a resident", "{count} a resident", sample.size)
    return f"{days} · {each.format(count=sample.size)} · {sample.made_by}"

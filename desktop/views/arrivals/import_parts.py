"""The parts of the view in which a list is taken, laid out and named."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.errors import AppError
from desktop.i18n import N_, _, format_list, format_number
from desktop.services.arrivals.columns import ListField, field_words, missing_columns
from desktop.services.arrivals.list_plan import Planned, Verdict
from desktop.views import icons, theme
from desktop.views.arrivals.columns_form import ColumnsForm
from desktop.views.arrivals.preview_model import PreviewModel
from desktop.views.arrivals.preview_table import PreviewTable
from desktop.views.arrivals.preview_words import told_words
from desktop.views.widgets.chip import Chip
from desktop.views.widgets.choice_row import Choice
from desktop.views.widgets.elided_label import ElidedLabel
from desktop.views.widgets.empty_state import EmptyState
from desktop.views.widgets.flow_layout import FlowLayout
from desktop.views.widgets.fold import Fold
from desktop.views.widgets.segmented import Segmented

_CHIPS = {
    Verdict.NEW: ("good", "add"),
    Verdict.CHANGED: ("accent", "edit"),
    Verdict.SAME: ("", "done"),
    Verdict.LEFT_OUT: ("danger", "blocked"),
}


MISSING = N_("No column was found for: {fields}. Please choose which column holds it, below.")
TWICE = N_("Two columns are said to hold: {fields}. Please leave one of them out, below.")


class _ColumnsError(AppError):
    """What a person has to change about the columns."""

    def __init__(self, msgid: str, fields: tuple[ListField, ...]) -> None:
        super().__init__(msgid)
        self._fields = fields

    def text(self) -> str:
        return _(self.msgid).format(fields=format_list(map(field_words, self._fields)))


class ImportParts(QWidget):
    """Head, what to choose, progress, and the preview with its columns."""

    def __init__(self) -> None:
        super().__init__()
        self._title = QLabel()
        theme.mark(self._title, role="title")
        self.file_label = ElidedLabel("quiet")
        self.back_button = QPushButton()
        self.back_button.setObjectName("arrivals_import_back")
        self._says = QLabel(wordWrap=True)
        theme.mark(self._says, role="quiet")
        self.choose_button, self.sample_button = QPushButton(), QPushButton()
        self.choose_button.setObjectName("arrivals_choose_file")
        self.sample_button.setObjectName("arrivals_save_sample")
        theme.mark(self.choose_button, role="primary")
        self.problem = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.problem.setObjectName("arrivals_import_problem")
        theme.mark(self.problem, state="danger")
        self.progress = QProgressBar(textVisible=False)
        self.progress.setObjectName("arrivals_progress")
        self.doing = QLabel()
        self.doing.setObjectName("arrivals_doing")
        self.stop_button = QPushButton()
        self.stop_button.setObjectName("arrivals_stop")
        self.fold, self.columns_form = Fold(), ColumnsForm()
        self.fold.button.setObjectName("arrivals_columns")
        self.fold.body.addWidget(self.columns_form)
        self.chips = {verdict: Chip("", *look) for verdict, look in _CHIPS.items()}
        self.filter = Segmented(
            (
                Choice("all", lambda: _("All rows")),
                Choice("look", lambda: _("Worth a look"), "attention"),
                Choice("left_out", lambda: _("Left out"), "blocked"),
            )
        )
        self.filter.set_value("all")
        self.filter.setObjectName("arrivals_filter")
        self.model = PreviewModel()
        self.model.setParent(self)
        self.table = PreviewTable(self.model)
        self.table.setObjectName("arrivals_preview")
        self._empty = EmptyState("done")
        self.table.show_when_empty(self._empty)
        self.told = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.told.setObjectName("arrivals_told")
        self.told.setMinimumHeight(theme.px(48))
        self.told.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.take_button, self.other_button = QPushButton(), QPushButton()
        self.take_button.setObjectName("arrivals_take")
        self.other_button.setObjectName("arrivals_other_file")
        theme.mark(self.take_button, role="primary")
        self._lay_out()

    def retranslate_parts(self) -> None:
        """Set every text that is always the same."""
        self._title.setText(_("Import a list of arrivals"))
        self.back_button.setText(_("Back"))
        self.back_button.setToolTip(_("Back (Esc)"))
        icons.put(self.back_button, "previous")
        self._says.setText(
            _(
                "Choose the list from the Immigration Service as an XLSX or CSV file. Columns are "
                "known by their names, in Danish or English. You see what every row would do "
                "before anything is saved. Rows for other sites are left out; they are taken at "
                "a desk of that site."
            )
        )
        self.choose_button.setText(_("Choose a file…"))
        icons.put(self.choose_button, "upload", "on_accent")
        self.sample_button.setText(_("Save a sample file…"))
        icons.put(self.sample_button, "download")
        self.stop_button.setText(_("Stop"))
        self.stop_button.setToolTip(_("Stop (Esc)"))
        self.other_button.setText(_("Another file…"))
        self.filter.setAccessibleName(_("Show only"))
        self.table.setAccessibleName(_("Rows of the list"))
        self.progress.setAccessibleName(_("How far it is"))
        self.columns_form.retranslate()
        self._empty.set_texts(_("No row is like this."))

    def show_state(self, *, working: bool, preview: bool, has_sheet: bool) -> None:
        """Show the parts of what is going on."""
        self._begin.setVisible(not working and not has_sheet)
        self._working.setVisible(working)
        self.fold.setVisible(has_sheet)
        self._preview.setVisible(preview)
        self._below.setVisible(has_sheet and not working)
        self.take_button.setVisible(preview)

    def show_counts(self, found: Mapping[Verdict, int]) -> None:
        """How many rows of each kind."""
        said = {
            Verdict.NEW: _("{count} new"),
            Verdict.CHANGED: _("{count} with changes"),
            Verdict.SAME: _("{count} here already"),
            Verdict.LEFT_OUT: _("{count} left out"),
        }
        for verdict, chip in self.chips.items():
            chip.set_text(said[verdict].format(count=format_number(found[verdict])))
            chip.setVisible(found[verdict] > 0)

    def wrong_columns(self, columns: Mapping[int, ListField]) -> AppError | None:
        """What to say when the list can't do with these columns."""
        if missing := missing_columns(columns):
            return _ColumnsError(MISSING, missing)
        chosen = list(columns.values())
        twice = tuple(field for field in ListField if chosen.count(field) > 1)
        return _ColumnsError(TWICE, twice) if twice else None

    def _show_row(self, one: Planned | None) -> None:
        """Everything about the row that is chosen."""
        if one is None:
            self.told.setText("")
            return
        told = told_words(one)
        if one.id in self.model.without:
            told.insert(0, _("Left out by you. Space takes it after all."))
        elif one.verdict in (Verdict.NEW, Verdict.CHANGED):
            told.append(_("Space leaves the row out."))
        self.told.setText("\n".join(told) or _("Nothing changes."))

    def _lay_out(self) -> None:
        self._begin = _column(self._says, _row(self.choose_button, self.sample_button))
        self._working = _row(self.doing, self.progress, self.stop_button, last=self.progress)
        self._below = _row(self.take_button, self.other_button)
        chips = QWidget()
        flow = FlowLayout(chips)
        for chip in self.chips.values():
            flow.addWidget(chip)
        above = _row(chips, self.filter, last=chips)
        self._preview = _column(above, self.table, self.told, last=self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_12)
        column.addWidget(_row(self.back_button, self._title, self.file_label))
        for part in (self.problem, self._begin, self._working, self.fold):
            column.addWidget(part)
        column.addWidget(self._preview, 100)
        column.addWidget(self._below)
        column.addStretch(1)


def _row(*parts: QWidget, last: QWidget | None = None) -> QWidget:
    """Parts beside each other; the room that is left goes to ``last``, else stays at the end."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.SPACE_12)
    for part in parts:
        row.addWidget(part, 1 if part is last else 0)
    if last is None:
        row.addStretch(1)
    return holder


def _column(*parts: QWidget, last: QWidget | None = None) -> QWidget:
    """Parts below each other; the room that is left goes to ``last``."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.SPACE_12)
    for part in parts:
        column.addWidget(part, 1 if part is last else 0)
    return holder

"""A list of arrivals on its way in: the file, its columns, what each row would do."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.errors import AppError
from desktop.i18n import _, format_number, ngettext
from desktop.services.arrivals.cell_texts import text_of
from desktop.services.arrivals.columns import match_columns
from desktop.services.arrivals.importing import ArrivalLists, Checked, Taken
from desktop.services.arrivals.list_parsing import ListParsing
from desktop.services.arrivals.list_plan import Planned, Verdict, counts
from desktop.services.arrivals.list_rows import ListRow
from desktop.services.arrivals.problems import UnreadableError
from desktop.services.arrivals.sheet import Sheet, SheetFile
from desktop.views.arrivals.import_parts import ImportParts
from desktop.views.arrivals.sample_saving import ask_for_place
from desktop.views.arrivals.stepwise import Stepwise
from desktop.views.page import Kind, Page
from desktop.views.widgets.press_focused import press_focused

FILTERS = "XLSX, CSV (*.xlsx *.xlsm *.csv *.tsv *.txt)"


class ImportView(ImportParts):
    """Three states: nothing chosen; something is being read or checked, which can be stopped; a
    preview, of which nothing is taken before a person says so."""

    left = Signal()
    taken = Signal(object)
    """The first day of the list that was taken, None when there is none."""

    def __init__(self, page: Page, lists: ArrivalLists, today: Callable[[], date]) -> None:
        super().__init__()
        self._page = page
        self._lists = lists
        self._today = today
        self._sheet: Sheet | None = None
        self._checked: Checked | None = None
        self._problem: AppError | None = None
        self._is_taking = False
        self._wanted: tuple[ListRow, ...] | None = None
        """The rows that are being checked."""
        self._reading: Stepwise[SheetFile] = Stepwise(page)
        self._parsing: Stepwise[ListParsing] = Stepwise(page)
        self._connect(page)
        self.retranslate()

    def begin(self) -> None:
        """Shown anew: nothing is chosen, unless something is under way."""
        if not self.is_busy():
            self._forget()
        self._focus()

    def is_busy(self) -> bool:
        """Whether a list is being read, or waits for a person's word."""
        return self._is_working() or self._sheet is not None

    def back(self) -> bool:
        """Stops what is under way, or lets the list go; False when there was nothing."""
        if self._is_taking:
            return True
        if not self.is_busy() and self._problem is None:
            return False
        self._reading.stop()
        self._parsing.stop()
        self._forget()
        self._focus()
        return True

    def read_file(self, path: Path) -> None:
        """Read a list and show what it would do."""
        self._forget()
        self._reading.start(lambda: SheetFile(path), self._read, self._refuse)
        self.retranslate()
        self.stop_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if press_focused(event, self):
            return
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            button = self.take_button if self._checked else self.choose_button
            if button.isVisible() and button.isEnabled():
                button.click()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self._checked is not None:
            self._show_row(self.table.current_row())

    def retranslate(self) -> None:
        """Set every text again."""
        self.retranslate_parts()
        self.show_state(
            working=self._is_working(),
            preview=self._checked is not None,
            has_sheet=self._sheet is not None,
        )
        self.problem.setText(self._problem.text() if self._problem else "")
        self.problem.setVisible(self._problem is not None)
        name = self._sheet.name if self._sheet else ""
        self.file_label.set_whole_text(name)
        self._show_columns_title()
        self._show_summary()

    def _is_working(self) -> bool:
        reads = self._reading.is_busy or self._parsing.is_busy
        return reads or self._wanted is not None or self._is_taking

    def _connect(self, page: Page) -> None:
        self.back_button.clicked.connect(self._leave)
        self.stop_button.clicked.connect(self.back)
        for button in (self.choose_button, self.other_button):
            button.clicked.connect(self._choose_file)
        self.sample_button.clicked.connect(lambda: ask_for_place(self, page, self._today))
        self.take_button.clicked.connect(self._take)
        self.columns_form.changed.connect(self._parse)
        self.filter.chosen.connect(lambda _value: self._show_rows())
        self.table.row_chosen.connect(self._show_row)
        self.table.row_activated.connect(self.model.toggle)
        self.table.space_pressed.connect(self.model.toggle)
        self.model.left_out_changed.connect(self._left_out)
        self._reading.stepped.connect(self._show_reading)
        self._parsing.stepped.connect(self._show_checking)

    def _leave(self) -> None:
        if not self.back():
            self.left.emit()

    def _forget(self) -> None:
        self._sheet = self._checked = self._problem = self._wanted = None
        self.model.begin_anew()
        self.model.set_rows(())
        self.filter.set_value("all")
        self.fold.set_open(False)
        self.retranslate()

    def _focus(self) -> None:
        target: QWidget = self.choose_button
        if self._is_working():
            target = self.stop_button
        elif self._checked is not None:
            target = self.take_button if self.take_button.isEnabled() else self.table
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose_file(self) -> None:
        dialog = QFileDialog(self, _("Choose the list of arrivals"))
        dialog.setObjectName("arrivals_file")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(FILTERS)
        dialog.fileSelected.connect(lambda name: self.read_file(Path(name)))
        dialog.open()

    def _read(self, file: SheetFile) -> None:
        try:
            self._sheet = file.sheet()
        except AppError as error:
            self._refuse(error)
            return
        sheet = self._sheet
        first = sheet.rows[0][1]
        examples = [
            _plain(first[place]) if place < len(first) else ""
            for place in range(len(sheet.headers))
        ]
        self.columns_form.show_columns(sheet.headers, examples, match_columns(sheet.headers))
        self._parse()

    def _parse(self) -> None:
        """Look at every row again, with the columns as they are now."""
        sheet, columns, today = self._sheet, self.columns_form.columns(), self._today()
        if sheet is None:
            return
        self._checked = self._wanted = None
        wrong = self.wrong_columns(columns)
        if wrong is not None:
            self._parsing.stop()
            self._problem = wrong
            self.fold.set_open(True)
            self.model.set_rows(())
            self.retranslate()
            return
        self._problem = None
        self._parsing.start(
            lambda: ListParsing(sheet, columns, today),
            self._check,
            self._refuse,
        )
        self.retranslate()

    def _check(self, parsing: ListParsing) -> None:
        rows = parsing.rows()
        self._wanted = rows

        def show(checked: Checked) -> None:
            if self._wanted is rows:
                self._wanted = None
                self._show_checked(checked)

        def refuse(error: AppError) -> None:
            if self._wanted is rows:
                self._refuse(error)

        self._page.run(lambda: self._lists.check(rows), show, refuse)

    def _show_checked(self, checked: Checked) -> None:
        waited = self.focusWidget() in (None, self.stop_button)
        self._checked = checked
        self._show_rows()
        self.retranslate()
        if waited:
            self._focus()

    def _show_rows(self) -> None:
        plan = self._checked.plan if self._checked else ()
        wanted = self.filter.value()
        rows = [one for one in plan if wanted == "all" or _is_of(one, wanted)]
        self.model.set_rows(rows)
        if rows and self.table.current_row() is None:
            self.table.choose(rows[0].id)
        self._show_row(self.table.current_row())

    def _left_out(self) -> None:
        self._show_row(self.table.current_row())
        self._show_summary()

    def _show_summary(self) -> None:
        plan = self._checked.plan if self._checked else ()
        found = counts(plan, self.model.without)
        people = found[Verdict.NEW] + found[Verdict.CHANGED]
        self.show_counts(found)
        self.take_button.setText(
            ngettext("Take {count} row", "Take {count} rows", people).format(
                count=format_number(people)
            )
            if people
            else _("Nothing to take")
        )
        self.take_button.setEnabled(people > 0 and not self._is_working())

    def _show_columns_title(self) -> None:
        if self._sheet is None:
            return
        held, all_of_them = len(self.columns_form.columns()), len(self._sheet.headers)
        self.fold.set_title(
            _("Columns: {count} of {total} are used").format(
                count=format_number(held), total=format_number(all_of_them)
            )
        )

    def _take(self) -> None:
        checked, without = self._checked, self.model.without
        if checked is None or self._is_taking:
            return
        self._is_taking = True
        self._problem = None
        self.progress.setRange(0, 0)
        self.retranslate()
        self.doing.setText(_("Taking the list …"))
        self.stop_button.setVisible(False)
        self._page.run(
            lambda: self._lists.take(checked, without),
            lambda taken: self._say_taken(checked, taken),
            self._refuse_taking,
        )

    def _say_taken(self, checked: Checked, taken: Taken) -> None:
        self._is_taking = False
        days = [
            one.row.day
            for one in checked.plan
            if one.verdict is not Verdict.LEFT_OUT and one.row.day is not None
        ]
        self._forget()
        self._page.announce(
            lambda: _(
                "The list is taken: {new} new, {changed} changed, {same} here already, "
                "{left_out} left out."
            ).format(
                new=format_number(taken.new),
                changed=format_number(taken.changed),
                same=format_number(taken.same),
                left_out=format_number(taken.left_out),
            ),
            Kind.GOOD,
        )
        self.taken.emit(min(days, default=None))

    def _refuse_taking(self, error: AppError) -> None:
        self._is_taking = False
        self._problem = error
        self.retranslate()
        self._focus()

    def _refuse(self, error: AppError) -> None:
        self._problem = error
        self._sheet = self._checked = self._wanted = None
        self.retranslate()
        self.choose_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_reading(self, done: int, about: int) -> None:
        text = ngettext("{count} row is read …", "{count} rows are read …", done)
        self._show_progress(text, done, about)

    def _show_checking(self, done: int, about: int) -> None:
        text = ngettext("{count} row is checked …", "{count} rows are checked …", done)
        self._show_progress(text, done, about)

    def _show_progress(self, text: str, done: int, about: int) -> None:
        self.progress.setRange(0, about)
        self.progress.setValue(min(done, about))
        self.doing.setText(text.format(count=format_number(done)))


def _is_of(one: Planned, wanted: object) -> bool:
    if wanted == "left_out":
        return one.verdict is Verdict.LEFT_OUT
    return bool(one.problems) or one.verdict is Verdict.CHANGED


def _plain(cell: object) -> str:
    try:
        return text_of(cell)
    except UnreadableError as error:
        return error.text

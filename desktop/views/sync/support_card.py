"""Details for support: figures in two columns, to be copied or saved as text."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.i18n import _
from desktop.sync.diagnostics import Diagnostics
from desktop.views import theme
from desktop.views.sync.support_words import support_lines, support_text
from desktop.views.widgets.card import Card
from desktop.views.widgets.fold import Fold

_FILE_NAME = "ankomst-support.txt"


class SupportCard(Card):
    """Folded at first; ``opened`` asks for the figures. ``told`` carries what to announce and
    whether it went well."""

    opened = Signal()
    told = Signal(object, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figures: Diagnostics | None = None
        self._fold = Fold()
        self._fold.button.setObjectName("sync_support")
        self._what = QLabel(wordWrap=True)
        theme.mark(self._what, role="quiet")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.SPACE_24)
        self._grid.setVerticalSpacing(theme.SPACE_4)
        self._grid.setColumnStretch(1, 1)
        self._copy = QPushButton()
        self._copy.setObjectName("sync_support_copy")
        self._save = QPushButton()
        self._save.setObjectName("sync_support_save")
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE_8)
        buttons.addWidget(self._copy)
        buttons.addWidget(self._save)
        buttons.addStretch(1)
        self._fold.body.addWidget(self._what)
        self._fold.body.addLayout(self._grid)
        self._fold.body.addLayout(buttons)
        self.body.addWidget(self._fold)
        self._fold.toggled.connect(lambda is_open: self.opened.emit() if is_open else None)
        self._copy.clicked.connect(self._copy_text)
        self._save.clicked.connect(self._choose_file)

    @property
    def is_open(self) -> bool:
        """Whether the figures show."""
        return self._fold.is_open

    def show_figures(self, figures: Diagnostics) -> None:
        """Show these."""
        self._figures = figures
        self._show_lines()

    def text(self) -> str:
        """All figures as plain text."""
        return support_text(support_lines(self._figures)) if self._figures else ""

    def retranslate(self) -> None:
        """Set every text again."""
        self._fold.set_title(_("Details for support"))
        self._what.setText(
            _("Figures for whoever helps you. No data of residents or colleagues are in them.")
        )
        self._copy.setText(_("Copy"))
        self._save.setText(_("Save as a file…"))
        self._show_lines()

    def _show_lines(self) -> None:
        lines = support_lines(self._figures) if self._figures else ()
        while self._grid.count() > 2 * len(lines):
            if (left := self._grid.takeAt(self._grid.count() - 1)) and (widget := left.widget()):
                widget.deleteLater()
        for row, line in enumerate(lines):
            for column, text in enumerate(line):
                label = self._label(row, column)
                label.setText(text)
                if column:
                    label.setAccessibleName(f"{line[0]}: {text}")

    def _label(self, row: int, column: int) -> QLabel:
        at = self._grid.itemAtPosition(row, column)
        if at is not None and isinstance(found := at.widget(), QLabel):
            return found
        label = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        if column:
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        else:
            theme.mark(label, role="quiet")
        self._grid.addWidget(label, row, column)
        return label

    def _copy_text(self) -> None:
        QGuiApplication.clipboard().setText(self.text())
        self.told.emit(lambda: _("The details are copied; paste them into a message."), True)

    def _choose_file(self) -> None:
        dialog = QFileDialog(self, _("Save as a file…"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("txt")
        dialog.selectFile(_FILE_NAME)
        dialog.fileSelected.connect(self._write)
        dialog.open()

    def _write(self, name: str) -> None:
        said: Callable[[], str]
        try:
            Path(name).write_text(self.text(), encoding="utf-8")
        except OSError:
            said, well = _unwritable, False
        else:
            said, well = _saved, True
        self.told.emit(said, well)


def _saved() -> str:
    return _("The details are saved.")


def _unwritable() -> str:
    return _("The file can't be written there. Please choose another folder.")

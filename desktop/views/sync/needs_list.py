"""The inbox: everything that needs a person, each with the way to settle it."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from desktop.services.needs import Needs, OpenConflict, RefusedOp
from desktop.services.protected_files import FileOpening
from desktop.views import theme
from desktop.views.sync.need_line import NeedLine
from desktop.views.sync.need_words import in_order
from desktop.views.widgets.card import Card


class NeedsList(Card):
    """The first of the three lists; empty, it says so in one quiet sentence."""

    resident_chosen = Signal(str)
    settle_clicked = Signal(object)

    def __init__(self, clock: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._lines: list[NeedLine] = []
        self._needs: Needs | None = None
        self._empty = QLabel(wordWrap=True)
        theme.mark(self._empty, role="quiet")
        self.body.addWidget(self._empty)

    @property
    def lines(self) -> tuple[NeedLine, ...]:
        """The lines that show."""
        return tuple(self._lines)

    def set_texts(self, title: str, empty: str) -> None:
        """The heading, and what an empty list says."""
        self.set_title(title)
        self._empty.setText(empty)

    def show_needs(self, needs: Needs) -> None:
        """Show these; what shows already stays, with its focus."""
        self.set_count(needs.count or None)
        self._empty.setVisible(not needs.count)
        if needs == self._needs:
            return
        self._needs = needs
        for line in self._lines:
            self.body.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = []
        for number, need in enumerate(in_order(needs)):
            may = needs.can_decide
            if isinstance(need, RefusedOp):
                may = need.may_settle
            elif isinstance(need, OpenConflict):
                may = need.may_decide
            elif isinstance(need, FileOpening):
                may = True
            line = NeedLine(need, self._clock, None if may else needs.deciders)
            line.setObjectName(f"need_line_{number}")
            line.settle_button.setObjectName(f"need_settle_{number}")
            line.resident_chosen.connect(self.resident_chosen)
            line.settle_clicked.connect(self.settle_clicked)
            self._lines.append(line)
            self.body.addWidget(line)

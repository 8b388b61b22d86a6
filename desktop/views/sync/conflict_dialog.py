"""Two values for one thing, side by side, and the choice between them."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from desktop.i18n import _
from desktop.services.days import day_of
from desktop.services.needs import OpenConflict
from desktop.views import theme
from desktop.views.sync.need_dialog import NeedDialog
from desktop.views.sync.need_words import differing
from desktop.views.sync.own_value_field import OwnValueField
from desktop.views.sync.value_card import ValueCard

_ACROSS = 2


class ConflictDialog(NeedDialog):
    """Keep one of the values, or write another where a single field is in conflict. Without the
    right to decide it only shows them, and says who can."""

    chosen = Signal(object)
    """What ``NeedsYou.decide_conflict`` takes."""

    def __init__(
        self,
        conflict: OpenConflict,
        clock: Callable[[], datetime],
        *,
        can_decide: bool,
        deciders: tuple[str, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("conflict", conflict, deciders, can_decide=can_decide, parent=parent)
        self._conflict = conflict
        grid = QGridLayout()
        grid.setSpacing(theme.SPACE_12)
        names = differing(conflict)
        self.cards = [
            ValueCard(number, value, names, clock, can_decide=can_decide)
            for number, value in enumerate(conflict.values)
        ]
        for number, card in enumerate(self.cards):
            card.kept.connect(self.chosen)
            grid.addWidget(card, number // _ACROSS, number % _ACROSS)
        for column in range(min(_ACROSS, len(self.cards))):
            grid.setColumnStretch(column, 1)
        self.write_button = QPushButton()
        self.write_button.setObjectName("conflict_write")
        self.write_button.setAutoDefault(False)
        theme.mark(self.write_button, role="quiet")
        self._own: OwnValueField | None = None
        if conflict.editor is not None and can_decide:
            start = conflict.values[0].fields[0]
            self._own = OwnValueField(start, conflict.editor, day_of(clock()))
            self._own.hide()
        self.write_button.setVisible(self._own is not None)
        self.write_button.clicked.connect(self._write)
        self.body.addLayout(grid)
        self.body.addWidget(self.note)
        self.body.addWidget(self.write_button)
        if self._own is not None:
            self.body.addWidget(self._own)
        self.confirm_button.setVisible(conflict.gone and can_decide)
        self.confirmed.connect(self._decide)
        self.setMinimumWidth(theme.px(720))
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        self.setWindowTitle(_("Decide a data conflict"))
        if self._conflict.gone:
            self.why.setText(_("What this was about is no longer there. It can be closed."))
        else:
            self.why.setText(
                _("Different values were written apart. All are kept until one is chosen.")
            )
        self.write_button.setText(_("Write another…"))
        self.confirm_button.setText(_("Close it") if self._conflict.gone else _("Save"))
        for card in self.cards:
            card.retranslate()

    def _write(self) -> None:
        if self._own is None:
            return
        self.write_button.hide()
        self._own.show()
        self.confirm_button.show()
        self.confirm_button.setDefault(True)
        self._own.control.setFocus()

    def _decide(self) -> None:
        if self._conflict.gone:
            self.chosen.emit({})
        elif self._own is not None and self._own.isVisible():
            self.chosen.emit({self._conflict.values[0].fields[0].field: self._own.value()})

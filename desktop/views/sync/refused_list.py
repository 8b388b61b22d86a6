"""What the central store did not take, each with its reason in words and a way to the file."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import _, format_when
from desktop.services.sending import SentItem
from desktop.views import theme
from desktop.views.sync.table_model import people_text
from desktop.views.widgets.card import Card
from desktop.views.widgets.elided_label import ElidedLabel
from desktop.views.widgets.icon_label import IconLabel


class RefusedLine(QWidget):
    """One op: what and for whom, why it was not taken, by whom and when."""

    resident_chosen = Signal(str)

    def __init__(
        self, item: SentItem, clock: Callable[[], datetime], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._item = item
        self._clock = clock
        self._what = ElidedLabel("strong")
        self._why = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._who = ElidedLabel("quiet")
        self.open_button = QPushButton()
        self.open_button.setVisible(bool(item.people))
        self.open_button.clicked.connect(self._open)
        words = QVBoxLayout()
        words.setSpacing(theme.SPACE_4)
        for label in (self._what, self._why, self._who):
            words.addWidget(label)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, theme.SPACE_4, 0, theme.SPACE_4)
        row.setSpacing(theme.SPACE_12)
        row.addWidget(IconLabel("needs_you", "attention", 20), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self.open_button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.retranslate()

    def retranslate(self) -> None:
        """Say it in the current language."""
        item = self._item
        about = " · ".join(part for part in (item.words(), people_text(item)) if part)
        self._what.set_whole_text(about)
        self._why.setText(item.refusal())
        when = format_when(item.at, self._clock())
        self._who.set_whole_text(" · ".join(part for part in (item.by, when) if part))
        self.open_button.setText(_("Open the file"))
        self.open_button.setAccessibleName(f"{_('Open the file')}, {about}")
        self.setAccessibleName(f"{about}. {item.refusal()}")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def _open(self) -> None:
        self.resident_chosen.emit(self._item.people[0].id)


class RefusedList(Card):
    """The first of the three lists; empty, it says so in one quiet sentence."""

    resident_chosen = Signal(str)

    def __init__(self, clock: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._lines: list[RefusedLine] = []
        self._items: tuple[SentItem, ...] = ()
        self._empty = QLabel(wordWrap=True)
        theme.mark(self._empty, role="quiet")
        self.body.addWidget(self._empty)

    @property
    def lines(self) -> tuple[RefusedLine, ...]:
        """The lines that show."""
        return tuple(self._lines)

    def set_texts(self, title: str, empty: str) -> None:
        """The heading, and what an empty list says."""
        self.set_title(title)
        self._empty.setText(empty)

    def show_items(self, items: Sequence[SentItem]) -> None:
        """Show these, the latest first; what shows already stays, with its focus."""
        self.set_count(len(items) or None)
        self._empty.setVisible(not items)
        if tuple(items) == self._items:
            return
        self._items = tuple(items)
        for line in self._lines:
            self.body.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = [RefusedLine(item, self._clock) for item in items]
        for line in self._lines:
            line.resident_chosen.connect(self.resident_chosen)
            self.body.addWidget(line)

"""One entry of the log, with everything that it says."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop.i18n import _, format_datetime, format_list, format_number, ngettext
from desktop.services.access_lines import Entry, whom_words
from desktop.services.access_words import kind_words, what_words
from desktop.views import theme
from desktop.views.access.entries_model import desk_words, why_words
from desktop.views.widgets.small_dialog import SmallDialog


class EntryDialog(SmallDialog):
    """Nothing to confirm: one looks, and closes."""

    def __init__(self, entry: Entry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("access_entry")
        self._entry = entry
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.SPACE_16)
        self._grid.setVerticalSpacing(theme.SPACE_8)
        self._grid.setColumnStretch(1, 1)
        self.body.addLayout(self._grid)
        self.setMinimumWidth(theme.px(520))
        self.only_look()
        self.retranslate()

    def retranslate(self) -> None:
        self.setWindowTitle(_("Entry of the access log"))
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for row, (label, text) in enumerate(pair for pair in self._pairs() if pair[1]):
            name = QLabel(label)
            theme.mark(name, role="quiet")
            said = QLabel(text, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
            said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            said.setAccessibleName(f"{label}: {text}")
            self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(said, row, 1)

    def _pairs(self) -> tuple[tuple[str, str], ...]:
        entry = self._entry
        return (
            (_("When"), format_datetime(entry.at)),
            (_("Who"), entry.actor),
            (_("What"), what_words(entry.what)),
            (_("Kind"), kind_words(entry.kind)),
            (_("About whom"), self._whom()),
            (_("Searched for"), "" if entry.reason else why_words(entry)),
            (_("Reason"), entry.reason),
            (_("Site"), entry.site),
            (_("Desk"), desk_words(entry.desk)),
            (_("Entry number"), format_number(entry.number)),
            (_("Seal"), entry.hash[:16]),
        )

    def _whom(self) -> str:
        entry = self._entry
        names = [
            f"{one.name} ({one.number})" if one.name else whom_words(one) for one in entry.people
        ]
        if (more := entry.count - len(names)) > 0:
            names.append(ngettext("{count} more", "{count} more", more).format(count=more))
        return format_list(names) if names else ""

"""What to look for in the access log."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QWidget

from desktop.i18n import _
from desktop.models.access_chain import KINDS
from desktop.services.access_lines import Choices, Filters, Whom, whom_words
from desktop.services.access_words import kind_words
from desktop.views import icons, theme
from desktop.views.access.entries_model import desk_words
from desktop.views.background import Background
from desktop.views.shell.search_box import SearchBox
from desktop.views.shell.search_results import SearchHit
from desktop.views.widgets.date_field import DateField
from desktop.views.widgets.field_row import FieldRow
from desktop.views.widgets.flow_layout import FlowLayout

FIRST_DAYS = 30
FindPeople = Callable[[str], Sequence[Whom]]


class _ResidentBox(SearchBox):
    def retranslate(self) -> None:
        self.set_texts(_("Number, name or CPR"))


class FiltersBar(QWidget):
    """One row of fields; a change of any of them is told at once."""

    changed = Signal()

    def __init__(
        self,
        background: Background,
        find: FindPeople,
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.resident: Whom | None = None
        self.finder = _ResidentBox(background, lambda text: [_hit(one) for one in find(text)])
        self.finder.setObjectName("access_resident")
        self.chosen = QPushButton()
        self.chosen.setObjectName("access_resident_chosen")
        self.chosen.hide()
        theme.mark(self.chosen, role="choice")
        self.colleague, self.desk, self.kind = QComboBox(), QComboBox(), QComboBox()
        self.colleague.setObjectName("access_colleague")
        self.desk.setObjectName("access_desk")
        self.kind.setObjectName("access_kind")
        for box in (self.colleague, self.desk, self.kind):
            box.setMinimumContentsLength(1)
            box.setFixedWidth(theme.px(168))
        self.since = DateField(today - timedelta(days=FIRST_DAYS))
        self.since.setObjectName("access_since")
        self.until = DateField(today)
        self.until.setObjectName("access_until")
        self._choices = Choices((), ())
        holder = QWidget()
        inside = QHBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.finder)
        inside.addWidget(self.chosen)
        holder.setFocusProxy(self.finder)
        holder.setMinimumWidth(theme.px(220))
        self._rows = [
            FieldRow(one)
            for one in (holder, self.colleague, self.desk, self.kind, self.since, self.until)
        ]
        row = FlowLayout(self, theme.SPACE_12)
        for field in self._rows:
            row.addWidget(field)
        self.finder.hit_chosen.connect(lambda hit: self.set_resident(hit.argument))
        self.chosen.clicked.connect(lambda: self.set_resident(None))
        for box in (self.colleague, self.desk, self.kind):
            box.currentIndexChanged.connect(lambda _index: self.changed.emit())
        for day in (self.since, self.until):
            day.date_changed.connect(lambda _day: self.changed.emit())
        self.retranslate()

    def filters(self) -> Filters:
        """What is looked for now."""
        kind = self.kind.currentData()
        return Filters(
            self.resident.id if self.resident else None,
            self.colleague.currentData(),
            self.desk.currentData(),
            (kind,) if kind else (),
            self.since.value(),
            self.until.value(),
        )

    def set_resident(self, whom: Whom | None) -> None:
        """Look only for this resident, or for everybody."""
        self.resident = whom
        self.finder.setVisible(whom is None)
        self.chosen.setVisible(whom is not None)
        self.retranslate()
        (self.chosen if whom else self.finder).setFocus()
        self.changed.emit()

    def set_choices(self, choices: Choices) -> None:
        """The colleagues and desks that there are; what was chosen stays chosen."""
        self._choices = choices
        self.retranslate()

    def retranslate(self) -> None:
        """Write everything in the current language."""
        labels = (_("Resident"), _("Colleague"), _("Desk"), _("Kind"), _("From"), _("To"))
        for row, label in zip(self._rows, labels, strict=True):
            row.set_label(label)
        _fill(self.colleague, _("Everybody"), self._choices.colleagues)
        _fill(self.desk, _("All desks"), self._choices.desks)
        _fill(self.kind, _("Every kind"), [(str(kind), kind_words(kind)) for kind in KINDS])
        if self.resident is not None:
            self.chosen.setText(whom_words(self.resident).replace("&", "&&"))
            self.chosen.setToolTip(_("Look for everybody again"))
            icons.put(self.chosen, "close", "accent", 16)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


def _fill(box: QComboBox, everything: str, choices: Sequence[tuple[str, str]]) -> None:
    before = box.currentData()
    with QSignalBlocker(box):
        box.clear()
        box.addItem(everything, None)
        for value, text in choices:
            box.addItem(desk_words(text), value)
        box.setCurrentIndex(max(0, box.findData(before) if before is not None else 0))


def _hit(whom: Whom) -> SearchHit:
    return SearchHit("resident", whom_words(whom), whom.number, "", whom)

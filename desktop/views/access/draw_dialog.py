"""How a sample is to be drawn."""

from datetime import date, timedelta

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop.i18n import _
from desktop.services.access_lines import Per
from desktop.views import theme
from desktop.views.widgets.choice_row import Choice
from desktop.views.widgets.date_field import DateField
from desktop.views.widgets.field_row import FieldRow
from desktop.views.widgets.number_field import NumberField
from desktop.views.widgets.segmented import Segmented
from desktop.views.widgets.small_dialog import SmallDialog

_DAYS = 7
_MOST = 20


class DrawDialog(SmallDialog):
    """A period, for each colleague or each resident, how many."""

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("access_draw_dialog")
        self._about = QLabel(wordWrap=True)
        theme.mark(self._about, role="quiet")
        self.since = DateField(today - timedelta(days=_DAYS))
        self.until = DateField(today)
        self.per = Segmented(
            [
                Choice("colleague", lambda: _("For each colleague")),
                Choice("resident", lambda: _("For each resident")),
            ]
        )
        self.per.set_value("colleague")
        self.size_field = NumberField(1, _MOST)
        self.size_field.setObjectName("access_draw_size")
        self.size_field.setValue(3)
        self._since, self._until = FieldRow(self.since), FieldRow(self.until)
        self._per, self._size = FieldRow(self.per), FieldRow(self.size_field)
        days = QHBoxLayout()
        days.setSpacing(theme.SPACE_12)
        days.addWidget(self._since)
        days.addWidget(self._until)
        days.addStretch(1)
        self.body.addWidget(self._about)
        self.body.addLayout(days)
        self.body.addWidget(self._per)
        self.body.addWidget(self._size)
        self.setMinimumWidth(theme.px(560))
        self.retranslate()

    def wanted(self) -> tuple[date, date, Per, int]:
        """From, to, for each of whom, how many."""
        return self.since.value(), self.until.value(), self.per.value(), self.size_field.value()

    def retranslate(self) -> None:
        self.setWindowTitle(_("New spot check"))
        self._about.setText(
            _("Entries are drawn by chance. Everyone who may read the log can see them later.")
        )
        self._since.set_label(_("From"))
        self._until.set_label(_("To"))
        self._per.set_label(_("Draw entries"))
        self._size.set_label(_("How many"))
        self.confirm_button.setText(_("Draw"))
        self.adjustSize()

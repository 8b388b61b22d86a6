"""Which week shows, and the way to others."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.i18n import _, format_date
from desktop.services.arrivals.lines import ArrivalWeek
from desktop.views import theme
from desktop.views.icons import icon


class WeekBar(QWidget):
    """Back, this week, on; the number of the week and its days."""

    moved = Signal(int)
    """By so many weeks."""
    today_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._week: ArrivalWeek | None = None
        self.earlier = QPushButton(icon("previous"), "")
        self.earlier.setObjectName("arrivals_earlier")
        self.later = QPushButton(icon("next"), "")
        self.later.setObjectName("arrivals_later")
        for button in (self.earlier, self.later):
            theme.mark(button, role="icon")
        self.now = QPushButton()
        self.now.setObjectName("arrivals_this_week")
        self._label = QLabel()
        self._label.setObjectName("arrivals_week")
        theme.mark(self._label, role="heading")
        self._days = QLabel()
        theme.mark(self._days, role="quiet")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_8)
        for widget in (self.earlier, self.now, self.later):
            row.addWidget(widget)
        row.addSpacing(theme.SPACE_8)
        row.addWidget(self._label)
        row.addWidget(self._days)
        row.addStretch(1)
        self.earlier.clicked.connect(lambda: self.moved.emit(-1))
        self.later.clicked.connect(lambda: self.moved.emit(1))
        self.now.clicked.connect(self.today_wanted)

    def show_week(self, week: ArrivalWeek) -> None:
        """Say which it is."""
        self._week = week
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text again."""
        self.now.setText(_("This week"))
        for button, text, key in (
            (self.earlier, _("A week earlier"), "←"),
            (self.later, _("A week later"), "→"),
        ):
            button.setToolTip(f"{text} ({key})")
            button.setAccessibleName(text)
        self.now.setToolTip(_("To this week (Home)"))
        if self._week is None:
            return
        self._label.setText(_("Week {number}").format(number=self._week.number))
        self._days.setText(
            _("{first} – {last}").format(
                first=format_date(self._week.first), last=format_date(self._week.last)
            )
        )
        self.now.setEnabled(not self._week.is_now)

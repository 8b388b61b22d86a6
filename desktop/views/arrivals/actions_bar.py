"""What can be done about the household that is chosen."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.models.residents import ResidentStatus
from desktop.services.arrivals.expected import NOT_COME
from desktop.services.arrivals.lines import ArrivalLine
from desktop.services.people import HERE
from desktop.views import icons, theme
from desktop.views.widgets.elided_label import ElidedLabel
from desktop.views.widgets.flow_layout import FlowLayout

NAMES = ("check_in", "move", "no_show", "cancel", "expect_again", "file")
"""The buttons, the likeliest first; each is called ``arrivals_<name>``."""

ENTER = "Enter"
KEYS = {"move": "F2", "no_show": "F6", "cancel": "Del", "expect_again": "F4"}
_ICONS = {
    "check_in": "check_in",
    "move": "calendar",
    "no_show": "close",
    "cancel": "blocked",
    "expect_again": "undo",
    "file": "resident",
}


class ActionsBar(QFrame):
    """Stands below the week, always in the same place."""

    acted = Signal(str)
    """One of ``NAMES``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("arrivals_actions")
        theme.mark(self, role="card")
        self._line: ArrivalLine | None = None
        self._today: date | None = None
        self._name = ElidedLabel("strong")
        self._name.setObjectName("arrivals_chosen")
        self.buttons = {name: self._button(name) for name in NAMES}
        theme.mark(self.buttons["check_in"], role="primary")
        holder = QWidget()
        row = FlowLayout(holder)
        for button in self.buttons.values():
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_16, theme.SPACE_12, theme.SPACE_16, theme.SPACE_12)
        column.setSpacing(theme.SPACE_8)
        column.addWidget(self._name)
        column.addWidget(holder)

    def show_line(self, line: ArrivalLine | None, today: date | None) -> None:
        """Offer what can be done about this household now."""
        self._line, self._today = line, today
        self.retranslate()

    def likeliest(self) -> str:
        """What Enter does: the check-in of those who are due, else the file."""
        line, today = self._line, self._today
        due = line is not None and line.is_open and today is not None
        if due and line is not None and today is not None and (line.day or today) <= today:
            return "check_in"
        return "file"

    def retranslate(self) -> None:
        """Set every text again."""
        texts = {
            "check_in": _("Check in"),
            "move": _("Move date…"),
            "no_show": _("Did not arrive…"),
            "cancel": _("Cancel arrival…"),
            "expect_again": _("Expect again"),
            "file": _("Open file"),
        }
        enter = self.likeliest() if self._line else ""
        for name, button in self.buttons.items():
            key = ENTER if name == enter else KEYS.get(name, "")
            button.setText(f"{texts[name]}  {key}" if key else texts[name])
            button.setAccessibleName(texts[name])
            colour = "on_accent" if name == "check_in" else "ink"
            icons.put(button, _ICONS[name], colour)
        self._name.set_whole_text(
            self._line.head.name if self._line else _("Choose a household above.")
        )
        self._allow()

    def _allow(self) -> None:
        line, today = self._line, self._today
        status = line.status if line else None
        is_open = line is not None and line.is_open
        came_not = status in NOT_COME
        due = is_open and line is not None and today is not None and (line.day or today) <= today
        self.buttons["check_in"].setEnabled(is_open or status is ResidentStatus.NO_SHOW)
        self.buttons["move"].setEnabled(is_open or came_not)
        self.buttons["no_show"].setEnabled(due)
        self.buttons["cancel"].setEnabled(is_open)
        self.buttons["expect_again"].setVisible(came_not)
        self.buttons["cancel"].setVisible(not came_not)
        self.buttons["no_show"].setVisible(not came_not)
        self.buttons["file"].setEnabled(line is not None)
        if status in HERE:
            self.buttons["check_in"].setEnabled(False)

    def _button(self, name: str) -> QPushButton:
        button = QPushButton()
        button.setObjectName(f"arrivals_{name}")
        button.clicked.connect(lambda: self.acted.emit(name))
        return button

"""The end of a check-in, or what of it was left for later."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import _, format_list
from desktop.services.check_in import MemberCheckIn
from desktop.services.words import word
from desktop.views import theme
from desktop.views.widgets.icon_label import IconLabel


class DonePanel(QWidget):
    """Calm: where everybody lives now, and what comes next."""

    file_clicked = Signal()
    today_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("check_in_done")
        self._members: tuple[MemberCheckIn, ...] = ()
        self._icon = IconLabel("good", "good", 56)
        self._title = QLabel()
        self._title.setObjectName("check_in_done_title")
        theme.mark(self._title, role="title")
        self._rooms = QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignHCenter)
        self._rooms.setObjectName("check_in_done_rooms")
        self._next = QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignHCenter)
        theme.mark(self._next, role="quiet")
        self.file_button = QPushButton()
        self.file_button.setObjectName("check_in_open_file")
        theme.mark(self.file_button, role="primary")
        self.file_button.setMinimumHeight(theme.px(44))
        self.today_button = QPushButton()
        self.today_button.setObjectName("check_in_to_today")
        self.today_button.setMinimumHeight(theme.px(44))
        self.file_button.clicked.connect(self.file_clicked)
        self.today_button.clicked.connect(self.today_clicked)
        middle = Qt.AlignmentFlag.AlignHCenter
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE_12)
        buttons.addStretch(1)
        buttons.addWidget(self.today_button)
        buttons.addWidget(self.file_button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setSpacing(theme.SPACE_12)
        column.addStretch(1)
        column.addWidget(self._icon, 0, middle)
        column.addWidget(self._title, 0, middle)
        column.addWidget(self._rooms)
        column.addWidget(self._next)
        column.addSpacing(theme.SPACE_12)
        column.addLayout(buttons)
        column.addStretch(2)

    def show_members(self, members: Sequence[MemberCheckIn]) -> None:
        """Show how the household stands."""
        self._members = tuple(members)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text."""
        missing = [member for member in self._members if member.missing]
        self._icon.set_icon("clock" if missing else "good", "attention" if missing else "good")
        self._title.setText(_("Left for later") if missing else _("All done"))
        self._rooms.setText("\n".join(map(_room, self._members)))
        self._next.setText(
            "\n".join([*map(_misses, missing), _("Today reminds of it for a week.")])
            if missing
            else _("The check-in is complete. Everything else stands in the file.")
        )
        self.file_button.setText(_("Open file"))
        self.today_button.setText(_("To Today"))


def _room(member: MemberCheckIn) -> str:
    person = member.person
    if not person.place:
        return _("{name}: no bed yet").format(name=person.name)
    return _("{name}: room {place}").format(name=person.name, place=person.place)


def _misses(member: MemberCheckIn) -> str:
    steps = format_list(word(kind) for kind in member.missing)
    return _("{name} misses: {steps}").format(name=member.person.name, steps=steps)

"""The household at the left of a flow, each with how far they are."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.i18n import _, format_number, ngettext
from desktop.views import theme
from desktop.views.flow.member import Member
from desktop.views.flow.member_line import MemberLine


class Members(QWidget):
    """A line a member; the one that is worked at is marked. ``progress`` says how far one is."""

    member_chosen = Signal(str)
    """The id of a resident."""

    def __init__(
        self, progress: Callable[[Member], str] | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._progress = progress or progress_text
        self._members: tuple[Member, ...] = ()
        self._current = ""
        self._photos: Mapping[str, QPixmap] = {}
        self._lines: list[MemberLine] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.SPACE_4)

    def show_members(self, members: Sequence[Member], current: str) -> None:
        """Show the household, ``current`` being worked at."""
        self._members, self._current = tuple(members), current
        self.retranslate()

    def show_photos(self, photos: Mapping[str, QPixmap]) -> None:
        """Their photos, by id; shown with the next ``show_members``."""
        self._photos = photos

    def retranslate(self) -> None:
        """Set every text."""
        self.setAccessibleName(_("Household"))
        while len(self._lines) > len(self._members):
            gone = self._lines.pop()
            self._column.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        while len(self._lines) < len(self._members):
            self._add(len(self._lines))
        for line, member in zip(self._lines, self._members, strict=True):
            line.show_member(
                member.person.name,
                self._progress(member),
                self._photos.get(member.person.id),
                done=bool(member.done) and not member.missing,
                current=member.person.id == self._current,
                masked=member.person.masked,
            )

    def _add(self, number: int) -> None:
        line = MemberLine()
        line.setObjectName(f"member_{number}")
        line.clicked.connect(lambda: self.member_chosen.emit(self._members[number].person.id))
        self._column.addWidget(line)
        self._lines.append(line)


def progress_text(member: Member) -> str:
    """How many of the steps are done."""
    done = len({step.kind for step in member.done})
    total = done + len(member.missing)
    return ngettext("{done} of {count} step done", "{done} of {count} steps done", total).format(
        done=format_number(done), count=format_number(total)
    )

"""A member in the household card, and who answers for them."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.services.household_lines import GuardianLine, Member
from desktop.views import theme
from desktop.views.households.words import guardian_words, member_chips, name_and_age
from desktop.views.widgets.chip import Chip
from desktop.views.widgets.flow_layout import FlowLayout


class MemberEntry(QWidget):
    """Name, age and place; of a minor the guardians, each with a way to end it, and a button to
    name one. Written once, in the language of the moment."""

    def __init__(
        self,
        number: int,
        member: Member,
        *,
        name_guardian: Callable[[], None],
        end_guardian: Callable[[GuardianLine], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"household_member_{number}")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.SPACE_4, 0, theme.SPACE_4)
        column.setSpacing(theme.SPACE_4)
        name = QLabel(name_and_age(member.person), wordWrap=True)
        name.setTextFormat(Qt.TextFormat.PlainText)
        theme.mark(name, role="strong")
        tags = QWidget()
        tag_row = FlowLayout(tags, theme.SPACE_4)
        chips = member_chips(member)
        for text, state, sign in chips:
            tag_row.addWidget(Chip(text, state, sign))
        column.addWidget(name)
        column.addWidget(tags)
        said = [name_and_age(member.person), *(text for text, _state, _sign in chips)]
        for place, line in enumerate(member.guardians):
            text = _("Guardian: {guardian}").format(guardian=guardian_words(line))
            said.append(text)
            label = QLabel(text, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
            theme.mark(label, role="quiet")
            row = QHBoxLayout()
            row.setSpacing(theme.SPACE_8)
            row.addWidget(label, 1)
            if line.id:
                end = _quiet(_("End…"), partial(end_guardian, line))
                end.setObjectName(f"guardian_end_{number}_{place}")
                end.setAccessibleName(_("End: {name}…").format(name=line.name))
                row.addWidget(end, 0, Qt.AlignmentFlag.AlignTop)
            column.addLayout(row)
        if member.is_minor:
            add = _quiet(_("Name a guardian…"), name_guardian)
            add.setObjectName(f"guardian_add_{number}")
            add.setAccessibleName(_("Name a guardian for {name}…").format(name=member.person.name))
            column.addWidget(add, 0, Qt.AlignmentFlag.AlignLeft)
        self.setAccessibleName(", ".join(said))


def _quiet(label: str, clicked: Callable[[], None]) -> QPushButton:
    button = QPushButton(label)
    theme.mark(button, role="quiet")
    button.clicked.connect(lambda _checked: clicked())
    return button

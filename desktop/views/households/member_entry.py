"""A member in the household card, and who answers for them."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import _, format_list
from desktop.services.household_lines import GuardianLine, Member
from desktop.views import theme
from desktop.views.households.words import guardian_words, member_chips, name_and_age
from desktop.views.widgets.chip import Chip
from desktop.views.widgets.flow_layout import FlowLayout

_CHIP = 22
"""The height of a chip beside the name."""


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
        column.setContentsMargins(0, theme.SPACE_8, 0, 0)
        column.setSpacing(theme.SPACE_4)
        top = QWidget()
        flow = FlowLayout(top, theme.SPACE_8)
        name = QLabel(name_and_age(member.person), textFormat=Qt.TextFormat.PlainText)
        theme.mark(name, role="strong")
        name.setMinimumHeight(theme.px(_CHIP))
        flow.addWidget(name)
        chips = member_chips(member)
        for text, state, sign in chips:
            flow.addWidget(Chip(text, state, sign))
        column.addWidget(top)
        said = [name_and_age(member.person), *(text for text, _state, _sign in chips)]
        parents = [line.name for line in member.guardians if not line.id]
        rows = [
            (guardian_words(line), self._end(f"guardian_end_{number}_{place}", line, end_guardian))
            for place, line in enumerate(line for line in member.guardians if line.id)
        ]
        add = self._add(f"guardian_add_{number}", member, name_guardian)
        if parents:
            rows.append((format_list(parents), add))
        for words, button in rows:
            text = _("Guardian: {guardian}").format(guardian=words)
            said.append(text)
            label = QLabel(text, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
            theme.mark(label, role="quiet")
            row = QHBoxLayout()
            row.setSpacing(theme.SPACE_8)
            row.addWidget(label, 1)
            row.addWidget(button)
            column.addLayout(row)
        if member.is_minor and not parents:
            column.addWidget(add, 0, Qt.AlignmentFlag.AlignRight)
        add.setVisible(member.is_minor)
        self.setAccessibleName(", ".join(said))

    def _end(
        self, name: str, line: GuardianLine, end_guardian: Callable[[GuardianLine], None]
    ) -> QPushButton:
        button = self._quiet(name, _("End…"), partial(end_guardian, line))
        button.setAccessibleName(_("End: {name}…").format(name=line.name))
        return button

    def _add(self, name: str, member: Member, name_guardian: Callable[[], None]) -> QPushButton:
        button = self._quiet(name, _("Name a guardian…"), name_guardian)
        button.setAccessibleName(_("Name a guardian for {name}…").format(name=member.person.name))
        return button

    def _quiet(self, name: str, label: str, clicked: Callable[[], None]) -> QPushButton:
        button = QPushButton(label, self)
        button.setObjectName(name)
        theme.mark(button, role="quiet")
        button.clicked.connect(lambda _checked: clicked())
        return button

"""A step that is done once for the whole household."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from desktop.views import theme
from desktop.views.flow.member import Member
from desktop.views.flow.member_checks import MemberChecks
from desktop.views.flow.step_panel import StepPanel


class HouseholdStep(StepPanel):
    """Says for whom, and tells it; what else belongs to the step stands in the subclass."""

    done = Signal(object)
    """The list of ids of the residents for whom it was done."""

    def __init__(self, kind: StrEnum, parent: QWidget | None = None) -> None:
        super().__init__(kind, parent)
        self._members: tuple[Member, ...] = ()
        self._who = QLabel()
        theme.mark(self._who, role="strong")
        self.checks = MemberChecks(kind.value)
        self.checks.changed.connect(self._enable)

    def add_checks(self) -> None:
        """Put the names into the panel, where the subclass wants them."""
        self.body.addWidget(self._who)
        self.body.addWidget(self.checks)

    def show_household(self, members: Sequence[Any]) -> None:
        self._members = tuple(member for member in members if self.kind in member.missing)
        self.retranslate()
        self._enable()

    def act(self) -> None:
        if chosen := self.checks.chosen():
            self.done.emit(chosen)

    def forget(self) -> None:
        self.checks.forget()

    def write_who(self, text: str) -> None:
        """The heading above the names, in the current language."""
        self._who.setText(text)
        self.checks.setAccessibleName(text)
        self.checks.show_people([member.person for member in self._members])

    def _enable(self) -> None:
        chosen = bool(self.checks.chosen())
        self.main_button.setEnabled(chosen)
        if self.other_button is not None:
            self.other_button.setEnabled(chosen)

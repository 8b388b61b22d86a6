"""A step that is done once for the whole household."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from desktop.models.residents import StepKind
from desktop.services.check_in import MemberCheckIn
from desktop.views import theme
from desktop.views.check_in.member_checks import MemberChecks
from desktop.views.check_in.step_panel import StepPanel


class HouseholdStep(StepPanel):
    """Says for whom, and tells it; what else belongs to the step stands in the subclass."""

    done = Signal(object)
    """The list of ids of the residents for whom it was done."""

    def __init__(self, kind: StepKind, parent: QWidget | None = None) -> None:
        super().__init__(kind, parent)
        self._members: tuple[MemberCheckIn, ...] = ()
        self._who = QLabel()
        theme.mark(self._who, role="strong")
        self.checks = MemberChecks(kind)
        self.checks.changed.connect(self._enable)

    def add_checks(self) -> None:
        """Put the names into the panel, where the subclass wants them."""
        self.body.addWidget(self._who)
        self.body.addWidget(self.checks)

    def show_household(self, members: Sequence[MemberCheckIn]) -> None:
        self._members = tuple(members)
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
        self.checks.show_members(self._members)

    def _enable(self) -> None:
        self.main_button.setEnabled(bool(self.checks.chosen()))

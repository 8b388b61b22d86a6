"""For whom of the household a step is done."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from desktop.i18n import _, format_number
from desktop.models.residents import StepKind
from desktop.services.check_in import MemberCheckIn
from desktop.views import theme


class MemberChecks(QWidget):
    """A tick for everybody who misses the step, all of them to begin with."""

    changed = Signal()

    def __init__(self, kind: StepKind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        self._boxes: dict[str, QCheckBox] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.SPACE_4)

    def show_members(self, members: Sequence[MemberCheckIn]) -> None:
        """Offer those who miss the step; ticks that were taken away stay away."""
        missing = {m.person.id: m for m in members if self._kind in m.missing}
        if list(missing) != list(self._boxes):
            off = {id_ for id_, box in self._boxes.items() if not box.isChecked()}
            self._clear()
            for number, id_ in enumerate(missing):
                box = QCheckBox()
                box.setObjectName(f"{self._kind.value}_member_{number}")
                box.setChecked(id_ not in off)
                box.toggled.connect(self.changed)
                self._boxes[id_] = box
                self._column.addWidget(box)
        for id_, member in missing.items():
            person = member.person
            name = person.name
            if person.age is not None:
                age = format_number(person.age)
                name = _("{name} ({age})").format(name=name, age=age)
            self._boxes[id_].setText(name.replace("&", "&&"))

    def chosen(self) -> list[str]:
        """The ids of those who are ticked."""
        return [id_ for id_, box in self._boxes.items() if box.isChecked()]

    def forget(self) -> None:
        """Another household: begin anew."""
        self._clear()

    def _clear(self) -> None:
        for box in self._boxes.values():
            self._column.removeWidget(box)
            box.hide()
            box.deleteLater()
        self._boxes.clear()

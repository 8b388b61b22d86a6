"""For whom of the household a step is done."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from desktop.i18n import _, format_number
from desktop.services.people import PersonLine
from desktop.views import theme


class MemberChecks(QWidget):
    """A tick for everybody who is offered, all of them to begin with."""

    changed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._of_step = name
        self._boxes: dict[str, QCheckBox] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.SPACE_4)

    def show_people(self, people: Sequence[PersonLine]) -> None:
        """Offer these; ticks that were taken away stay away."""
        if [person.id for person in people] != list(self._boxes):
            off = {id_ for id_, box in self._boxes.items() if not box.isChecked()}
            self._clear()
            for number, person in enumerate(people):
                box = QCheckBox()
                box.setObjectName(f"{self._of_step}_member_{number}")
                box.setChecked(person.id not in off)
                box.toggled.connect(self.changed)
                self._boxes[person.id] = box
                self._column.addWidget(box)
        for person in people:
            self._boxes[person.id].setText(name_with_age(person).replace("&", "&&"))

    def chosen(self) -> list[str]:
        """The ids of those who are ticked."""
        return [id_ for id_, box in self._boxes.items() if box.isChecked()]

    def choose(self, ids: Collection[str]) -> None:
        """Tick these and nobody else."""
        for id_, box in self._boxes.items():
            box.setChecked(id_ in ids)

    def forget(self) -> None:
        """Another household: begin anew."""
        self._clear()

    def _clear(self) -> None:
        for box in self._boxes.values():
            self._column.removeWidget(box)
            box.hide()
            box.deleteLater()
        self._boxes.clear()


def name_with_age(person: PersonLine) -> str:
    """``Danylo Bondar (6)``; the name alone where the age is not known."""
    if person.age is None:
        return person.name
    return _("{name} ({age})").format(name=person.name, age=format_number(person.age))

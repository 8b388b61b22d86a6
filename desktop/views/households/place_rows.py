"""Everybody's place in a household, one row each."""

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop.models.residents import HouseholdRole
from desktop.services.people import PersonLine
from desktop.views import theme
from desktop.views.households.words import name_and_age
from desktop.views.widgets.member_box import MemberBox


class PlaceRows(QWidget):
    """A name and a box for each. ``places`` are those that can be chosen."""

    chosen = Signal(str, object)
    """Resident's id and the ``HouseholdRole`` that a person chose for them."""

    def __init__(
        self, name: str, places: Iterable[HouseholdRole], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name, self._places = name, tuple(places)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.SPACE_16)
        self._grid.setVerticalSpacing(theme.SPACE_8)
        self._grid.setColumnStretch(0, 1)
        self._people: list[PersonLine] = []
        self._labels: list[QLabel] = []
        self._boxes: dict[str, MemberBox] = {}

    def show_people(self, people: Sequence[PersonLine], roles: Mapping[str, HouseholdRole]) -> None:
        """List these with their places."""
        while (item := self._grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._people, self._labels, self._boxes = list(people), [], {}
        for row, person in enumerate(people):
            label = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
            box = MemberBox(self._places)
            box.setObjectName(f"{self._name}_{row}")
            box.set_value(roles[person.id])
            box.activated.connect(lambda _index, id_=person.id: self._tell(id_))
            label.setBuddy(box)
            self._labels.append(label)
            self._boxes[person.id] = box
            self._grid.addWidget(label, row, 0)
            self._grid.addWidget(box, row, 1)
            label.show()  # at once, so that the dialog knows how much room they need
            box.show()
        self.retranslate()

    def set_roles(self, roles: Mapping[str, HouseholdRole]) -> None:
        """Choose places without telling."""
        for resident_id, role in roles.items():
            self._boxes[resident_id].set_value(role)

    def roles(self) -> dict[str, HouseholdRole]:
        """What is chosen, by resident."""
        return {
            resident_id: role
            for resident_id, box in self._boxes.items()
            if isinstance(role := box.value(), HouseholdRole)
        }

    def focus_first(self) -> None:
        """The keys go to the first box."""
        for box in list(self._boxes.values())[:1]:
            box.setFocus()

    def retranslate(self) -> None:
        """Write everything in the current language."""
        for person, label in zip(self._people, self._labels, strict=True):
            label.setText(name_and_age(person))
            self._boxes[person.id].setAccessibleName(name_and_age(person))

    def _tell(self, resident_id: str) -> None:
        self.chosen.emit(resident_id, self._boxes[resident_id].value())

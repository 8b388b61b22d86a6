"""Who was there, each with a part."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.models.incidents import IncidentPart
from desktop.services.words import word
from desktop.views import theme
from desktop.views.icons import icon
from desktop.views.incidents.unfinished import Involved
from desktop.views.widgets.elided_label import ElidedLabel


class PeopleParts(QWidget):
    """A chip for each person: name, part to choose, and a button to take them out."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips: list[_PersonChip] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.SPACE_4)
        self.hide()

    def people(self) -> tuple[Involved, ...]:
        """Who is in it, with the parts chosen."""
        return tuple(chip.person() for chip in self._chips)

    def set_people(self, people: Sequence[Involved]) -> None:
        """Show exactly these, without telling."""
        for chip in self._chips:
            chip.hide()
            chip.deleteLater()
        self._chips = []
        for person in people:
            self._show(person)
        self.setVisible(bool(self._chips))

    def add(self, person: Involved) -> None:
        """Take somebody in; who is in already stays as they are."""
        if all(chip.person().resident_id != person.resident_id for chip in self._chips):
            self._show(person)
            self.setVisible(True)
            self.changed.emit()

    def _show(self, person: Involved) -> None:
        chip = _PersonChip(person)
        chip.part.activated.connect(self.changed)
        chip.remove.clicked.connect(lambda: self._take_out(chip))
        self._chips.append(chip)
        self._column.addWidget(chip)

    def _take_out(self, chip: "_PersonChip") -> None:
        self._chips.remove(chip)
        chip.hide()
        chip.deleteLater()
        self.setVisible(bool(self._chips))
        self.changed.emit()


class _PersonChip(QFrame):
    def __init__(self, person: Involved) -> None:
        super().__init__()
        self._person = person
        theme.mark(self, role="chip")
        self._name = ElidedLabel("strong")
        self.part = QComboBox()
        self.part.setObjectName("incident_part")
        for part in IncidentPart:
            self.part.addItem("", part.value)
        self.part.setCurrentIndex(list(IncidentPart).index(person.part))
        self.remove = QPushButton(icon("close"), "")
        self.remove.setObjectName("incident_person_remove")
        theme.mark(self.remove, role="icon")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_12, 2, theme.SPACE_4, 2)
        row.setSpacing(theme.SPACE_8)
        row.addWidget(self._name, 1)
        row.addWidget(self.part)
        row.addWidget(self.remove)
        self.retranslate()

    def person(self) -> Involved:
        return replace(self._person, part=list(IncidentPart)[self.part.currentIndex()])

    def retranslate(self) -> None:
        person = self._person
        self._name.setText(" · ".join(filter(None, [person.shown_name, person.place])))
        for number, part in enumerate(IncidentPart):
            self.part.setItemText(number, word(part))
        self.part.setAccessibleName(_("Part of {person}").format(person=person.shown_name))
        remove = _("Take {person} out").format(person=person.shown_name)
        self.remove.setToolTip(remove)
        self.remove.setAccessibleName(remove)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

"""The faces of those of whom a photo is wanted."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.services.people import PersonLine
from desktop.views import theme
from desktop.views.photos.photo_button import PhotoButton
from desktop.views.widgets.flow_layout import FlowLayout


class Faces(QWidget):
    """One a person, to be pressed for a photo, dropped on, or pasted into; the name below."""

    pressed = Signal(str)
    """The id of a resident."""
    brought = Signal(str, QMimeData)
    """Whose photo was dropped or pasted, and what; valid only while the signal is handled."""
    button_made = Signal(object)
    """A button for somebody new, so that the page can say who may press it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._people: tuple[PersonLine, ...] = ()
        self._photos: Mapping[str, QPixmap] = {}
        self._buttons: dict[str, PhotoButton] = {}
        self._names: dict[str, QLabel] = {}
        self._how = QLabel(wordWrap=True)
        theme.mark(self._how, role="quiet")
        row = QWidget()
        self._row = FlowLayout(row, theme.SPACE_12)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_8)
        column.addWidget(self._how)
        column.addWidget(row)

    def show_people(self, people: Sequence[PersonLine]) -> None:
        """Show these, and nobody else."""
        if [person.id for person in people] != list(self._buttons):
            self._clear()
            for number, person in enumerate(people):
                self._add(number, person.id)
        self._people = tuple(people)
        self.retranslate()

    def show_photos(self, photos: Mapping[str, QPixmap]) -> None:
        """Their photos, by id."""
        self._photos = photos
        self.retranslate()

    def focused(self) -> str:
        """Whose face has the focus, or gets it back when a dialog closes: an id, or ``""``."""
        focused = self.window().focusWidget()
        return next((id_ for id_, button in self._buttons.items() if button is focused), "")

    def focus_on(self, resident_id: str) -> bool:
        """Puts the focus on a face; whether it can be pressed."""
        button = self._buttons.get(resident_id)
        if button is None or not button.isEnabled():
            return False
        button.setFocus()
        return True

    def retranslate(self) -> None:
        """Set every text."""
        self._how.setText(
            _("Press a face to add a photo. A picture can also be dropped or pasted there.")
        )
        for person in self._people:
            button = self._buttons[person.id]
            button.show_person(person.name, self._photos.get(person.id), masked=person.masked)
            button.setAccessibleDescription(person.name)
            self._names[person.id].setText(person.given_names or person.name)

    def _add(self, number: int, resident_id: str) -> None:
        button = PhotoButton(72)
        button.setObjectName(f"photo_face_{number}")
        button.clicked.connect(lambda: self.pressed.emit(resident_id))
        button.brought.connect(lambda mime: self.brought.emit(resident_id, mime))
        name = QLabel(textFormat=Qt.TextFormat.PlainText)
        theme.mark(name, role="quiet")
        face = QWidget()
        column = QVBoxLayout(face)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_4)
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(name, 0, Qt.AlignmentFlag.AlignHCenter)
        self._row.addWidget(face)
        self._buttons[resident_id], self._names[resident_id] = button, name
        self.button_made.emit(button)

    def _clear(self) -> None:
        while (item := self._row.takeAt(0)) is not None:
            if (face := item.widget()) is not None:
                face.hide()
                face.deleteLater()
        self._buttons, self._names = {}, {}

"""A photo of everybody, or that somebody does not wish one."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.models.residents import FurtherStepKind
from desktop.views.check_in.faces import Faces
from desktop.views.flow.household_step import HouseholdStep


class PhotoStep(HouseholdStep):
    """Tells of whom a photo was taken: only of those who have one now. A press on one of
    ``faces`` takes it."""

    declined = Signal(object)
    """The list of ids of those who do not wish a photo."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(FurtherStepKind.PHOTO, parent)
        self.main_button.setObjectName("photo_taken")
        other = self.add_other("photo_declined")
        self._photos: Mapping[str, QPixmap] = {}
        self.faces = Faces()
        self.body.addWidget(self.faces)
        self.add_checks()
        self.body.addStretch(1)
        other.clicked.connect(self._decline)

    def show_photos(self, photos: Mapping[str, QPixmap]) -> None:
        """Photos of the household, by id. From a face that has just got its photo the focus goes
        on to the next."""
        focused = self.faces.focused()
        goes_on = focused in photos and focused not in self._photos
        self._photos = photos
        self.faces.show_photos(photos)
        self._enable()
        if goes_on:
            self.focus_first()

    def act(self) -> None:
        if taken := self._chosen(with_photo=True):
            self.done.emit(taken)

    def focus_first(self) -> None:
        if not any(self.faces.focus_on(id_) for id_ in self._chosen(with_photo=False)):
            super().focus_first()

    def retranslate(self) -> None:
        self.write(
            _("Photo"),
            _("A photo helps colleagues to know people again. Nobody has to have one taken."),
            _("Photo taken"),
            _("Doesn't wish one"),
        )
        self.faces.show_people([member.person for member in self._members])
        self.write_who(_("Photo of"))

    def _chosen(self, *, with_photo: bool) -> list[str]:
        return [id_ for id_ in self.checks.chosen() if (id_ in self._photos) is with_photo]

    def _decline(self) -> None:
        if chosen := self._chosen(with_photo=False):
            self.declined.emit(chosen)

    def _enable(self) -> None:
        self.main_button.setEnabled(bool(self._chosen(with_photo=True)))
        if self.other_button is not None:
            self.other_button.setEnabled(bool(self._chosen(with_photo=False)))

"""What a person does with the photo of a resident: the dialog, and what it saves."""

from collections.abc import Callable

from PySide6.QtCore import QMimeData
from shiboken6 import isValid

from desktop.errors import AppError
from desktop.i18n import _
from desktop.services.people import PersonLine
from desktop.services.photos import Photos, TakenAway
from desktop.views.page import Kind, Page
from desktop.views.photos.photo_dialog import PhotoDialog
from desktop.views.photos.portraits import photo_of


class PhotoActions:
    """Works for one page, on whose behalf it opens the dialog and saves."""

    def __init__(self, page: Page, photos: Photos) -> None:
        self._page = page
        self._photos = photos

    def open(self, person: PersonLine, photo: str, brought: QMimeData | None = None) -> None:
        """Shows the photo, and what was ``brought`` in its place."""
        dialog = PhotoDialog(person.name, photo_of(photo), self._page)
        dialog.confirmed.connect(lambda: self._take(dialog, person))
        dialog.removal_clicked.connect(lambda: self._remove(dialog, person))
        dialog.open()
        if brought is not None:
            dialog.take(brought)

    def _take(self, dialog: PhotoDialog, person: PersonLine) -> None:
        image = dialog.image()

        def taken(photo_id: str) -> None:
            self._close(dialog)
            self._page.announce(
                lambda: _("The photo of {name} is saved.").format(name=person.name),
                Kind.GOOD,
                lambda: _("Undo"),
                lambda: self._go_back(lambda: self._photos.undo(photo_id)),
            )

        self._page.run(
            lambda: self._photos.take(person.id, image),
            taken,
            lambda error: self._refused(dialog, error),
        )

    def _remove(self, dialog: PhotoDialog, person: PersonLine) -> None:
        def removed(photo: TakenAway) -> None:
            self._close(dialog)
            self._page.announce(
                lambda: _("The photo of {name} is removed.").format(name=person.name),
                Kind.GOOD,
                lambda: _("Undo"),
                lambda: self._go_back(lambda: self._photos.put_back(photo)),
            )

        self._page.run(
            lambda: self._photos.remove(person.id),
            removed,
            lambda error: self._refused(dialog, error),
        )

    def _go_back(self, undo: Callable[[], None]) -> None:
        self._page.run(undo, self._changed)

    def _close(self, dialog: PhotoDialog) -> None:
        if isValid(dialog):
            dialog.accept()
        self._changed(None)

    def _changed(self, _nothing: None) -> None:
        self._page.mark_stale()

    def _refused(self, dialog: PhotoDialog, error: AppError) -> None:
        if isValid(dialog):
            dialog.refuse(error)

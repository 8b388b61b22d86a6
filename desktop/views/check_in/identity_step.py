"""The papers are seen and written down."""

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.models.residents import StepKind
from desktop.services.check_in import MemberCheckIn
from desktop.views.flow.step_panel import StepPanel
from desktop.views.residents.details_fields import Draft
from desktop.views.residents.details_form import DetailsForm
from desktop.views.widgets.avatar import Avatar
from desktop.views.widgets.scroll_column import ScrollColumn


class IdentityStep(StepPanel):
    """The details as they are expected, to be compared with the passport."""

    confirmed = Signal(object)
    """The ``Details`` that the papers say."""

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(StepKind.IDENTITY, parent)
        self.main_button.setObjectName("identity_confirm")
        self._current: MemberCheckIn | None = None
        self._drafts: dict[str, Draft] = {}
        self.form = DetailsForm(today)
        self.form.setObjectName("identity_form")
        self._photos: Mapping[str, QPixmap] = {}
        self._photo = Avatar(72)
        self._photo.setObjectName("identity_photo")
        self._photo.hide()
        scroll = ScrollColumn()
        scroll.body.addWidget(self._photo)
        scroll.body.addWidget(self.form)
        self.body.addWidget(scroll, 1)

    def show_member(self, current: MemberCheckIn) -> None:
        before = self._current
        same = before is not None and before.person.id == current.person.id
        if before is not None and not same and self.form.is_edited():
            self._drafts[before.person.id] = self.form.draft()
        typing = same and self.form.is_edited()
        self._current = current
        if not typing:
            self.form.show_details(current.details)
            if (draft := self._drafts.pop(current.person.id, None)) is not None:
                self.form.restore(draft)
        self.retranslate()

    def show_photos(self, photos: Mapping[str, QPixmap]) -> None:
        """Photos of the household, by id: the face is compared with the passport's."""
        self._photos = photos
        self._show_photo()

    def act(self) -> None:
        details = self.form.accept_or_point_out()
        if details is not None:
            self.confirmed.emit(details)

    def kept(self, resident_id: str) -> None:
        """What was typed for this resident is saved now."""
        self._drafts.pop(resident_id, None)
        if self._current is not None and self._current.person.id == resident_id:
            self._current = None

    def take_up(self, resident_id: str, draft: Draft) -> None:
        """What was typed for this resident before the program ended."""
        current = self._current
        if current is not None and current.person.id == resident_id and not self.form.is_edited():
            self.form.restore(draft)

    def forget(self) -> None:
        self._drafts.clear()
        self._current = None

    def focus_first(self) -> None:
        self.form.focus_first()

    def _show_photo(self) -> None:
        person = self._current.person if self._current else None
        photo = self._photos.get(person.id) if person else None
        self._photo.setVisible(photo is not None)
        if person is not None:
            self._photo.set_person(person.name, photo, masked=person.masked)

    def retranslate(self) -> None:
        self._show_photo()
        name = self._current.person.name if self._current else ""
        closed = self._current is not None and self._current.person.masked
        self.form.setVisible(not closed)
        self.main_button.setEnabled(not closed)
        self.write(
            _("Identity: {name}").format(name=name),
            _("This file is protected. Please open it with a reason first.")
            if closed
            else _("Compare with the passport, correct what differs, then confirm."),
            _("Confirm identity"),
        )

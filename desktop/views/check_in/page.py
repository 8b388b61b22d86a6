"""A household's check-in, guided from step to step."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import ClassVar

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.models.residents import CHECK_IN, Language, StepKind
from desktop.services.check_in import CheckIns, MemberCheckIn
from desktop.services.days import day_of
from desktop.services.details import Details
from desktop.services.details_drafts import DetailsDrafts
from desktop.services.family_beds import FamilyBeds, GivenBed
from desktop.services.house_rules import house_rules
from desktop.services.kits import Kits
from desktop.services.photos import Photos
from desktop.services.rooms import BedChoice, Rooms
from desktop.views.check_in.flow_view import FlowView
from desktop.views.check_in.start_view import StartView
from desktop.views.flow.frame import FlowFrame
from desktop.views.flow.page import FlowPage
from desktop.views.page import PageContext
from desktop.views.photos.actions import PhotoActions
from desktop.views.residents.keeping import DraftKeeping

_EACH: frozenset[StrEnum] = frozenset({StepKind.IDENTITY})


class CheckInPage(FlowPage):
    """The papers are seen one by one; every other step is done once for the household."""

    listens_to: ClassVar[frozenset[str]] = frozenset(
        {
            *("resident", "check_in_step", "further_step", "support_need", "conflict_pair"),
            *("stay", "bed", "room", "kit_handout", "kit_type", "stock_movement"),
            *("meal_entitlement", "check_out", "photo"),
        }
    )
    kinds = CHECK_IN
    each = _EACH

    def __init__(
        self,
        context: PageContext,
        check_ins: CheckIns,
        rooms: Rooms,
        kits: Kits,
        family_beds: FamilyBeds,
        *,
        photos: Photos,
        drafts: DetailsDrafts | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        parent: QWidget | None = None,
    ) -> None:
        self._check_ins = check_ins
        self._rooms = rooms
        self._kits = kits
        self._family_beds = family_beds
        self._photos = photos
        self._photo_actions = PhotoActions(self, photos)
        self._images: Mapping[str, str] = {}
        """The photos of the household, by id: JPEGs in base64."""
        self._drafts = drafts
        super().__init__(context, clock, parent)

    def title(self) -> str:
        return _("Check-in")

    def read_household(self, resident_id: str) -> Sequence[MemberCheckIn]:
        return self._check_ins.household(resident_id)

    def make_flow(self) -> FlowFrame:
        self.setObjectName("check_in_page")
        self._view = FlowView(self._clock, _EACH)
        self._keeping = DraftKeeping(self, self._drafts) if self._drafts is not None else None
        return self._view

    def make_start(self) -> QWidget:
        self._start_view = StartView()
        return self._start_view

    def refresh_start(self) -> None:
        self.run_latest(
            "start",
            lambda: (self._check_ins.arriving_today(), self._check_ins.unfinished()),
            lambda lists: self._start_view.show_lists(day_of(self._clock()), *lists),
        )

    def retranslate(self) -> None:
        self._start_view.retranslate()
        self._view.retranslate()
        if self._members:
            # The names of kits are kept in three languages and fetched in one.
            self.mark_stale()

    def keep_now(self) -> None:
        if self._keeping is not None:
            self._keeping.keep_now()

    def _connect(self) -> None:
        super()._connect()
        go, flow, check_ins = self.context.go, self._view, self._check_ins
        save = self._save
        self.offer("hand_out_kit", flow.kit.main_button)
        self.offer("undo_step", flow.step_done.undo_button)
        for panel in flow.panels.values():
            if panel is not flow.kit:
                self.offer("check_in", panel.main_button)
        self.offer("check_in", flow.photo.other_button or flow.photo.main_button)
        self._start_view.person_chosen.connect(lambda resident: go("check_in", resident))
        flow.step_done.undo_clicked.connect(self._undo)
        if self._keeping is not None:
            flow.identity.form.edited.connect(self._keeping.typed)
        flow.identity.confirmed.connect(self._confirm_identity)
        flow.photo.faces.button_made.connect(lambda button: self.offer("photograph", button))
        flow.photo.faces.pressed.connect(self._open_photo)
        flow.photo.faces.brought.connect(self._open_photo)
        flow.photo.done.connect(lambda ids: save(lambda: check_ins.take_photos(ids)))
        flow.photo.declined.connect(
            lambda ids: save(lambda: check_ins.take_photos(ids, declined=True))
        )
        flow.bed.wanted.connect(self._fetch_beds)
        flow.bed.chosen.connect(lambda beds: save(lambda: check_ins.assign_beds(beds)))
        flow.bed.rooms_clicked.connect(lambda: go("rooms", None))
        flow.lease.done.connect(lambda ids: save(lambda: check_ins.sign_lease(ids)))
        flow.rules.wanted.connect(self._fetch_rules)
        flow.rules.explained.connect(
            lambda ids, language: save(lambda: check_ins.explain_rules(ids, language))
        )
        flow.key.noted.connect(
            lambda ids, note: save(
                lambda: check_ins.hand_over_key(ids, note), lambda _none: flow.key.saved()
            )
        )
        flow.kit.wanted.connect(self._fetch_kits)
        flow.kit.handed_out.connect(lambda given: save(lambda: self._kits.hand_out_to_all(given)))
        flow.meals.done.connect(lambda ids: save(lambda: check_ins.start_meals(ids)))
        flow.ticket.noted.connect(
            lambda ids, note: save(
                lambda: check_ins.hand_over_ticket(ids, note), lambda _none: flow.ticket.saved()
            )
        )
        flow.privacy.given.connect(
            lambda ids, language: save(lambda: check_ins.give_privacy_notice(ids, language))
        )

    def _undo(self) -> None:
        kind = next((kind for kind in CHECK_IN if self._at and kind is self._at.kind), None)
        if kind is not None:
            ids = self._together()
            self._save(lambda: self._check_ins.undo_step(ids, kind))

    def _confirm_identity(self, details: Details) -> None:
        if self._at is None:
            return
        resident, drafts = self._at.resident_id, self._drafts

        def confirm() -> None:
            self._check_ins.confirm_identity(resident, details)
            if drafts is not None:
                drafts.drop(resident)

        if self._keeping is not None:
            self._keeping.stop()
        self._save(confirm, lambda _none: self._view.identity.kept(resident))

    def _open_photo(self, resident: str, brought: QMimeData | None = None) -> None:
        member = self._member(resident)
        if member is not None and not member.person.masked:
            self._photo_actions.open(member.person, self._images.get(resident, ""), brought)

    def _fetch_beds(self, residents: Sequence[str]) -> None:
        step_free = self._view.bed.step_free.isChecked()

        def work() -> tuple[Sequence[BedChoice], Mapping[str, Sequence[GivenBed]]]:
            choices = self._rooms.choices(residents[0], step_free=step_free)
            plans = self._family_beds.plans(residents) if len(residents) > 1 else {}
            return choices, plans

        self.run_latest(
            "beds", work, lambda found: self._view.bed.show_choices(residents[0], *found)
        )

    def _fetch_rules(self, language: Language) -> None:
        self.run_latest(
            "rules",
            lambda: house_rules(language),
            lambda chapters: self._view.rules.show_rules(language, chapters),
        )

    def _fetch_kits(self, residents: Sequence[str]) -> None:
        self.run_latest(
            "kits",
            lambda: {resident: self._kits.suggested(resident) for resident in residents},
            self._view.kit.show_kits,
        )

    def _show(self, members: Sequence[MemberCheckIn]) -> None:
        super()._show(members)
        ids = [member.person.id for member in self._members]
        if ids:
            self.run_latest("photos", lambda: self._photos.of(ids), self._show_photos)

    def _show_photos(self, images: Mapping[str, str]) -> None:
        self._images = images
        self._view.show_photos(images)

    def _show_step(self, *, focus: bool) -> None:
        self.keep_now()
        super()._show_step(focus=focus)
        if self._at is not None and self._at.kind is StepKind.IDENTITY:
            self._take_up(self._at.resident_id)

    def _take_up(self, resident: str) -> None:
        """What was typed about a member before and not confirmed, once for each."""
        keeping, drafts, step = self._keeping, self._drafts, self._view.identity
        if keeping is None or drafts is None or keeping.about == resident:
            return
        keeping.begin(resident, step.form)
        self.run(lambda: drafts.load(resident), lambda draft: step.take_up(resident, draft or {}))

"""A household's check-in, guided from step to step."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.errors import AppError
from desktop.i18n import _
from desktop.models.residents import Language, StepKind
from desktop.services.check_in import CheckIns, MemberCheckIn, house_rules
from desktop.services.details import Details
from desktop.services.details_drafts import DetailsDrafts
from desktop.services.kits import Kits
from desktop.services.photos import Photos
from desktop.services.rooms import Rooms
from desktop.views import theme
from desktop.views.check_in.flow import At, next_missing, put_off_with
from desktop.views.check_in.flow_view import FlowView
from desktop.views.page import Page, PageContext
from desktop.views.residents.keeping import DraftKeeping
from desktop.views.widgets.empty_state import EmptyState
from desktop.views.widgets.press_focused import ENTER, press_focused


class CheckInPage(Page):
    """``open`` takes a resident's id, or (id, ``StepKind``) to begin at a step.

    Each step is saved by itself, so the page can be left at any point and opened again.
    """

    listens_to = frozenset(
        {
            "resident",
            "photo",
            "check_in_step",
            "support_need",
            "conflict_pair",
            "stay",
            "bed",
            "room",
            "kit_handout",
            "kit_type",
            "stock_movement",
            "meal_entitlement",
        }
    )

    def __init__(
        self,
        context: PageContext,
        check_ins: CheckIns,
        rooms: Rooms,
        kits: Kits,
        *,
        photos: Photos | None = None,
        drafts: DetailsDrafts | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        parent: QWidget | None = None,
    ) -> None:
        self._check_ins = check_ins
        self._rooms = rooms
        self._kits = kits
        self._photos = photos
        self._drafts = drafts
        self._clock = clock
        self._members: tuple[MemberCheckIn, ...] = ()
        self._resident_id: str | None = None
        self._at: At | None = None
        self._begin: At | None = None
        self._put_off: set[At] = set()
        self._saving = False
        super().__init__(context, parent)

    def title(self) -> str:
        return _("Check-in")

    def open(self, argument: object | None) -> None:
        resident, kind = argument if isinstance(argument, tuple) else (argument, None)
        self._resident_id = resident if isinstance(resident, str) else None
        self._put_off.clear()
        self._at = self._begin = None
        if self._resident_id is None:
            self._members = ()
            self._views.setCurrentWidget(self._nobody)
        elif kind is not None:
            self._at = At(self._resident_id, StepKind(kind))
        else:
            self._begin = At(self._resident_id, StepKind.IDENTITY)

    def refresh(self) -> None:
        if (resident := self._resident_id) is not None:
            self.run_latest("household", lambda: self._check_ins.household(resident), self._show)

    def retranslate(self) -> None:
        self._nobody.set_texts(
            _("No check-in is open. Today lists who arrives and what check-ins miss."),
            _("To Today"),
        )
        self._flow.retranslate()
        if self._members:
            # The names of kits are kept in three languages and fetched in one.
            self.mark_stale()

    def keep_now(self) -> None:
        if self._keeping is not None:
            self._keeping.keep_now()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does the step's main action, from wherever the focus is."""
        if press_focused(event, self):
            return
        button = self._flow.main_button() if self._members else None
        if event.key() in ENTER and button is not None:
            button.click()
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        self.setObjectName("check_in_page")
        self._flow = FlowView(self._clock)
        self._keeping = DraftKeeping(self, self._drafts) if self._drafts is not None else None
        self._nobody = EmptyState("check_in")
        self._views = QStackedWidget()
        self._views.addWidget(self._nobody)
        self._views.addWidget(self._flow)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_24, theme.SPACE_16, theme.SPACE_24, theme.SPACE_16)
        column.addWidget(self._views)

    def _connect(self) -> None:
        go, flow, check_ins = self.context.go, self._flow, self._check_ins
        if self._keeping is not None:
            flow.identity.form.edited.connect(self._keeping.typed)
        self.offer("hand_out_kit", flow.kit.main_button)
        for step in (flow.identity, flow.bed, flow.lease, flow.rules, flow.meals):
            self.offer("check_in", step.main_button)
        self._nobody.action_clicked.connect(lambda: go("today", None))
        flow.members.member_chosen.connect(self._choose_member)
        flow.step_list.step_chosen.connect(self._choose_step)
        flow.later_clicked.connect(self._put_off_step)
        flow.step_done.next_clicked.connect(self._move_on)
        flow.done.file_clicked.connect(lambda: go("residents", self._resident_id))
        flow.done.today_clicked.connect(lambda: go("today", None))
        flow.identity.confirmed.connect(self._confirm_identity)
        flow.bed.wanted.connect(self._fetch_beds)
        flow.bed.chosen.connect(self._assign_bed)
        flow.bed.rooms_clicked.connect(lambda: go("rooms", None))
        flow.lease.done.connect(lambda ids: self._save(lambda: check_ins.sign_lease(ids)))
        flow.rules.wanted.connect(self._fetch_rules)
        flow.rules.explained.connect(
            lambda ids, language: self._save(lambda: check_ins.explain_rules(ids, language))
        )
        flow.kit.wanted.connect(self._fetch_kits)
        flow.kit.handed_out.connect(self._hand_out)
        flow.meals.done.connect(lambda ids: self._save(lambda: check_ins.start_meals(ids)))

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
        self._save(confirm, lambda: self._flow.identity.kept(resident))

    def _assign_bed(self, bed_id: str) -> None:
        if self._at is not None:
            resident = self._at.resident_id
            self._save(lambda: self._check_ins.assign_bed(resident, bed_id))

    def _hand_out(self, kit_type_ids: Sequence[str]) -> None:
        if self._at is not None:
            resident = self._at.resident_id
            self._save(lambda: self._kits.hand_out(resident, kit_type_ids))

    def _save(self, work: Callable[[], object], saved: Callable[[], None] | None = None) -> None:
        """Save a step, then go on to the next one that is missing."""
        resident = self._resident_id
        if self._saving or resident is None:
            return
        self._saving = True

        def work_and_look() -> tuple[MemberCheckIn, ...]:
            work()
            return self._check_ins.household(resident)

        def then(members: tuple[MemberCheckIn, ...]) -> None:
            self._saving = False
            if saved is not None:
                saved()
            if resident == self._resident_id:
                self._begin = self._at
                self._show(members)

        self.run(work_and_look, then)

    def _failed(self, error: Exception, failed: Callable[[AppError], None] | None) -> None:
        was_saving, self._saving = self._saving, False
        super()._failed(error, failed)
        if was_saving:
            # What was refused may have changed at another desk: a bed that was taken, say.
            self.mark_stale()

    def _fetch_beds(self, resident: str) -> None:
        self.run_latest(
            "beds",
            lambda: self._rooms.choices(resident),
            lambda choices: self._flow.bed.show_choices(resident, choices),
        )

    def _fetch_rules(self, language: Language) -> None:
        self.run_latest(
            "rules",
            lambda: house_rules(language),
            lambda chapters: self._flow.rules.show_rules(language, chapters),
        )

    def _fetch_kits(self, resident: str) -> None:
        self.run_latest(
            "kits",
            lambda: self._kits.suggested(resident),
            lambda shelves: self._flow.kit.show_kits(resident, shelves),
        )

    def _show(self, members: tuple[MemberCheckIn, ...]) -> None:
        if self._resident_id not in {member.person.id for member in members}:
            return
        self._members = members
        self._flow.show_household(members)
        self._fetch_photos(members)
        self._views.setCurrentWidget(self._flow)
        begin, self._begin = self._begin, None
        if begin is not None:
            self._at = next_missing(members, begin, self._put_off)
        self._show_step(focus=begin is not None)

    def _fetch_photos(self, members: tuple[MemberCheckIn, ...]) -> None:
        if (photos := self._photos) is not None:
            ids = [member.person.id for member in members]
            self.run_latest("photos", lambda: photos.of(ids), self._flow.show_photos)

    def _show_step(self, *, focus: bool) -> None:
        current = self._member(self._at.resident_id if self._at else self._resident_id)
        if current is None:
            return
        self.keep_now()
        self._flow.show_step(current, self._at, focus=focus)
        if self._at is not None and self._at.kind is StepKind.IDENTITY:
            self._take_up(current.person.id)

    def _take_up(self, resident: str) -> None:
        """What was typed about a member before and not confirmed, once for each."""
        keeping, drafts, step = self._keeping, self._drafts, self._flow.identity
        if keeping is None or drafts is None or keeping.about == resident:
            return
        keeping.begin(resident, step.form)
        self.run(lambda: drafts.load(resident), lambda draft: step.take_up(resident, draft or {}))

    def _choose_member(self, resident: str) -> None:
        member = self._member(resident)
        if member is None:
            return
        kind = self._at.kind if self._at else StepKind.IDENTITY
        if kind not in member.missing and member.missing:
            kind = member.missing[0]
        self._go(At(resident, kind))

    def _choose_step(self, kind: StepKind) -> None:
        resident = self._at.resident_id if self._at else self._resident_id
        if resident is not None:
            self._go(At(resident, kind))

    def _go(self, at: At) -> None:
        self._put_off.discard(at)
        self._at = at
        self._show_step(focus=True)

    def _put_off_step(self) -> None:
        if self._at is not None:
            self._put_off |= put_off_with(self._members, self._at)
            self._move_on()

    def _move_on(self) -> None:
        if self._at is not None:
            self._at = next_missing(self._members, self._at, self._put_off)
            self._show_step(focus=True)

    def _member(self, resident: str | None) -> MemberCheckIn | None:
        return next((m for m in self._members if m.person.id == resident), None)

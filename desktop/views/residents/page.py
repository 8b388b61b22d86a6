"""Everybody at the site, and the file of one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.models.local import OUTBOX
from desktop.models.residents import ResidentStatus, StepKind
from desktop.services.check_in import CheckIns
from desktop.services.check_in_steps import CheckInKind
from desktop.services.days import day_of
from desktop.services.duplicates.candidates import RecordsOfPerson
from desktop.services.extracts import Extract, Extracts
from desktop.services.household_lines import HouseholdFile, Member
from desktop.services.marks import NO_MARK, Mark, Marks
from desktop.services.people import HERE, PersonLine
from desktop.services.photos import Photos
from desktop.services.residents import NOT_COME, Presence, ResidentFile, Residents
from desktop.services.returns import Returns
from desktop.services.search import Search
from desktop.views.documents.extract import extract_paper, file_name
from desktop.views.documents.saving import choose_where
from desktop.views.duplicates.actions import RecordActions, RecordServices
from desktop.views.households.actions import HouseholdActions, HouseholdServices
from desktop.views.page import Kind, Page, PageContext
from desktop.views.photos.actions import PhotoActions
from desktop.views.residents.cards.actions import CardActions
from desktop.views.residents.cards.contents import CardContents, CardServices
from desktop.views.residents.confidential.actions import ConfidentialActions, ConfidentialServices
from desktop.views.residents.confidential.card import Confided
from desktop.views.residents.editing import Editing, EditingServices
from desktop.views.residents.file_view import FileView
from desktop.views.residents.list_view import ListView
from desktop.views.residents.returning import Returning
from desktop.views.widgets.press_focused import press_focused

_MOST = 500
"""How many answers of a search are listed."""


_ACTIONS = {
    "check_in": "check_in",
    "receive_again": "check_in",
    "check_out": "check_out",
    "serve": "serve_meal",
    "kit": "hand_out_kit",
    "incident": "log_incident",
    "edit": "change_resident",
    "seen": "note_contact",
    "here_again": "change_resident",
}
"""What the buttons of a file lead to, as ``models.roles`` names it."""

_HOUSEHOLD_ACTIONS = {
    "join": "change_household",
    "split": "change_household",
    "places": "change_household",
    "describe": "change_household",
    "move_beds": "move_household",
    "move_site": "move_across",
}
"""The same for the household card."""


@dataclass(frozen=True)
class _Opened:
    file: ResidentFile
    missing: tuple[CheckInKind, ...]
    serves_meals: bool
    mark: Mark
    confided: Confided | None
    unsaved: bool
    household: HouseholdFile | None
    cards: CardContents | None
    records: RecordsOfPerson


class ResidentsPage(Page):
    """``open`` takes a resident's id for the file, None for the list."""

    listens_to = frozenset(
        {
            "resident",
            "household",
            "guardian",
            "check_in_step",
            "further_step",
            "check_out",
            "stay",
            "bed",
            "room",
            "meal_entitlement",
            "meal_serving",
            "kit_handout",
            "incident",
            "incident_person",
            "photo",
            "support_need",
            "conflict_pair",
            "pet",
            "absence",
            "appointment",
            "referral",
            "child_concern",
            "site",
            "merge_record",
            "not_same",
            "conflict",
            OUTBOX,
        }
    )

    def __init__(
        self,
        context: PageContext,
        residents: Residents,
        search: Search,
        check_ins: CheckIns,
        marks: Marks,
        *,
        confidential: ConfidentialServices,
        editing: EditingServices,
        photos: Photos,
        households: HouseholdServices,
        records: RecordServices,
        extracts: Extracts | None = None,
        returns: Returns | None = None,
        cards: CardServices | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        parent: QWidget | None = None,
    ) -> None:
        self._residents = residents
        self._search = search
        self._check_ins = check_ins
        self._marks = marks
        self._extracts = extracts
        self._clock = clock
        self._resident_id: str | None = None
        self._opened: _Opened | None = None
        self._cards = CardActions(self, cards) if cards is not None else None
        self._confidential = ConfidentialActions(self, confidential, search)
        self._photos = PhotoActions(self, photos)
        self._edits = editing
        self._households = HouseholdActions(self, households, search)
        self._returning = Returning(self, returns) if returns else None
        self._records = RecordActions(self, records)
        super().__init__(context, parent)

    def title(self) -> str:
        if self._resident_id is not None and self._opened is not None:
            return self._opened.file.person.name
        return _("Residents")

    def open(self, argument: object | None) -> None:
        self._resident_id = argument if isinstance(argument, str) else None
        if self._opened is None or self._opened.file.person.id != self._resident_id:
            self._opened = None
            self._file.hide()
        self._views.setCurrentIndex(0 if self._resident_id is None else 1)

    def refresh(self) -> None:
        if self._resident_id is None:
            self._fetch_list()
        else:
            self._fetch_file(self._resident_id)

    def keep_now(self) -> None:
        self._editing.keep_now()

    def back(self) -> bool:
        """The file was opened by ``go``, so the shell's way back leads to what was before."""
        return False

    def retranslate(self) -> None:
        self._list.retranslate()
        self._file.retranslate()
        if self._opened is not None:
            # The names of kits in the story are fetched in one language.
            self.mark_stale()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press_focused(event, self):
            super().keyPressEvent(event)

    def _build(self) -> None:
        self.setObjectName("residents_page")
        self._editing = Editing(
            self, self._residents, self._edits, lambda: day_of(self._clock()), self._receive
        )
        self._list = ListView()
        makes_extracts = self._extracts is not None and self._extracts.may_make()
        self._file = FileView(self._clock, makes_extracts=makes_extracts)
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self._file)
        self._views = QStackedWidget()
        self._views.addWidget(self._list)
        self._views.addWidget(holder)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._views)

    def _connect(self) -> None:
        for name, action in _ACTIONS.items():
            self.offer(action, self._file.head.button(name))
        self.offer("register_resident", self._list.new_button)
        self.offer("photograph", self._file.head.photo)
        self._list.registration_clicked.connect(self._editing.register)
        self._file.head.photo.clicked.connect(lambda: self._show_photo(None))
        self._file.head.photo.brought.connect(self._show_photo)
        self._list.asked.connect(self._fetch_list)
        self._list.opened.connect(lambda resident: self.context.go("residents", resident))
        self._file.head.acted.connect(self._act)
        self._file.head.member_opened.connect(
            lambda resident: self.context.go("residents", resident)
        )
        self._file.closed.action_clicked.connect(lambda: self._act("open_protected"))
        card, actions = self._file.confidential, self._confidential
        card.add_need_asked.connect(lambda: self._about_person(actions.add_need))
        card.change_need_asked.connect(actions.change_need)
        card.end_need_asked.connect(actions.end_need)
        card.add_pair_asked.connect(lambda: self._about_person(actions.add_pair))
        card.end_pair_asked.connect(actions.end_pair)
        household = self._file.household
        for name, right in _HOUSEHOLD_ACTIONS.items():
            self.offer(right, household.button(name))
        household.acted.connect(self._act_on_household)
        household.guardian_asked.connect(self._name_guardian)
        household.guardian_end_asked.connect(self._households.end_guardian)
        if self._cards is not None:
            self._cards.connect_to(self._file.cards)
        records = self._file.records
        records.compare_asked.connect(self._compare)
        records.undo_asked.connect(
            lambda merged: self._about_person(lambda p: self._records.undo(merged, p.name))
        )
        records.take_back_asked.connect(self._records.take_back)
        self._file.open_card.step_opened.connect(
            lambda step: self.context.go("check_in", (self._resident_id, step))
        )
        self._file.open_card.leaving_opened.connect(
            lambda: self.context.go("check_out", self._resident_id)
        )

    def _fetch_list(self) -> None:
        text, statuses = self._list.text(), self._list.statuses()

        def work() -> tuple[list[PersonLine], int, Mapping[str, Mark]]:
            marks = self._marks.of_residents()
            if not text:
                return list(self._residents.list(*statuses)), 0, marks
            found = self._search.people(text, _MOST)
            listed = [line for line in found if line.status in statuses]
            return listed, len(found) - len(listed), marks

        self.run_latest("list", work, lambda answer: self._list.show_people(*answer))

    def _fetch_file(self, resident_id: str) -> None:
        def work() -> _Opened:
            file = self._residents.file(resident_id)
            member = self._check_ins.steps(resident_id)
            kinds = {*member.missing, *member.done}
            checks_in = {*HERE, ResidentStatus.EXPECTED, ResidentStatus.NO_SHOW}
            open_now = file.person.status in checks_in and not file.person.masked
            missing = member.missing if open_now else ()
            mark = self._marks.of_residents().get(file.person.id, NO_MARK)
            confided = self._confidential.confided(file.person)
            return _Opened(
                file,
                missing,
                serves_meals=StepKind.MEALS in kinds,
                mark=mark,
                confided=confided,
                unsaved=self._editing.draft(resident_id) is not None,
                household=self._households.household(file.person),
                cards=self._cards.contents(file.person) if self._cards is not None else None,
                records=self._records.records(file.person),
            )

        self.run_latest("file", work, lambda opened: self._show_file(resident_id, opened))

    def _show_file(self, asked_id: str, opened: _Opened) -> None:
        if asked_id != self._resident_id:
            return
        first = self._opened is None
        self._resident_id = opened.file.person.id  # the record asked for may have been merged
        self._opened = opened
        if first and opened.unsaved and not self._editing.is_open():
            self._tell_of_unsaved(opened.file)
        self._file.head.show_mark(opened.mark)
        self._file.head.offer_protection(offer=self._confidential.may_protect())
        self._file.show_file(opened.file, opened.missing, serves_meals=opened.serves_meals)
        self._file.confidential.show_confided(opened.confided)
        self._file.household.show_household(opened.household)
        self._file.cards.show(opened.cards)
        self._file.records.show_records(opened.records)
        self._file.order_tabs()
        self._file.show()

    def _compare(self, other_id: str) -> None:
        self._about_person(lambda person: self._records.compare(person.id, other_id))

    def _about_person(self, action: Callable[[PersonLine], None]) -> None:
        if self._opened is not None:
            action(self._opened.file.person)

    def _act_on_household(self, name: str) -> None:
        if self._opened is not None and self._opened.household is not None:
            self._households.act(name, self._opened.household)

    def _name_guardian(self, member: Member) -> None:
        if self._opened is not None and self._opened.household is not None:
            self._households.name_guardian(member, self._opened.household)

    def _act(self, name: str) -> None:
        resident = self._resident_id
        protecting = {
            "open_protected": self._confidential.open_file,
            "protect": self._confidential.protect,
            "unprotect": self._confidential.unprotect,
        }
        if name in protecting:
            self._about_person(protecting[name])
            return
        if name in ("check_in", "check_out"):
            self.context.go(name, resident)
        elif name == "receive_again":
            if self._returning is not None and resident is not None:
                self._returning.ask(resident)
        elif name == "serve":
            self.context.go("meals", resident)
        elif name == "kit":
            self.context.go("kits", resident)
        elif name == "needs_you":
            self.context.go("sync", None)
        elif name == "incident":
            self.context.go("incidents", ("new", resident))
        elif name == "extract":
            self._make_extract()
        elif name == "seen":
            self._about_person(self._note_seen)
        elif name == "here_again":
            self._about_person(self._receive_again)
        elif self._opened is not None:
            self._editing.edit(self._opened.file)

    def _make_extract(self) -> None:
        """The resident's extract of the access log, which only the store can give."""
        extracts, resident = self._extracts, self._resident_id
        if extracts is not None and resident is not None:
            self.run(lambda: extracts.make(resident), self._save_extract, worker="network")

    def _save_extract(self, extract: Extract) -> None:
        choose_where(
            self,
            extract_paper(extract),
            file_name(extract),
            lambda said, well: self.announce(said, Kind.GOOD if well else Kind.ATTENTION),
        )

    def _show_photo(self, brought: QMimeData | None) -> None:
        opened = self._opened
        if opened is not None and not opened.file.person.masked:
            self._photos.open(opened.file.person, opened.file.photo, brought)

    def _tell_of_unsaved(self, file: ResidentFile) -> None:
        self.announce(
            lambda: _("The changes to {name} were not saved.").format(name=file.person.name),
            Kind.INFO,
            lambda: _("Go on editing"),
            lambda: self._editing.edit(file),
        )

    def _note_seen(self, person: PersonLine) -> None:
        def seen(before: date | None) -> None:
            self._done(
                lambda: _("{name} was seen today.").format(name=person.name),
                lambda: self._residents.undo_seen(person.id, before),
            )

        self.run(lambda: self._residents.seen_today(person.id), seen)

    def _receive(self, person: PersonLine) -> None:
        """Somebody who was about to be written down anew is known: received again, or shown."""
        if person.status is ResidentStatus.MOVED_OUT and self._returning is not None:
            self._returning.ask(person.id)
            return
        if person.status in NOT_COME:
            self._receive_again(person)
        self.context.go("residents", person.id)

    def _receive_again(self, person: PersonLine) -> None:
        def here(before: Presence) -> None:
            self._done(
                lambda: _("{name} is here again. The check-in can begin.").format(name=person.name),
                lambda: self._residents.put_back(person.id, before),
            )

        self.run(lambda: self._residents.here_again(person.id), here)

    def _done(self, said: Callable[[], str], undo: Callable[[], None]) -> None:
        """Says what was done, with the way back."""

        def undo_it() -> None:
            self.run(undo, lambda _nothing: self.mark_stale())

        self.mark_stale()
        self.announce(
            said,
            Kind.GOOD,
            lambda: _("Undo"),
            undo_it,
        )

"""Sync: whether everything is in the central store, and what needs a person."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop.errors import AppError
from desktop.i18n import _
from desktop.models import SYNCED
from desktop.models.base import now
from desktop.models.local import OUTBOX
from desktop.services.needs import ContestedStay, Needs, OpenConflict, RefusedOp
from desktop.services.needs_you import NeedsYou
from desktop.services.protected_files import FileOpening
from desktop.services.sending import Outgoing, Sending
from desktop.sync.diagnostics import Diagnostics
from desktop.sync.engine import EngineState
from desktop.views import theme
from desktop.views.page import Kind, Page, PageContext
from desktop.views.start.enrol_problems import problem_of
from desktop.views.sync.conflict_dialog import ConflictDialog
from desktop.views.sync.contested_dialog import ContestedDialog
from desktop.views.sync.fill_card import FillCard
from desktop.views.sync.need_words import Need
from desktop.views.sync.needs_list import NeedsList
from desktop.views.sync.re_enrol_dialog import ReEnrolDialog
from desktop.views.sync.refused_dialog import RefusedDialog
from desktop.views.sync.sent_list import SentList
from desktop.views.sync.state_card import StateCard
from desktop.views.sync.state_words import state_words
from desktop.views.sync.support_card import SupportCard
from desktop.views.sync.table_model import SentModel, SentTodayModel
from desktop.views.widgets.press_focused import press_focused
from desktop.views.widgets.scroll_column import ScrollColumn
from desktop.views.widgets.small_dialog import SmallDialog


class SyncPage(Page):
    """One sentence on top, then what needs you, what waits, what was sent today.

    ``show_state`` is called with every state that the engine tells, on the main thread;
    ``try_now`` asks for the engine to be woken, ``pause_asked`` for the filling to pause or go on,
    ``metered_chosen`` tells what sort of line it is. ``re_enrol`` lets the desk in again by a code;
    it blocks, and raises as ``enrolment.re_enrol``. ``figures`` are for support; they block too.
    """

    listens_to = frozenset((*SYNCED, OUTBOX))

    try_now = Signal()
    pause_asked = Signal(bool)
    metered_chosen = Signal(bool)

    def __init__(
        self,
        context: PageContext,
        sending: Sending,
        needs_you: NeedsYou,
        state: EngineState | None = None,
        *,
        clock: Callable[[], datetime] = now,
        re_enrol: Callable[[str], None] = lambda _code: None,
        figures: Callable[[], Diagnostics] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        self._sending = sending
        self._inbox = needs_you
        self._needs: Needs | None = None
        self._clock = clock
        self._re_enrol = re_enrol
        self._figures = figures
        self._state = state or EngineState()
        super().__init__(context, parent)

    def title(self) -> str:
        return _("Synchronisation")

    def show_state(self, state: EngineState) -> None:
        """How things stand now; the lists follow when their numbers changed."""
        before, self._state = self._state, state
        self._show_sentence()
        self._fill.show_state(state)
        if (before.waiting, before.needs_you) != (state.waiting, state.needs_you):
            self.mark_stale()

    def refresh(self) -> None:
        if self.may("see_needs"):
            self.run_latest("needs", self._inbox.needs, self._show_needs)
        self.run_latest("outgoing", self._sending.outgoing, self._show)
        self._refresh_figures()
        if self._state.filling:
            self.run_latest("can_work", self._sending.can_work, self._fill.show_can_work)

    def retranslate(self) -> None:
        self._heading.setText(self.title())
        self._card.retranslate()
        self._fill.retranslate()
        self._support.retranslate()
        self._needs_you.set_texts(
            _("Needs you"),
            _(
                "Nothing needs you. Data conflicts, beds claimed twice and what the central store "
                "can't take will stand here."
            ),
        )
        self._waiting.set_texts(
            _("Waiting to be sent"), _("Nothing waits. What you do is sent at once when it can be.")
        )
        self._sent.set_texts(
            _("Sent today"), _("Nothing was sent from this desk today. What you do stands here.")
        )
        self._show_sentence()

    def _build(self) -> None:
        self.setObjectName("sync_page")
        self._heading = QLabel()
        theme.mark(self._heading, role="title")
        self._card = StateCard()
        self._fill = FillCard()
        self._fill.show_state(self._state)
        self._needs_you = NeedsList(self._clock)
        self._needs_you.setObjectName("sync_needs_you")
        self._needs_you.setVisible(self.may("see_needs"))
        self._waiting = SentList(SentModel(self._clock), "sync_waiting")
        self._sent = SentList(SentTodayModel(self._clock), "sync_sent")
        self._support = SupportCard()
        self._support.setVisible(self._figures is not None)
        column = ScrollColumn()
        for card in (
            self._card,
            self._fill,
            self._needs_you,
            self._waiting,
            self._sent,
            self._support,
        ):
            column.body.addWidget(card)
        column.body.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.SPACE_24, theme.SPACE_16, theme.SPACE_24, theme.SPACE_16)
        whole.setSpacing(theme.SPACE_16)
        whole.addWidget(self._heading)
        whole.addWidget(column, 1)

    def _connect(self) -> None:
        self._card.try_now.connect(self.try_now)
        self._card.metered_chosen.connect(self.metered_chosen)
        self._card.re_enrol_asked.connect(self._open_re_enrol)
        self._support.opened.connect(self._refresh_figures)
        self._support.told.connect(
            lambda said, well: self.announce(said, Kind.GOOD if well else Kind.ATTENTION)
        )
        self._fill.pause_asked.connect(self.pause_asked)
        self._needs_you.settle_clicked.connect(self._settle)
        for shown in (self._needs_you, self._waiting, self._sent):
            shown.resident_chosen.connect(lambda id_: self.context.go("residents", id_))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press_focused(event, self):
            super().keyPressEvent(event)

    def _show(self, outgoing: Outgoing) -> None:
        self._waiting.show_items(outgoing.waiting)
        self._sent.show_items(outgoing.sent_today)

    def _show_needs(self, needs: Needs) -> None:
        self._needs = needs
        self._needs_you.show_needs(needs)

    def _settle(self, need: Need) -> None:
        """Opens what settles it; the dialog stays with what is wrong when it can't be."""
        if isinstance(need, ContestedStay):
            self._open_contested(need)
        elif isinstance(need, OpenConflict):
            self._open_conflict(need)
        elif isinstance(need, FileOpening):
            self._take_note(need)
        else:
            self._open_refused(need)

    def _take_note(self, opening: FileOpening) -> None:
        def seen(_nothing: None) -> None:
            self.announce(lambda: _("Marked as seen."), Kind.GOOD)
            self.mark_stale()

        self.run(lambda: self._inbox.see_opening(opening.id), seen)

    def _open_conflict(self, conflict: OpenConflict) -> None:
        dialog = ConflictDialog(
            conflict,
            self._clock,
            can_decide=conflict.may_decide,
            deciders=self._rights()[1],
            parent=self,
        )
        dialog.chosen.connect(
            lambda choice: self._do(
                dialog,
                lambda: self._inbox.decide_conflict(conflict.id, choice),
                lambda: _("Decided. Every desk of the site will show it."),
            )
        )
        dialog.open()

    def _open_contested(self, contested: ContestedStay) -> None:
        can_decide, deciders = self._rights()
        dialog = ContestedDialog(
            contested, self._clock, can_decide=can_decide, deciders=deciders, parent=self
        )
        stay_id, name = contested.late.stay_id, contested.late.person.name

        def said(bed_id: str | None) -> Callable[[], str]:
            if bed_id is None:
                return lambda: _("The claim of {name} is cancelled.").format(name=name)
            return lambda: _("{name} has a bed now.").format(name=name)

        dialog.settled.connect(
            lambda bed_id: self._do(
                dialog,
                lambda: self._inbox.settle_contested(stay_id, bed_id),
                said(bed_id),
            )
        )
        dialog.open()
        if can_decide:
            self.run(
                lambda: self._inbox.beds(stay_id),
                lambda beds: dialog.show_choices(beds) if isValid(dialog) else None,
            )

    def _open_refused(self, refused: RefusedOp) -> None:
        dialog = RefusedDialog(refused, self._clock, deciders=self._rights()[1], parent=self)
        dialog.confirmed.connect(
            lambda: self._do(
                dialog,
                partial(self._inbox.send_again, refused.op_id, dialog.correction()),
                lambda: _("It will be sent again."),
            )
        )
        dialog.dropped.connect(
            lambda reason: self._do(
                dialog,
                lambda: self._inbox.drop_refused(refused.op_id, reason),
                lambda: _("Dropped; what was typed stays on record here."),
            )
        )
        dialog.open()

    def _open_re_enrol(self) -> None:
        dialog = ReEnrolDialog(self)

        def done(_nothing: None) -> None:
            if isValid(dialog):
                dialog.accept()
            self.announce(lambda: _("This PC is let in again; what waits is sent."), Kind.GOOD)

        def failed(error: Exception) -> None:
            if isValid(dialog):
                dialog.fail(problem_of(error)[1])

        dialog.confirmed.connect(
            lambda: self.context.background.run(
                partial(self._re_enrol, dialog.code()), done, failed, worker="network", owner=self
            )
        )
        dialog.open()

    def _refresh_figures(self) -> None:
        if self._figures is not None and self._support.is_open:
            self.run_latest("figures", self._figures, self._support.show_figures)

    def _rights(self) -> tuple[bool, tuple[str, ...]]:
        needs = self._needs
        return (needs.can_decide, needs.deciders) if needs else (False, ())

    def _do(self, dialog: SmallDialog, work: Callable[[], None], said: Callable[[], str]) -> None:
        def done(_nothing: None) -> None:
            if isValid(dialog):
                dialog.accept()
            self.announce(said, Kind.GOOD)
            self.mark_stale()

        def refused(error: AppError) -> None:
            if isValid(dialog):
                dialog.refuse(error)
            else:
                self.announce(error.text, Kind.ATTENTION)

        self.run(work, done, refused)

    def _show_sentence(self) -> None:
        self._card.show_state(self._state, state_words(self._state, self._clock()))

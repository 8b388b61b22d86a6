"""Every page and dialog of the app, each a way to bring it on the screen.

``python dev.py screens`` pictures them; a test walks them through the languages.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from babel.messages.pofile import read_po
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QWidget,
)

from demo import inbox
from demo.hands import bring_forward, click, keys, settle, wait_until
from desktop.app import OpenDesk
from desktop.i18n import LANGUAGES
from desktop.models.base import new_id
from desktop.models.residents import CHECK_IN, FurtherStepKind, StepKind
from desktop.services.check_out_steps import LeavingStep
from desktop.services.retention import DueFile
from desktop.sync.state import EngineState, FillProgress
from desktop.views.background import Background
from desktop.views.incidents.page import IncidentsPage
from desktop.views.shell.search_box import SearchBox
from desktop.views.sync.page import SyncPage
from desktop.views.today.due_card import DueCard
from desktop.views.today.due_dialog import DueDialog
from desktop.views.today.hold_dialog import HoldDialog
from desktop.views.widgets.scroll_column import ScrollColumn
from translations.catalogues import po_path

_GONE = (date(2021, 6, 30), date(2026, 6, 29))
START_SIZE = (960, 720)


@dataclass(frozen=True)
class Sitters:
    """Who is in the pictures, by id: one who is expected, one of a family with meals, one who is
    not entitled to any, an incident, one whose file is protected; for confidants one with a support
    need and one who must not live with another. Where there are such, a family that is expected,
    one who leaves and one who has left. Then those whose files have a pet, a stay elsewhere, an
    interview to be planned, an appointment today; for confidants a referral, a concern. Last one
    whose check-in is complete."""

    expected: str
    served: str
    self_supporting: str
    incident: str
    protected: str
    needing: str = ""
    paired: str = ""
    family: str = ""
    leaving: str = ""
    left: str = ""
    with_pet: str = ""
    away: str = ""
    newcomer: str = ""
    meeting: str = ""
    referred: str = ""
    concerned: str = ""
    received: str = ""


ShowPage = Callable[..., Callable[[], QWidget]]
"""Makes a way to bring up a page with an argument."""


@dataclass(frozen=True)
class Screen:
    """A page or dialog: ``show`` brings it up and returns what is to be seen; ``put_away`` takes a
    dialog away again."""

    name: str
    show: Callable[[], QWidget]
    put_away: Callable[[], None] = lambda: None


def desk_screens(desk: OpenDesk, background: Background, sitters: Sitters) -> Iterator[Screen]:
    """The pages of an open desk, then its dialogs. What needs a person is laid down before by
    ``demo.inbox``."""
    window = desk.window

    def page(name: str, argument: object | None = None) -> Callable[[], QWidget]:
        def show() -> QWidget:
            window.go(name, argument)
            wait_until(lambda: not background.busy, f"{name} is filled")
            settle()
            return window

        return show

    # First what needs somebody: after a quiet minute the desk mends away what no store knows of.
    for name, number in (
        ("needs-claim", inbox.CLAIM),
        ("needs-conflict", inbox.CONFLICT),
        ("needs-refused", inbox.REFUSED),
    ):
        yield dialog_screen(window, name, page("sync"), f"need_settle_{number}")
    yield Screen("sync", page("sync"))
    yield Screen("today", page("today"))
    yield Screen("residents", page("residents"))
    yield Screen("file", page("residents", sitters.served))
    yield Screen("file-expected", page("residents", sitters.expected))
    yield Screen("file-protected", page("residents", sitters.protected))
    yield Screen("check-in", page("check_in"))
    for step in CHECK_IN:
        yield Screen(f"check-in-{step}", page("check_in", (sitters.expected, step)))
    if sitters.received:
        yield Screen("check-in-done", page("check_in", sitters.received))
    yield from _family_screens(page, sitters)
    yield Screen("check-out", page("check_out"))
    yield Screen("check-out-plan", page("check_out", sitters.served))
    yield from _leaving_screens(window, page, sitters)
    yield from _daily(window, page, sitters)
    yield Screen("rooms", page("rooms"))
    yield Screen("meals", page("meals"))
    yield Screen("meals-household", page("meals", sitters.served))
    yield Screen("kits", page("kits"))
    yield Screen("kits-hand-out", page("kits", sitters.expected))
    yield Screen("incidents", page("incidents"))
    yield Screen("incident", page("incidents", sitters.incident))
    yield Screen("incident-new", page("incidents", "new"))
    yield from _due(window, page("today"))
    for name, state in (
        ("sync-fill", EngineState(True, fill=FillProgress("org", 412, 2000), metered=True)),
        ("sync-unknown", EngineState(False, 12, problem="unknown_device", time_offset=300)),
    ):
        yield _in_state(desk, name, state, page("sync"))
    yield _search(window.top_bar.search_box, page("today"))
    yield dialog_screen(window, "edit-details", page("residents", sitters.served), "file_edit")
    yield dialog_screen(window, "register", page("residents"), "residents_new")
    yield dialog_screen(window, "photo", page("residents", sitters.served), "file_photo")
    yield dialog_screen(
        window, "open-protected", page("residents", sitters.protected), "file_closed_open"
    )
    yield dialog_screen(
        window, "meals-reason", page("meals", sitters.self_supporting), "meals_serve_anyway"
    )
    yield dialog_screen(window, "kits-delivery", page("kits"), "kits_delivery")
    yield dialog_screen(window, "kits-count", page("kits"), "kits_count")
    yield dialog_screen(
        window, "measure", page("incidents", sitters.incident), "incident_add_measure"
    )


def confidant_screens(desk: OpenDesk, background: Background, sitters: Sitters) -> Iterator[Screen]:
    """What a lead or a liaison sees besides, at a desk with the confidential key."""
    window = desk.window

    def page(name: str, argument: object | None = None) -> Callable[[], QWidget]:
        def show() -> QWidget:
            window.go(name, argument)
            wait_until(lambda: not background.busy, f"{name} is filled")
            settle()
            return window

        return show

    def restricted() -> QWidget:
        shown = page("incidents")()
        click(window, "incidents_view_restricted")
        wait_until(lambda: not background.busy, "the restricted incidents are listed")
        settle()
        return shown

    def restricted_file() -> QWidget:
        shown = restricted()
        incidents = window.page("incidents")
        assert isinstance(incidents, IncidentsPage)
        incidents.list.incident_opened.emit(incidents.list.model.rows[0])
        wait_until(lambda: not background.busy, "the restricted incident is read")
        settle()
        return shown

    def restricted_form() -> QWidget:
        shown = restricted()
        click(window, "incident_new")
        wait_until(lambda: not background.busy, "the form is filled")
        settle()
        return shown

    needing, paired = page("residents", sitters.needing), page("residents", sitters.paired)
    yield Screen("lead-today", page("today"))
    yield Screen("lead-sync", page("sync"))
    yield Screen("lead-file", needing)
    yield Screen("lead-file-pair", paired)
    yield dialog_screen(window, "need-new", needing, "need_add")
    yield dialog_screen(window, "need-change", needing, "need_edit_0")
    yield dialog_screen(window, "need-end", needing, "need_end_0")
    yield dialog_screen(window, "pair-new", needing, "pair_add")
    yield dialog_screen(window, "pair-end", paired, "pair_end_0")
    yield dialog_screen(window, "protect", needing, "file_protect")
    yield dialog_screen(window, "unprotect", page("residents", sitters.protected), "file_unprotect")
    referred, concerned = page("residents", sitters.referred), page("residents", sitters.concerned)
    yield Screen("lead-file-referred", referred)
    yield dialog_screen(window, "referral-new", referred, "referrals_add")
    yield dialog_screen(window, "referral-answer", referred, "referrals_answer_0")
    yield Screen("lead-file-concern", concerned)
    yield Screen("restricted", restricted)
    yield Screen("restricted-file", restricted_file)
    yield Screen("restricted-new", restricted_form)
    yield dialog_screen(window, "restricted-measure", restricted_file, "incident_add_measure")


def _family_screens(page: ShowPage, sitters: Sitters) -> Iterator[Screen]:
    """The steps that look otherwise for several at once."""
    if sitters.family:
        for step in (FurtherStepKind.PHOTO, StepKind.BED, StepKind.KIT, FurtherStepKind.KEY):
            yield Screen(f"check-in-family-{step}", page("check_in", (sitters.family, step)))


def _leaving_screens(window: QWidget, page: ShowPage, sitters: Sitters) -> Iterator[Screen]:
    """A check-out that was begun, and one that is over."""
    if sitters.leaving:
        for step in LeavingStep:
            yield Screen(f"check-out-{step}-begun", page("check_out", (sitters.leaving, step)))
        plan = page("check_out", (sitters.leaving, LeavingStep.PLAN))
        yield dialog_screen(window, "check-out-call-off", plan, "plan_call_off")
        yield Screen("file-leaving", page("residents", sitters.leaving))
    if sitters.left:
        left = page("residents", sitters.left)
        yield Screen("check-out-left", page("check_out", sitters.left))
        yield Screen("file-left", left)
        yield dialog_screen(window, "receive-again", left, "file_receive_again")


def _daily(
    window: QWidget, page: Callable[..., Callable[[], QWidget]], sitters: Sitters
) -> Iterator[Screen]:
    """Pets, stays elsewhere, appointments, and concern for a child."""
    with_pet, away = page("residents", sitters.with_pet), page("residents", sitters.away)
    meeting = page("residents", sitters.meeting)
    yield Screen("appointments", page("appointments"))
    yield Screen("pets", page("pets"))
    yield Screen("file-pet", with_pet)
    yield Screen("file-away", away)
    yield Screen("file-newcomer", page("residents", sitters.newcomer))
    yield Screen("file-meeting", meeting)
    yield dialog_screen(window, "pet-new", with_pet, "pets_add")
    yield dialog_screen(window, "pet-change", with_pet, "pets_change_0")
    yield dialog_screen(window, "pet-leave", with_pet, "pets_leave_0")
    yield dialog_screen(window, "concern-new", with_pet, "add_concerns")
    yield dialog_screen(window, "absence-new", meeting, "add_absences")
    yield dialog_screen(window, "absence-change", away, "absences_change_0")
    yield dialog_screen(window, "appointment-new", meeting, "appointments_add")
    yield dialog_screen(window, "appointment-plan", page("appointments"), "proposal_plan_0")


def _due(window: QWidget, show_today: Callable[[], QWidget]) -> Iterator[Screen]:
    """What a lead sees of files that may go; nobody of the made-up city has been gone so long."""
    rows = [
        DueFile(new_id(), "003-00041-7", "Myroslava Zahrebelna", False, *_GONE),
        DueFile(new_id(), "003-00058-2", "Petro Lysenko", True, *_GONE),
    ]
    (card,) = window.findChildren(DueCard)
    scroll = next(one for one in window.findChildren(ScrollColumn) if one.isAncestorOf(card))
    shown: list[QDialog] = []

    def with_card() -> QWidget:
        show_today()
        card.show_due(rows)
        settle()
        scroll.ensureWidgetVisible(card)
        settle()
        return window

    def dialog(made: Callable[[], QDialog]) -> Callable[[], QWidget]:
        def show() -> QWidget:
            if not shown:
                show_today()
                shown.append(made())
                shown[0].open()
            settle()
            return shown[0]

        return show

    def saved() -> QDialog:
        made = DueDialog(rows[0], may_hold=True, may_ask=True, parent=window)
        made.show_saved("/media/arkiv/sag-003-00041-7")
        return made

    def put_away() -> None:
        if shown:
            shown.pop().reject()
            settle()

    first = dialog(lambda: DueDialog(rows[0], may_hold=True, may_ask=True, parent=window))
    yield Screen("today-due", with_card, lambda: card.show_due(()))
    yield Screen("due", first, put_away)
    yield Screen("due-saved", dialog(saved), put_away)
    yield Screen("due-hold", dialog(lambda: HoldDialog(date(2027, 6, 30), window)), put_away)


def _in_state(
    desk: OpenDesk, name: str, state: EngineState, show_page: Callable[[], QWidget]
) -> Screen:
    page = desk.window.page("sync")
    assert isinstance(page, SyncPage)

    def show() -> QWidget:
        window = show_page()
        page.show_state(state)
        settle()
        return window

    return Screen(name, show, lambda: page.show_state(desk.engine.state))


def dialog_screen(
    window: QWidget, name: str, show_page: Callable[[], QWidget], button: str
) -> Screen:
    """The dialog that a button of a page opens."""
    shown: list[QDialog] = []

    def is_shown() -> bool:
        shown[:] = [d for d in window.findChildren(QDialog) if d.isVisible()]
        return bool(shown)

    def show() -> QWidget:
        if not is_shown():
            show_page()
            click(window, button)
            wait_until(is_shown, f"{name} is open")
        return shown[0]

    def put_away() -> None:
        if is_shown():
            shown[0].reject()
            settle()

    return Screen(name, show, put_away)


def _search(box: SearchBox, show_page: Callable[[], QWidget]) -> Screen:
    def show() -> QWidget:
        bring_forward(show_page())
        box.setFocus()
        box.clear()
        keys(box, "шев")
        wait_until(lambda: box.results().isVisible(), "something is found")
        return box.window()

    def put_away() -> None:
        box.clear()
        settle()

    return Screen("search", show, put_away)


def texts_on(widget: QWidget) -> set[str]:
    """Every text that a screen shows on labels, buttons, boxes, in empty fields and menus."""
    if isinstance(widget, QMenu):
        return {action.text().replace("&", "") for action in widget.actions()}
    found = {label.text() for label in widget.findChildren(QLabel) if label.isVisible()}
    for button in widget.findChildren(QAbstractButton):
        if button.isVisible():
            found.add(button.text().replace("&", ""))
    for box in widget.findChildren(QComboBox):
        if box.isVisible():
            found.add(box.currentText())
    for field in widget.findChildren(QLineEdit):
        if field.isVisible():
            found.add(field.placeholderText())
    return found


def texts_left_behind(widget: QWidget, code: str) -> set[str]:
    """Texts on a screen that belong to another language than the one that is chosen."""
    others = set().union(*(own_texts(other) for other in LANGUAGES if other != code))
    shared = own_texts(code) | set(LANGUAGES.values())
    return texts_on(widget) & (others | source_texts()) - shared


@cache
def own_texts(code: str) -> frozenset[str]:
    """Every text of a language's catalogue that stands alone, without fields."""
    with po_path(code).open("rb") as file:
        messages = read_po(file, locale=code)
    return frozenset(
        text
        for message in messages
        for text in ((message.string,) if isinstance(message.string, str) else message.string or ())
        if text and message.id and "{" not in text
    )


@cache
def source_texts() -> frozenset[str]:
    """The English texts of the catalogue."""
    with po_path("da").open("rb") as file:
        messages = read_po(file, locale="da")
    return frozenset(m.id for m in messages if isinstance(m.id, str) and m.id)

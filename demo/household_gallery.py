"""The household card and its dialogs, each a way to bring it on the screen."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QLineEdit, QWidget

from demo.gallery import Screen
from demo.hands import click, settle, wait_until
from desktop.app import OpenDesk
from desktop.services.guardians import Guardians
from desktop.services.household_lines import HouseholdFile
from desktop.services.households import Households
from desktop.services.residents import Residents
from desktop.services.site_moves import SiteChoice, SiteMovePlan
from desktop.views.background import Background
from desktop.views.households.join_dialog import JoinDialog
from desktop.views.households.move_site_dialog import MoveSiteDialog

W = TypeVar("W", bound=QWidget)


def families_of(desk: OpenDesk) -> list[HouseholdFile]:
    """Large households of the site; last one in which guardians are named."""
    households = Households(desk.workplace)
    homes: dict[str, list[str]] = {}
    for line in Residents(desk.workplace).list():
        if line.household_id and not line.masked:
            homes.setdefault(line.household_id, []).append(line.id)
    large = [ids for ids in sorted(homes.values(), key=len) if len(ids) > 2]
    files = [households.of(ids[0]) for ids in large]
    return sorted(
        files, key=lambda one: any(m.guardians and m.guardians[0].id for m in one.members)
    )


def household_screens(desk: OpenDesk, background: Background) -> Iterator[Screen]:
    """What a host sees of a family of the demo, and of those for whom nobody answers."""
    window = desk.window
    other, family = families_of(desk)[-2:]
    minor = next(n for n, one in enumerate(family.members) if one.is_minor)
    alone = [one for one in Guardians(desk.workplace).to_point_out() if one.unaccompanied]

    def page(resident_id: str) -> QWidget:
        window.go("residents", resident_id)
        wait_until(lambda: not background.busy, "the file is filled")
        settle()
        return window

    def dialog(
        name: str, button: str, then: Callable[[QDialog], None] = lambda _dialog: None
    ) -> Screen:
        def open_it() -> None:
            click(window, button)

        return _dialog(window, name, lambda: page(family.members[0].person.id), open_it, then)

    yield Screen("household", lambda: page(family.members[minor].person.id))
    if alone:
        yield Screen("household-unaccompanied", lambda: page(alone[0].person.id))
    yield dialog("household-join", "household_join", _found(background, other))
    yield dialog("household-split", "household_split", _tick)
    yield dialog("household-places", "household_places")
    yield dialog("household-describe", "household_describe")
    yield dialog("household-guardian", f"guardian_add_{minor}", _outside)
    yield dialog("household-guardian-end", f"guardian_end_{minor}_0")
    yield dialog("household-move-beds", "household_move_beds", _choose_room)
    yield _move_site(window, family)


def _dialog(
    window: QWidget,
    name: str,
    show_page: Callable[[], QWidget],
    open_it: Callable[[], None],
    then: Callable[[QDialog], None],
) -> Screen:
    shown: list[QDialog] = []

    def is_shown() -> bool:
        shown[:] = [d for d in window.findChildren(QDialog) if d.isVisible()]
        return bool(shown)

    def show() -> QWidget:
        if not is_shown():
            show_page()
            open_it()
            wait_until(is_shown, f"{name} is open")
            then(shown[0])
        return shown[0]

    def put_away() -> None:
        if is_shown():
            shown[0].reject()
            settle()

    return Screen(name, show, put_away)


def _found(background: Background, other: HouseholdFile) -> Callable[[QDialog], None]:
    """As if the head of another household had been found by name."""

    def find(dialog: QDialog) -> None:
        assert isinstance(dialog, JoinDialog)
        dialog.person_found.emit(other.members[0].person)
        wait_until(lambda: bool(dialog.joining()), "the household is read")
        dialog.whole.buttons()[1].click()
        wait_until(lambda: not background.busy, "nothing is under way")

    return find


def _tick(dialog: QDialog) -> None:
    for box in dialog.findChildren(QCheckBox)[:2]:
        box.setChecked(True)


def _outside(dialog: QDialog) -> None:
    box = _part(dialog, QComboBox, "guardian_who")
    box.setCurrentIndex(box.count() - 1)
    _part(dialog, QLineEdit, "guardian_name").setText("Anna Koval")
    _part(dialog, QLineEdit, "guardian_phone").setText("+45 00 24 18 07")


def _choose_room(dialog: QDialog) -> None:
    box = _part(dialog, QComboBox, "move_room")
    box.setCurrentIndex(1)
    box.activated.emit(1)


def _move_site(window: QWidget, family: HouseholdFile) -> Screen:
    """What a coordinator sees; nobody of that role sits at this desk."""
    people = tuple(one.person for one in family.members)
    site = SiteChoice("1", "Amager Strandvej", False, False, True)
    plan = SiteMovePlan("Sjællandsgade", people, (), (site,), True, True, (), ())

    def open_it() -> None:
        dialog = MoveSiteDialog(plan, window)
        dialog.open()
        dialog.site_box.setCurrentIndex(1)

    return _dialog(window, "household-move-site", lambda: window, open_it, lambda _dialog: None)


def _part(dialog: QDialog, kind: type[W], name: str) -> W:
    found = dialog.findChild(kind, name)
    assert found is not None, name
    return found

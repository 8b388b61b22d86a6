"""A household is announced by hand on the page of arrivals, by keyboard alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QDialog

from demo.hands import find, wait_until
from desktop.models.residents import HouseholdRole, LegalGroup
from desktop.views.arrivals.arrival_row import ArrivalRow
from desktop.views.arrivals.person_fields import OTHERS
from tests.journeys.keyboard import CONTROL, Key, Keyboard


@dataclass(frozen=True)
class Coming:
    """Who comes, as it is typed. ``sex`` is the letter that chooses it; the head has no role."""

    given: str
    born: str
    sex: str
    role: HouseholdRole | None = None


def announce(
    host: Keyboard,
    surname: str,
    people: Sequence[Coming],
    *,
    group: LegalGroup = LegalGroup.SPECIAL_ACT,
    **how: str,
) -> None:
    """They come today; the page is left with the focus on their line. ``how``: what is typed into
    the fields of that name."""
    host.look_up("arrivals")
    host.press(Key.Key_N, modifier=CONTROL)
    find(host.desk.window, "arrivals_new_dialog", QDialog)
    for number, one in enumerate(people):
        if number:
            host.tab_to("arrival_add")
            host.press(Key.Key_Space)
        host.write(one.given)
        host.press(Key.Key_Tab)
        if not number:
            host.write(surname)
        host.press(Key.Key_Tab)
        host.write(one.born)
        host.press(Key.Key_Tab)
        host.write(one.sex)
        if one.role is not None:
            host.press(Key.Key_Tab)
            _choose(host, OTHERS.index(one.role) - OTHERS.index(HouseholdRole.CHILD))
    host.tab_to("arrival_day")
    host.write(f"{host.desk.workplace.today():%d.%m}")
    host.tab_to("arrival_group")
    _choose(host, list(LegalGroup).index(group))
    for name, text in how.items():
        host.tab_to(f"arrival_{name}")
        host.write(text)
    host.enter()
    wait_until(lambda: _stands_at(host, people[0].given), f"{people[0].given} is expected")


def _choose(host: Keyboard, down: int) -> None:
    """So many further down in the list that has the focus, or up."""
    host.press(Key.Key_Down if down > 0 else Key.Key_Up, abs(down))


def _stands_at(host: Keyboard, given: str) -> bool:
    row = host.focused
    return isinstance(row, ArrivalRow) and row.title().startswith(given)

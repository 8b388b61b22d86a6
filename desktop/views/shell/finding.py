"""What the search in the top bar finds: people, pages, and what can be begun from anywhere."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desktop.i18n import _
from desktop.models.residents import ResidentStatus
from desktop.services.people import PersonLine
from desktop.services.search import Search, folded
from desktop.services.words import word
from desktop.services.workplace import Workplace
from desktop.views.shell.rail import RailEntry
from desktop.views.shell.search_results import SearchHit

_WAITED_FOR = (ResidentStatus.EXPECTED, ResidentStatus.ARRIVED)
_MOST_CHECK_INS = 3


@dataclass(frozen=True)
class _Action:
    """Something that can be begun: its page, what it is called, what it leads to, the rule."""

    page: str
    title: Callable[[], str]
    detail: Callable[[], str]
    needs: str


ACTIONS = (
    _Action(
        "check_in",
        lambda: _("Check in"),
        lambda: _("Who arrives, and what check-ins miss"),
        "open_check_in",
    ),
    _Action(
        "check_out",
        lambda: _("Check out"),
        lambda: _("Who leaves, and how to begin a check-out"),
        "open_check_out",
    ),
)


def find(workplace: Workplace, pages: Sequence[RailEntry], text: str) -> list[SearchHit]:
    """People first, then what can be begun with them, pages and actions whose name begins so."""
    people = _people(workplace, text)
    wanted = folded(text.strip())
    hits = [_person(line) for line in people]
    if wanted:
        hits += [
            SearchHit("page", entry.title(), "", entry.name)
            for entry in pages
            if folded(entry.title()).startswith(wanted)
        ]
        hits += [
            SearchHit(action.page, action.title(), action.detail(), action.page)
            for action in ACTIONS
            if workplace.may_see(action.needs) and folded(action.title()).startswith(wanted)
        ]
    if workplace.may_see("open_check_in"):
        waited_for = [line for line in people if line.status in _WAITED_FOR]
        hits += [
            SearchHit(
                "check_in",
                _("Check in {name}").format(name=line.name),
                word(line.status),
                "check_in",
                line.id,
            )
            for line in waited_for[:_MOST_CHECK_INS]
        ]
    return hits


def _people(workplace: Workplace, text: str) -> list[PersonLine]:
    """Whom the search finds; nobody for those who may not search."""
    if not workplace.may_see("search_people"):
        return []
    return Search(workplace).people(text)


def _person(line: PersonLine) -> SearchHit:
    detail = (line.name_cyrillic, line.place or word(line.status), line.number)
    return SearchHit("resident", line.name, " · ".join(filter(None, detail)), "residents", line.id)

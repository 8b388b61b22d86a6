"""Writes ``docs/roles.md`` from the table of roles: ``python -m desktop.models.roles_page``."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from desktop.models.roles import ACTIONS, EVERYWHERE, OWN, PLACE_ACROSS, READS, WRITERS, Rule
from desktop.models.sites import Role

PAGE = Path(__file__).parents[2] / "docs" / "roles.md"
_TITLES = {
    Role.HOST: "host",
    Role.LEAD: "site lead",
    Role.COORDINATOR: "placement coordinator",
    Role.LIAISON: "social liaison",
    Role.ADMIN: "administrator",
    Role.AUDITOR: "auditor",
}
_SCOPES = {
    "desk": "this desk",
    "site": "site",
    "everywhere": "every site",
    "org": "all sites share it",
}
_LOGGED = {
    None: "–",
    "list": "which list",
    "search": "what was searched for, who was found",
    "file": "whose",
    "create": "created, whose",
    "change": "changed, whose",
    "open_protected": "opened, whose and why",
}
_INTRODUCTION = """# Who may do what

Made from `desktop/models/roles.py` by `python -m desktop.models.roles_page`; a test holds it in
step. The desk's services enforce it (`desktop/services/workplace.py`), and the central store once
more for every op that a desk sends (`central/permission.py`).

"Own sites" are those an administrator has given to the person. What is done on the desk alone
needs no site. The last column says what the access log notes.
"""


def page() -> str:
    """The whole page."""
    parts = [
        _INTRODUCTION,
        _rules("What may be seen", "read", READS),
        _rules("What may be done", "action", ACTIONS),
        _rules("What may be changed on the desk alone", "action", OWN),
        _writers(),
        f"Who may move people from one site to another: {_names(PLACE_ACROSS)}. "
        f"Who works at all sites: {_names(EVERYWHERE)}.\n",
    ]
    return "\n".join(parts)


def _names(some: Iterable[Role]) -> str:
    return ", ".join(_TITLES[role] for role in Role if role in set(some))


def _rules(title: str, what: str, rules: Mapping[str, Rule]) -> str:
    rows = [
        (
            f"{rule.words} (`{name}`)",
            *(_cell(role, rule) for role in Role),
            _SCOPES[rule.scope],
            _LOGGED[rule.access],
        )
        for name, rule in rules.items()
    ]
    return _table(title, (what, *_TITLES.values(), "where", "in the access log"), rows)


def _cell(role: Role, rule: Rule) -> str:
    if role not in rule.roles:
        return "–"
    if rule.scope != "site":
        return "yes"
    return "all sites" if role in EVERYWHERE else "own sites"


def _writers() -> str:
    rows = [
        (f"`{name}`", *("yes" if role in writers else "–" for role in Role))
        for name, writers in WRITERS.items()
    ]
    title = "Which tables the store lets a role change, whatever the action is called"
    return _table(title, ("table", *_TITLES.values()), rows)


def _table(title: str, head: Iterable[str], rows: Iterable[tuple[str, ...]]) -> str:
    cells = tuple(head)
    lines = [f"## {title}", "", _line(cells), _line(("---",) * len(cells))]
    return "\n".join([*lines, *(_line(row) for row in rows), ""])


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")

"""A resident's extract of the access log: on which days their data were used, and what for.

It is the resident's (GDPR article 15): it names no colleague and no other resident.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import select

from desktop.i18n import LANGUAGES, SOURCE
from desktop.models.sites import Site
from desktop.services.auditing import Ask
from desktop.services.seen import saw
from desktop.services.workplace import Workplace

DANISH = "da"


@dataclass(frozen=True)
class ExtractLine:
    """How often something was done on a day, and at which site; the site's name is empty where it
    was no site's business."""

    day: date
    what: str
    site: str
    times: int


@dataclass(frozen=True)
class Extract:
    """What the document says. ``language`` is the resident's where Ankomst speaks it, else
    English. ``since`` is when the log begins, None while nobody has logged anything."""

    name: str
    number: str
    language: str
    site: str
    made_on: date
    since: date | None
    lines: tuple[ExtractLine, ...]


class Extracts:
    """Has extracts made; for leads and auditors."""

    def __init__(self, workplace: Workplace, ask: Ask) -> None:
        self._workplace = workplace
        self._ask = ask

    def may_make(self) -> bool:
        """Whether the person signed in may have one made."""
        return self._workplace.may_see("extract_access")

    def make(self, resident_id: str) -> Extract:
        """The extract of a resident. Blocks for as long as the network takes. Raises AppError,
        also where the store cannot be reached."""
        with self._workplace.read("extract_access") as session:
            saw(session, [resident_id])
            sites = {site.id: site.name for site in session.exec(select(Site))}
        told = self._ask("extract", {"resident_id": resident_id})
        person = told["resident"]
        return Extract(
            person["name"],
            person["number"],
            language_of(person["languages"]),
            sites.get(person["site_id"], ""),
            self._workplace.today(),
            date.fromisoformat(told["since"]) if told["since"] else None,
            _lines(told["days"], sites),
        )


def language_of(languages: list[str]) -> str:
    """The first language of a resident that a document can be written in."""
    return next((code for code in languages if code in (*LANGUAGES, SOURCE)), SOURCE)


def _lines(days: list[dict[str, Any]], sites: dict[str, str]) -> tuple[ExtractLine, ...]:
    """One line for a day, what was done and where; how it was done matters to nobody here."""
    counted: dict[tuple[str, str, str], int] = {}
    for row in days:
        key = (row["day"], row["what"], sites.get(row["site_id"] or "", ""))
        counted[key] = counted.get(key, 0) + row["times"]
    return tuple(
        ExtractLine(date.fromisoformat(day), what, site, times)
        for (day, what, site), times in sorted(counted.items())
    )

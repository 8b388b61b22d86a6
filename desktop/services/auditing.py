"""What an auditor does: reads the access log of all desks, follows its chains, makes spot checks.

The log is kept at the central store, and only there can it be asked for; ``Ask`` brings an answer.
Names are filled in from what this desk holds.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import col, select

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models.base import instant_from, instant_text
from desktop.models.residents import Resident
from desktop.models.sites import Desk, Site, User
from desktop.services.access_lines import (
    Chain,
    Choices,
    Drawn,
    Entries,
    Entry,
    Filters,
    Per,
    SpotCheck,
    Whom,
    whom_words,
)
from desktop.services.days import day_begins, day_of
from desktop.services.numbers import digits_of
from desktop.services.people import PersonLine, people, people_by_id
from desktop.services.search import matches, words_of
from desktop.services.seen import saw
from desktop.services.workplace import Workplace

Ask = Callable[[str, dict[str, Any]], dict[str, Any]]
"""Asks the store (``search``, ``chains``, …) for the person signed in. Raises AppError."""

STORE_DEVICE = "00000000-0000-7000-8000-000000000000"
"""The store as a device: it logs who read the log."""

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MOST_FOUND = 8


@dataclass(frozen=True)
class _Names:
    users: Mapping[str, str] = field(default_factory=dict)
    desks: Mapping[str, str] = field(default_factory=dict)
    sites: Mapping[str, str] = field(default_factory=dict)
    residents: Mapping[str, PersonLine] = field(default_factory=dict)

    def desk(self, device_id: str, told: str = "") -> str:
        if device_id == STORE_DEVICE:
            return ""
        return self.desks.get(device_id) or told or device_id[:8]

    def user(self, user_id: str | None) -> str:
        return self.users.get(user_id or "", "") or (user_id or "")[:8]

    def whom(self, told: Mapping[str, Any]) -> Whom:
        line = self.residents.get(told["id"])
        if line is not None:
            return Whom(line.id, line.number, line.name)
        return Whom(told["id"], told["number"] or "", "")


class Auditing:
    """Every method but ``choices`` and ``find_people`` asks the store, and blocks meanwhile."""

    def __init__(self, workplace: Workplace, ask: Ask) -> None:
        self._workplace = workplace
        self._ask = ask

    def choices(self) -> Choices:
        """The colleagues and desks that there are."""
        names = self._names(())
        desks = sorted(names.desks.items(), key=lambda one: one[1].casefold())
        return Choices(
            tuple(sorted(names.users.items(), key=lambda one: one[1].casefold())),
            ((STORE_DEVICE, ""), *desks),
        )

    def find_people(self, text: str) -> list[Whom]:
        """Residents by number, name or CPR as they stand at this desk; an id is taken as it is."""
        if _ID.fullmatch(wanted := text.strip().lower()):
            return [self._names([wanted]).whom({"id": wanted, "number": None})]
        if not wanted:
            return []
        words, digits = words_of(text), digits_of(text)
        today = self._workplace.today()
        with self._workplace.read("find_audited") as session:
            by_cpr = {
                row[0]
                for row in session.execute(select(col(Resident.id), col(Resident.cpr)))
                if len(digits) == 10 and digits_of(row[1] or "") == digits
            }
            everyone = people(session, today)
            found = [
                (100 if line.id in by_cpr else matches(line, words) if words else 0, line)
                for line in everyone
            ]
            best = sorted(
                (one for one in found if one[0]), key=lambda one: (-one[0], one[1].sort_name)
            )[:_MOST_FOUND]
            saw(session, [line.id for _score, line in best], criterion=" ".join(text.split()))
        return [Whom(line.id, line.number, line.name) for _score, line in best]

    def entries(self, filters: Filters, after: str | None = None) -> Entries:
        """A page of what is looked for, the latest first."""
        body = filters.body() | ({"after": after} if after else {})
        told = self._asked("search", body)
        rows = told["entries"]
        names = self._names(one["id"] for row in rows for one in row["residents"])
        return Entries(tuple(_entry(row, names) for row in rows), told["next"])

    def chains(self) -> tuple[Chain, ...]:
        """How the log of every desk stands: what is broken first, then by name."""
        rows = self._asked("chains", {})["chains"]
        names = self._names(())
        found = [
            Chain(
                row["device_id"],
                names.desk(row["device_id"], row["name"]),
                row["entries"],
                _instant(row["first_at"]),
                _instant(row["last_at"]),
                _instant(row["unbroken_since"]),
                _instant(row["whole_at"]),
                row["broken_number"],
                row["problem"],
            )
            for row in rows
        ]
        return tuple(sorted(found, key=lambda chain: (chain.problem is None, chain.desk)))

    def draw(self, since: date, until: date, per: Per, size: int) -> str:
        """Draws a sample of these days; its id. Raises AppError where there is nothing to draw or
        too much."""
        if until < since:
            raise AppError(N_("The period ends before it begins."))
        told = self._asked(
            "samples/draw",
            {
                "since": instant_text(day_begins(since)),
                "until": instant_text(day_begins(until, 1)),
                "per": per,
                "size": size,
            },
        )
        return str(told["id"])

    def samples(self) -> tuple[SpotCheck, ...]:
        """The samples that were drawn, the latest first."""
        rows = self._asked("samples", {})["samples"]
        names = self._names(())
        return tuple(
            SpotCheck(
                row["id"],
                instant_from(row["made_at"]),
                names.user(row["made_by"]),
                _day(row["since"]),
                _day(row["until"], last=True),
                row["per"],
                row["size"],
                row["entries"],
                row["reviewed"],
            )
            for row in rows
        )

    def sample(self, sample: SpotCheck) -> tuple[Drawn, ...]:
        """The entries of a sample, by colleague or resident."""
        rows = self._asked("samples/read", {"id": sample.id})["entries"]
        ids = {one["id"] for row in rows for one in row["residents"]}
        if sample.per == "resident":
            ids |= {row["subject"] for row in rows}
        names = self._names(ids)
        found = [_drawn(row, names, sample.per) for row in rows]
        return tuple(sorted(found, key=lambda one: one.subject.casefold()))

    def review(self, sample_id: str, drawn: Drawn, note: str) -> None:
        """Marks an entry as looked at. Raises AppError where somebody else has."""
        body = {
            "id": sample_id,
            "subject": drawn.subject_id,
            "device_id": drawn.entry.device_id,
            "number": drawn.entry.number,
        }
        self._asked("samples/review", body | ({"note": note.strip()} if note.strip() else {}))

    def _asked(self, name: str, body: dict[str, Any]) -> dict[str, Any]:
        with self._workplace.read("see_access_log"):
            pass  # whose role may not is stopped here, before the store is asked
        return self._ask(name, body)

    def _names(self, residents: Any) -> _Names:
        with self._workplace.read("see_access_log") as session:
            return _Names(
                {user.id: user.name for user in session.exec(select(User))},
                {desk.id: desk.name for desk in session.exec(select(Desk))},
                {site.id: site.name for site in session.exec(select(Site))},
                people_by_id(session, self._workplace.today(), set(residents)),
            )


def _entry(row: Mapping[str, Any], names: _Names) -> Entry:
    of_store = row["device_id"] == STORE_DEVICE
    return Entry(
        row["device_id"],
        row["number"],
        instant_from(row["at"]),
        names.user(row["actor"]),
        names.desk(row["device_id"]),
        names.sites.get(row["site_id"] or "", ""),
        row["what"],
        row["kind"],
        tuple(names.whom(one) for one in row["residents"]),
        row["count"],
        "" if of_store else row["criterion"] or "",
        row["reason"] or "",
        row["hash"],
        _asked_of_log(row["criterion"] or "", names) if of_store else (),
    )


def _asked_of_log(criterion: str, names: _Names) -> tuple[tuple[str, str], ...]:
    """What the store wrote down about a look into its log, with names in place of ids."""
    if criterion.startswith("spot check"):
        return (("spot_check", ""),)
    pairs = [part.partition("=")[::2] for part in criterion.split()]
    named: dict[str, Callable[[str], str]] = {"colleague": names.user, "desk": names.desk}
    return tuple((name, named[name](value) if name in named else value) for name, value in pairs)


def _drawn(row: Mapping[str, Any], names: _Names, per: Per) -> Drawn:
    entry = _entry(row, names)
    if per == "colleague":
        subject = names.user(row["subject"])
    else:
        told = next((one for one in row["residents"] if one["id"] == row["subject"]), None)
        subject = whom_words(names.whom(told or {"id": row["subject"], "number": None}))
    return Drawn(
        entry,
        row["subject"],
        subject,
        _instant(row["reviewed_at"]),
        names.user(row["reviewed_by"]),
        row["note"] or "",
    )


def _instant(text: str | None) -> datetime | None:
    """Whole seconds of an instant, whether or not the store told parts of them."""
    return instant_from(f"{text[:19]}Z") if text else None


def _day(text: str, *, last: bool = False) -> date:
    """The day that begins at an instant, or the one that ends there."""
    return day_of(instant_from(text) - timedelta(seconds=1 if last else 0))

"""Everybody of a desk as they are compared, in memory: read anew before each question, and only
who has changed is looked at again."""

import threading
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlmodel import Session

from desktop.models.residents import BirthPrecision, Sex
from desktop.services.duplicates.described import FIELDS, Described
from desktop.services.duplicates.nets import nets_of
from desktop.services.duplicates.score import Verdict, compare

Pair = tuple[str, str]
"""Two ids in order."""

_MOST_IN_A_NET = 400
"""A key that more people share tells nothing."""

_EVERYBODY = (
    "SELECT id, site_id, surname, given_names, surname_cyrillic, given_names_cyrillic, birth_date,"
    " birth_precision, sex, cpr, foreigner_number, document_number, phone, email"
    " FROM resident WHERE anonymised_on IS NULL"
)
"""The fields in their order (``FIELDS``), as SQLite holds them: most rows are only compared with
what they were."""

_rolls: "weakref.WeakKeyDictionary[object, Roll]" = weakref.WeakKeyDictionary()
_making = threading.Lock()


def roll_of(store: object) -> "Roll":
    """The one roll of an open database, which is only ever a key here."""
    with _making:
        if store not in _rolls:
            _rolls[store] = Roll()
        return _rolls[store]


class Roll:
    """Who is known, under which keys, and what came of comparing them."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._rows: dict[str, Any] = {}
        self._people: dict[str, Described] = {}
        self._sites: dict[str, str] = {}
        self._nets: dict[str, frozenset[str]] = {}
        self._in_net: dict[str, set[str]] = {}
        self._verdicts: dict[Pair, Verdict] = {}
        self._fresh: set[str] = set()

    @contextmanager
    def held(self, session: Session) -> Iterator["Roll"]:
        """In step with the database, while nobody changes it."""
        with self._lock:
            self._catch_up(session)
            yield self

    def like(self, person: Described) -> dict[str, Verdict]:
        """Who may be this person, by id."""
        found = {}
        for other in self._sharing(nets_of(person)):
            verdict = compare(person, self._people[other])
            if verdict.is_candidate:
                found[other] = verdict
        return found

    def pairs(self) -> Mapping[Pair, Verdict]:
        """All pairs of a site that may be one person. Only those are compared of whom one is new
        or has changed since the last time."""
        for one in self._fresh:
            for other in self._sharing(self._nets[one]):
                pair = (one, other) if one < other else (other, one)
                if other == one or self._sites[one] != self._sites[other]:
                    continue
                if pair not in self._verdicts:
                    verdict = compare(self._people[pair[0]], self._people[pair[1]])
                    if verdict.is_candidate:
                        self._verdicts[pair] = verdict
        self._fresh.clear()
        return self._verdicts

    def verdict(self, one: str, other: str) -> Verdict:
        """What comparing two records says; both must be known."""
        return compare(self._people[one], self._people[other])

    def _sharing(self, nets: Iterable[str]) -> set[str]:
        found: set[str] = set()
        for net in nets:
            sharing = self._in_net.get(net, ())
            if len(sharing) <= _MOST_IN_A_NET:
                found.update(sharing)
        return found

    def _catch_up(self, session: Session) -> None:
        rows = session.connection().exec_driver_sql(_EVERYBODY)
        known, now = self._rows, {row[0]: tuple(row) for row in rows}
        left = known.keys() - now.keys()
        changed = [id_ for id_, row in now.items() if known.get(id_) != row]
        for id_ in (*left, *changed):
            self._forget(id_)
        if left or changed:
            gone = {*left, *changed}
            self._verdicts = {
                pair: verdict for pair, verdict in self._verdicts.items() if gone.isdisjoint(pair)
            }
        for id_ in changed:
            self._take(id_, now[id_])
        self._rows = now

    def _take(self, id_: str, row: Sequence[Any]) -> None:
        _, site_id, *values = row
        person = _described(values)
        nets = nets_of(person)
        self._people[id_], self._sites[id_], self._nets[id_] = person, site_id, nets
        for net in nets:
            self._in_net.setdefault(net, set()).add(id_)
        self._fresh.add(id_)

    def _forget(self, id_: str) -> None:
        self._people.pop(id_, None)
        self._sites.pop(id_, None)
        self._fresh.discard(id_)
        for net in self._nets.pop(id_, ()):
            sharing = self._in_net[net]
            sharing.discard(id_)
            if not sharing:
                del self._in_net[net]


def _described(values: list[Any]) -> Described:
    told = dict(zip(FIELDS, values, strict=True))
    born = told.pop("birth_date")
    precision, sex = BirthPrecision(told.pop("birth_precision")), Sex(told.pop("sex"))
    texts = {name: value or "" for name, value in told.items()}
    return Described(
        birth_date=date.fromisoformat(born) if born else None,
        birth_precision=precision,
        sex=sex,
        **texts,
    )

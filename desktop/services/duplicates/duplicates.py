"""Finds who may be written down twice: before a record is made, and among those that are there."""

from collections.abc import Collection, Iterable, Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models.merges import NotSame
from desktop.models.residents import Resident, ResidentStatus
from desktop.models.sites import Site
from desktop.services.duplicates.candidates import (
    Candidate,
    Found,
    PossiblePair,
    better,
    order,
    told_apart,
)
from desktop.services.duplicates.described import Described
from desktop.services.duplicates.roll import Roll, roll_of
from desktop.services.duplicates.score import Verdict
from desktop.services.people import PersonLine, people_by_id, require_resident
from desktop.services.records import head_of
from desktop.services.seen import saw
from desktop.services.sight import closed_files
from desktop.services.workplace import Workplace

_MOST = 5
"""So many candidates are shown; who is not among the likeliest is hardly the one."""

_MOST_PAIRS = 200
_OVER = frozenset({ResidentStatus.MOVED_OUT, ResidentStatus.NO_SHOW, ResidentStatus.CANCELLED})
"""Two records of somebody who is not here any more harm nobody."""


class Duplicates:
    """Who of this desk may be the same person."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def possible(self, asked: Described, but: Collection[str] = ()) -> Found:
        """Who may be the person described, before a record is made of them; ``but`` are ids of
        those who are known not to be. Nobody while too little is known to tell."""
        return self.possible_each([asked], but)[0]

    def possible_each(
        self, asked: Sequence[Described], but: Collection[str] = ()
    ) -> tuple[Found, ...]:
        """The same for several at once, as the rows of a file."""
        with self._workplace.read("find_duplicates") as session:
            answers = found_each(session, self._workplace, asked, but)
            ids = [c.person.id for answer in answers for c in answer.candidates]
            saw(session, ids, criterion=_criterion(asked))
        return answers

    def pairs(self) -> tuple[PossiblePair, ...]:
        """The records of this site that may be of one person, the likeliest first; without those
        of whom somebody said that they are two, and those who are all gone."""
        workplace = self._workplace
        with workplace.read("see_duplicates") as session:
            saw(session, criterion="duplicates")
            with roll_of(workplace.store).held(session) as roll:
                verdicts = _of_people(session, roll)
            for pair in told_apart(session):
                verdicts.pop(pair, None)
            here = _here(session, workplace.site_id, {one for pair in verdicts for one in pair})
            wanted = sorted(
                (pair for pair in verdicts if pair <= here.keys() and not _is_over(here, pair)),
                key=lambda pair: (order(verdicts[pair]), sorted(pair)),
            )[:_MOST_PAIRS]
            ids = {one for pair in wanted for one in pair}
            lines = people_by_id(session, workplace.today(), ids)
        told = workplace.may("protect_file")
        found = (
            _pair([lines[one] for one in sorted(pair)], verdicts[pair], masked=told)
            for pair in wanted
        )
        return tuple(pair for pair in found if pair is not None)

    def tell_apart(self, resident_id: str, other_ids: Iterable[str]) -> None:
        """These are other people than the resident, and nobody is asked again, at any desk. Of
        somebody at another site nothing is kept."""
        workplace = self._workplace
        with workplace.op("tell_apart") as session:
            resident = require_resident(session, resident_id)
            said = told_apart(session, [resident.id])
            for other_id in dict.fromkeys(head_of(session, one) for one in other_ids):
                other = require_resident(session, other_id)
                if other is resident:
                    raise AppError(N_("Please choose another resident: this is the same one."))
                if frozenset((resident.id, other_id)) in said or other.site_id != resident.site_id:
                    continue
                session.add(
                    NotSame(
                        site_id=resident.site_id,
                        resident_id=resident.id,
                        other_id=other_id,
                        said_at=workplace.now(),
                        said_by=workplace.actor.id,
                    )
                )

    def take_back(self, apart_id: str) -> None:
        """They may be one person after all: they are looked at again. Raises AppError when a
        colleague was first."""
        workplace = self._workplace
        with workplace.op("tell_apart") as session:
            row = session.get(NotSame, apart_id)
            if row is None or row.voided_at is not None:
                raise AppError(N_("A colleague has settled this meanwhile."))
            pair = frozenset((head_of(session, row.resident_id), head_of(session, row.other_id)))
            rows = session.exec(select(NotSame).where(col(NotSame.voided_at).is_(None))).all()
            for one in rows:
                ends = {head_of(session, one.resident_id), head_of(session, one.other_id)}
                if ends == pair:
                    one.voided_at = workplace.now()
                    one.voided_by = workplace.actor.id


def found_each(
    session: Session, workplace: Workplace, asked: Sequence[Described], but: Collection[str] = ()
) -> tuple[Found, ...]:
    """Who each of those described may be; used within a read."""
    with roll_of(workplace.store).held(session) as roll:
        found = [roll.like(one) if one.says_enough() else {} for one in asked]
    return tuple(_found(session, workplace, one, but) if one else Found() for one in found)


def found_for(session: Session, workplace: Workplace, resident: Resident) -> Found:
    """Who else may be a resident who is written down already; used within a read."""
    with roll_of(workplace.store).held(session) as roll:
        verdicts = _of_people(session, roll)
    for pair in told_apart(session, [resident.id]):
        verdicts.pop(pair, None)
    others = {
        next(iter(pair - {resident.id})): verdict
        for pair, verdict in verdicts.items()
        if resident.id in pair
    }
    return _found(session, workplace, others)


def _of_people(session: Session, roll: Roll) -> dict[frozenset[str], Verdict]:
    """What comparing says of people rather than records."""
    found: dict[frozenset[str], Verdict] = {}
    for (one, other), verdict in roll.pairs().items():
        pair = frozenset((head_of(session, one), head_of(session, other)))
        if len(pair) == 2:
            found[pair] = better(found.get(pair), verdict)
    return found


def _found(
    session: Session, workplace: Workplace, verdicts: dict[str, Verdict], but: Collection[str] = ()
) -> Found:
    by_person: dict[str, Verdict] = {}
    for record, verdict in verdicts.items():
        person = head_of(session, record)
        by_person[person] = better(by_person.get(person), verdict)
    excluded = {head_of(session, one) for one in but}
    closed = closed_files(session, by_person.keys())
    hidden = closed - excluded
    lines = people_by_id(session, workplace.today(), by_person.keys() - excluded - closed)
    wanted = sorted(lines, key=lambda one: (order(by_person[one]), _place_in_list(lines[one])))
    rows = {
        row.id: (row, site)
        for row, site in session.exec(
            select(Resident, Site.name)
            .join(Site, col(Site.id) == col(Resident.site_id))
            .where(col(Resident.id).in_(list(lines)))
        )
    }
    return Found(
        tuple(
            Candidate(
                lines[one],
                rows[one][0].birth_date,
                rows[one][0].birth_precision,
                by_person[one],
                "" if rows[one][0].site_id == workplace.site_id else rows[one][1],
            )
            for one in wanted[:_MOST]
            if one in rows
        ),
        protected=bool(hidden),
        closed=tuple(people_by_id(session, workplace.today(), hidden).values())
        if workplace.may("protect_file")
        else (),
    )


def _here(session: Session, site_id: str, ids: set[str]) -> dict[str, ResidentStatus]:
    rows = session.execute(
        sa.select(col(Resident.id), col(Resident.status)).where(
            col(Resident.id).in_(ids), col(Resident.site_id) == site_id
        )
    )
    return {row[0]: row[1] for row in rows}


def _is_over(statuses: dict[str, ResidentStatus], pair: frozenset[str]) -> bool:
    return all(statuses[one] in _OVER for one in pair)


def _pair(lines: list[PersonLine], verdict: Verdict, *, masked: bool) -> PossiblePair | None:
    """Two who may be seen, the one who lives here first; one of them where the other is closed, who
    comes ``masked`` or not at all."""
    seen = [line for line in lines if not line.masked]
    if not seen:
        return None
    if len(seen) == 1:
        closed = next(line for line in lines if line.masked)
        return PossiblePair(seen[0], closed if masked else None, None)
    one, other = sorted(seen, key=_place_in_list)
    return PossiblePair(one, other, verdict)


def _place_in_list(line: PersonLine) -> tuple[bool, bool, str]:
    """Who lives here comes first."""
    return line.status in _OVER, not line.place, line.number


def _criterion(asked: Sequence[Described]) -> str:
    """What was asked, for the access log."""
    if len(asked) != 1:
        return f"{len(asked)} rows"
    (one,) = asked
    names = (one.given_names, one.surname, one.given_names_cyrillic, one.surname_cyrillic)
    numbers = (one.cpr, one.foreigner_number, one.document_number)
    return " ".join(" ".join((*names, *numbers)).split()) or "nobody"

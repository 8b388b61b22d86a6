"""Two records of one person become one, and come apart again (FEATURES R6).

Nothing is deleted: ``models.merges`` says what is written, ``services.records`` how everything that
hangs on either is found afterwards.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models.housing import Stay, StayState
from desktop.models.merges import MergeRecord
from desktop.models.residents import Resident
from desktop.models.sites import User
from desktop.services import row_values
from desktop.services.duplicates.candidates import (
    Apart,
    MergedRecord,
    RecordsOfPerson,
    told_apart,
)
from desktop.services.duplicates.described import described
from desktop.services.duplicates.duplicates import found_for
from desktop.services.duplicates.lines import (
    LINES,
    TABLE,
    Side,
    chosen,
    order_of,
    protective,
    values_of,
)
from desktop.services.duplicates.pair import (
    Record,
    RecordPair,
    colliding_stays,
    line_choices,
    since,
    stay_choices,
)
from desktop.services.duplicates.score import compare
from desktop.services.duplicates.undoing import Undone, undo_between
from desktop.services.people import people_by_id, require_resident
from desktop.services.records import forget_heads, head_of, heads_in, records_of
from desktop.services.seen import saw, saw_nobody
from desktop.services.sight import is_closed, require_open
from desktop.services.workplace import Workplace

CHANGED = N_("One of the records has changed meanwhile. Please look at both again.")
CLOSED = N_("A protected file may be the same: ask a lead.")


@dataclass(frozen=True)
class Merged:
    """What a merge did, so that it can be told and undone."""

    kept_id: str
    gone_id: str
    name: str


class Merging:
    """Merges records of this site, and undoes it."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def pair(self, one_id: str, other_id: str) -> RecordPair:
        """Two records side by side, the one that stays by default first. Raises AppError where
        they can't be merged."""
        with self._workplace.read("compare_records") as session:
            kept, gone = _two(session, one_id, other_id)
            if head_of(session, gone.id) == gone.id:
                lines = people_by_id(session, self._workplace.today(), [kept.id, gone.id])
                kept, gone = sorted(
                    (kept, gone),
                    key=lambda row: (
                        order_of(values_of(row)),
                        not lines[row.id].place,
                        row.arrived_on or date.max,
                        row.number,
                    ),
                )
            saw(session, [kept.id, gone.id])
            return self._pair(session, kept, gone)

    def of(self, resident_id: str) -> RecordsOfPerson:
        """What was merged into a person's record, who else they may be, and who they are said not
        to be. Nothing of a closed file."""
        workplace = self._workplace
        with workplace.read("compare_records") as session:
            resident = require_resident(session, resident_id)
            if is_closed(session, resident):
                saw_nobody(session)
                return RecordsOfPerson()
            found = RecordsOfPerson(
                self._merged(session, resident),
                found_for(session, workplace, resident),
                self._apart(session, resident),
            )
            if not found:
                saw_nobody(session)
            others = [c.person.id for c in found.possible.candidates]
            others += [apart.other.id for apart in found.apart]
            saw(session, [*records_of(session, [resident.id]), *others])
        return found

    def merge(
        self,
        seen: RecordPair,
        choices: Mapping[str, Side],
        *,
        kept_id: str = "",
        bed: Side | None = None,
    ) -> Merged:
        """Makes one person of what ``pair`` has shown. ``choices`` by the name of a line say what
        stays where that is not the default, ``bed`` whose bed; ``kept_id`` which number. Sides are
        those of ``seen``. Raises AppError, and then has saved nothing."""
        workplace = self._workplace
        with workplace.op("merge_residents") as session:
            kept, gone = _two(session, seen.kept.id, seen.gone.id)
            now = self._pair(session, kept, gone)
            if (now.kept.id, now.again) != (seen.kept.id, seen.again) or now.told() != seen.told():
                raise AppError(CHANGED)
            if seen.stays and bed is None:
                raise AppError(N_("Both records have a bed. Please choose which one stays."))
            values = {Side.KEPT: values_of(kept), Side.GONE: values_of(gone)}
            told = {line.name: line.default for line in seen.lines} | dict(choices)
            wanted = protective(values[Side.KEPT], values[Side.GONE])
            for line in LINES:
                side = told.get(line.name, Side.KEPT)
                wanted |= chosen(line, side, values[Side.KEPT], values[Side.GONE])
            if kept_id == gone.id and not seen.again:
                kept, gone = gone, kept
            before, left = values_of(kept), values_of(gone)
            replaced = {name: before[name] for name in wanted if before[name] != wanted[name]}
            row_values.write(kept, TABLE, wanted)
            gone.merged = True
            ended = self._end_stays(session, seen, bed)
            self._forget_apart(session, kept.id, gone.id)
            session.add(
                MergeRecord(
                    site_id=kept.site_id,
                    kept_id=kept.id,
                    gone_id=gone.id,
                    merged_at=workplace.now(),
                    merged_by=workplace.actor.id,
                    before={kept.id: replaced, gone.id: left, **ended},
                )
            )
            forget_heads(session)
            return Merged(kept.id, gone.id, f"{kept.given_names} {kept.surname}")

    def undo(self, gone_id: str) -> Undone:
        """Takes a merge back: both records stand for themselves, with what hung on each and with
        the values that nobody has changed since. Raises AppError when a colleague was first."""
        workplace = self._workplace
        with workplace.op("undo_merge") as session:
            for one in (head_of(session, gone_id), gone_id):
                record = session.get(Resident, one)
                if record is None:
                    raise AppError(N_("This resident is not at this site any more."))
                require_open(session, record)
            return undo_between(session, workplace, gone_id)

    def _pair(self, session: Session, kept: Resident, gone: Resident) -> RecordPair:
        today = self._workplace.today()
        stays = colliding_stays(session, kept.id, gone.id, today)
        again = head_of(session, gone.id) == kept.id
        lines = people_by_id(session, today, [kept.id, gone.id])
        reasons = () if again else compare(described(kept), described(gone)).reasons
        return RecordPair(
            _record(kept, lines[kept.id].place),
            _record(gone, "" if again else lines[gone.id].place),
            line_choices(session, values_of(kept), values_of(gone)),
            reasons,
            stay_choices(session, stays),
            again,
        )

    def _merged(self, session: Session, resident: Resident) -> tuple[MergedRecord, ...]:
        gone = [one for one, head in heads_in(session).items() if head == resident.id]
        rows = session.exec(
            select(MergeRecord, Resident, User.name)
            .join(Resident, col(Resident.id) == col(MergeRecord.gone_id))
            .join(User, col(User.id) == col(MergeRecord.merged_by))
            .where(col(MergeRecord.gone_id).in_(gone), col(MergeRecord.undone_at).is_(None))
            .order_by(col(MergeRecord.merged_at), col(MergeRecord.id))
        ).all()
        found: dict[str, MergedRecord] = {}
        for row, record, by in rows:
            seen = [
                one.before[record.id]
                for one, other, _ in rows
                if other.id == record.id and record.id in one.before
            ]
            stays = colliding_stays(session, resident.id, record.id, self._workplace.today())
            found.setdefault(
                record.id,
                MergedRecord(
                    record.id,
                    record.number,
                    row.merged_at,
                    by,
                    since(session, record, seen),
                    two_beds=bool(stays[1]),
                ),
            )
        return tuple(found.values())

    def _apart(self, session: Session, resident: Resident) -> tuple[Apart, ...]:
        said = told_apart(session, [resident.id])
        by_other = {next(iter(pair - {resident.id})): row for pair, row in said.items()}
        lines = people_by_id(session, self._workplace.today(), by_other)
        names = {user.id: user.name for user in session.exec(select(User))}
        return tuple(
            Apart(row.id, lines[other], row.said_at, names.get(row.said_by, ""))
            for other, row in by_other.items()
            if other in lines and not lines[other].masked
        )

    def _end_stays(
        self, session: Session, seen: RecordPair, bed: Side | None
    ) -> dict[str, dict[str, str | None]]:
        """Ends what would be a second bed; what stood there, for undoing it."""
        today = self._workplace.today()
        before: dict[str, dict[str, str | None]] = {}
        for choice in seen.stays:
            stay = session.get(Stay, choice.id)
            if stay is None or choice.side is bed:
                continue
            before[stay.id] = {
                "ends_on": stay.ends_on.isoformat() if stay.ends_on else None,
                "state": stay.state.value,
            }
            if stay.starts_on < today:
                stay.ends_on = today
            else:
                stay.state = StayState.CANCELLED
        session.flush()
        return before

    def _forget_apart(self, session: Session, one_id: str, other_id: str) -> None:
        """Whoever merges two takes back that they are two people."""
        pair = frozenset((head_of(session, one_id), head_of(session, other_id)))
        while (row := told_apart(session, pair).get(pair)) is not None:
            row.voided_at = self._workplace.now()
            row.voided_by = self._workplace.actor.id
            session.flush()


def _two(session: Session, one_id: str, other_id: str) -> tuple[Resident, Resident]:
    """The rows of two people, or of a person and of a record that was merged into theirs. Raises
    AppError where they can't be merged."""
    one = require_resident(session, one_id)
    other = require_resident(session, other_id)
    if one is other:
        other = _merged_row(session, one, one_id if one_id != one.id else other_id)
    for record in (one, other):
        if is_closed(session, record):
            raise AppError(CLOSED)
        if record.anonymised_on is not None:
            raise AppError(N_("This resident is not at this site any more."))
    if one.site_id != other.site_id:
        raise AppError(
            N_(
                "These two are at different sites. Please ask the placement coordinator to move "
                "one of them first."
            )
        )
    return one, other


def _merged_row(session: Session, person: Resident, record_id: str) -> Resident:
    row = session.get(Resident, record_id)
    if row is None or row is person:
        raise AppError(N_("Please choose another resident: this is the same one."))
    return row


def _record(resident: Resident, place: str) -> Record:
    return Record(
        resident.id,
        resident.number,
        f"{resident.given_names} {resident.surname}",
        resident.status,
        place,
    )

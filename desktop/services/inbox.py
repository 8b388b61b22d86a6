"""Reads what needs a person at a site, in one consistent view of the desk's database."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from desktop.errors import AppError
from desktop.models import SYNCED
from desktop.models.anonymity import REFUSED
from desktop.models.base import instant_from
from desktop.models.conflicts import Conflict, ConflictState
from desktop.models.housing import Stay, StayState
from desktop.models.local import outbox_op
from desktop.models.photos import IMAGE
from desktop.models.roles import may, may_decide
from desktop.models.sites import Desk, Role, Site, User, UserSite
from desktop.services import row_values
from desktop.services.field_words import (
    FieldValue,
    Subject,
    name_of_row,
    resident_named_in,
    told,
)
from desktop.services.needs import (
    Claim,
    ConflictValue,
    ContestedStay,
    Needs,
    OpenConflict,
    Origin,
    RefusedChange,
    RefusedOp,
)
from desktop.services.people import PersonLine, people_by_id
from desktop.services.protected_files import FileOpening, unseen_openings
from desktop.services.refused import BUILT_ON, RowChange, changes_of, plan
from desktop.services.sealed_words import SealedWords
from desktop.services.stay_room import rival
from desktop.services.workplace import Workplace

_MOST = 200
_UNTOLD = frozenset({"site_id", "number", "display_order", IMAGE, "before", "said"})
"""Fields that nobody typed."""

_ABOUT_A_PERSON = frozenset(
    {
        *("resident", "support_need", "conflict_pair", "further_step", "guardian", "pet"),
        *("absence", "appointment", "referral", "child_concern", "merge_record"),
        *("check_out", "check_out_step", "list_entry"),
    }
)
"""Tables whose values tell of a person: left out while their protected file is closed."""


def values_of(conflict: Conflict) -> list[dict[str, Any]]:
    """The different values of a conflict, each with every field of the group, the one that the
    store holds first."""
    group = row_values.group_of(conflict.row_table, conflict.field_group)
    current = _whole(group, conflict.current or {}, {})
    found = [current]
    for candidate in conflict.candidates:
        value = _whole(group, current, candidate.get("value") or {})
        if value not in found:
            found.append(value)
    return found


def is_over(session: Session, conflict: Conflict) -> bool:
    """Whether there is nothing left to choose from: the row is gone, or the stay is no longer
    contested."""
    if session.get(SYNCED[conflict.row_table], conflict.row_id) is None:
        return True
    return "id" in (conflict.current or {})


def _latest(conflict: Conflict) -> tuple[str, int, str]:
    """By when somebody last wrote one of the values; the seq decides within a second."""
    written = max((str(one.get("at") or "") for one in conflict.candidates), default="")
    return written, conflict.row_seq or 0, conflict.id


def _whole(
    group: tuple[str, ...], current: dict[str, Any], value: dict[str, Any]
) -> dict[str, Any]:
    return {name: value.get(name, current.get(name)) for name in group}


class Inbox:
    """Used once, within a session."""

    def __init__(self, session: Session, workplace: Workplace) -> None:
        self._session = session
        self._workplace = workplace
        self._sealed = SealedWords(workplace)
        users = session.execute(sa.select(col(User.id), col(User.name)))
        desks = session.execute(sa.select(col(Desk.id), col(Desk.name)))
        self._users: dict[str, str] = {row[0]: row[1] for row in users}
        self._desks: dict[str, str] = {row[0]: row[1] for row in desks}

    def needs(self) -> Needs:
        """Everything, the latest of each kind first. Who sees no residents is shown only what
        they decide."""
        contested: list[ContestedStay] = []
        conflicts: list[OpenConflict] = []
        here = col(Conflict.site_id) == self._workplace.site_id
        shared = col(Conflict.site_id).is_(None)
        theirs = col(Conflict.row_table).in_(filter(self._may_decide, SYNCED))
        rows = self._session.exec(
            select(Conflict).where(
                sa.or_(here if self._sees_residents else sa.and_(here, theirs), shared & theirs),
                col(Conflict.state) == ConflictState.OPEN,
                col(Conflict.row_table).in_(SYNCED),
            )
        ).all()
        for conflict in sorted(rows, key=_latest, reverse=True):
            claim = self._contested(conflict)
            if claim is not None:
                contested.append(claim)
            else:
                conflicts.append(self._conflict(conflict))
        return Needs(
            tuple(contested),
            tuple(conflicts),
            self._refused(),
            self._deciders(),
            self._may_decide("resident"),
            self._openings(),
        )

    @property
    def _sees_residents(self) -> bool:
        return self._workplace.may_see("see_residents")

    def _openings(self) -> tuple[FileOpening, ...]:
        if not self._workplace.may_see("see_openings"):
            return ()
        return unseen_openings(self._session, self._workplace)

    def _may_decide(self, table: str) -> bool:
        return may_decide(self._workplace.actor.role, table)

    def _conflict(self, conflict: Conflict) -> OpenConflict:
        table = conflict.row_table
        row = self._session.get(SYNCED[table], conflict.row_id)
        group = row_values.group_of(table, conflict.field_group)
        over = is_over(self._session, conflict)
        person = self._person(self._resident_of(table, conflict.row_id, row))
        closed = person is not None and person.masked and table in _ABOUT_A_PERSON
        values = () if over or closed else tuple(self._values(conflict, group))
        editor = row_values.editor_of(table, group[0]) if len(group) == 1 and values else None
        quiet = self._sealed.keeps_quiet([table])
        name = "" if quiet else name_of_row(self._session, table, conflict.row_id)
        return OpenConflict(
            conflict.id,
            Subject(table, name, confidential=quiet),
            conflict.field_group,
            None if quiet else person,
            values,
            editor,
            over,
            self._may_decide(table) and not closed,
            closed,
        )

    def _values(self, conflict: Conflict, group: tuple[str, ...]) -> Iterable[ConflictValue]:
        values = values_of(conflict)
        origins = [Origin()] * len(values)
        for candidate in conflict.candidates:
            whole = _whole(group, values[0], candidate.get("value") or {})
            origins[values.index(whole)] = self._origin(candidate)
        for number, (value, origin) in enumerate(zip(values, origins, strict=True)):
            opener = self._sealed.opener(conflict.row_table, conflict.row_id)
            fields = told(self._session, conflict.row_table, value, opener)
            yield ConflictValue(fields, origin, stands=number == 0)

    def _contested(self, conflict: Conflict) -> ContestedStay | None:
        if (conflict.row_table, conflict.field_group) != ("stay", "place"):
            return None
        late = self._session.get(Stay, conflict.row_id)
        if late is None or late.state is not StayState.CONTESTED:
            return None
        candidate = conflict.candidates[-1] if conflict.candidates else {}
        standing = rival(self._session, late, late.bed_id, late.starts_on, late.ends_on)
        return ContestedStay(
            conflict.id,
            self._claim(late, self._origin(candidate)),
            self._claim(standing, Origin()) if standing else None,
        )

    def _claim(self, stay: Stay, origin: Origin) -> Claim:
        person = self._person(stay.resident_id)
        assert person is not None  # a stay's resident is here by reference
        return Claim(
            stay.id,
            person,
            name_of_row(self._session, "bed", stay.bed_id),
            stay.bed_id,
            stay.starts_on,
            stay.ends_on,
            stay.kind,
            self._users.get(stay.decided_by or "", ""),
            origin,
        )

    def _refused(self) -> tuple[RefusedOp, ...]:
        ops: Sequence[Any] = self._session.execute(
            sa.select(outbox_op)
            .where(outbox_op.c.status == "refused", outbox_op.c.settled_at.is_(None))
            .order_by(outbox_op.c.device_seq.desc())
            .limit(_MOST)
        ).all()
        if not self._sees_residents:
            ops = [op for op in ops if self._workplace.may(op.action)]
        changes = changes_of(self._session, [op.op_id for op in ops])
        return tuple(self._refused_op(op, changes.get(op.op_id, [])) for op in ops)

    def _refused_op(self, op: Any, changes: list[RowChange]) -> RefusedOp:
        error = op.error or {}
        fault = self._at_fault(error.get("params") or {}, changes)
        people = dict.fromkeys(
            resident_id
            for change in changes
            if (resident_id := self._resident_of_change(change)) is not None
        )
        quiet = self._sealed.keeps_quiet((change.table for change in changes), op.actor)
        lines = {} if quiet else people_by_id(self._session, self._workplace.today(), people)
        if quiet or any(line.masked for line in lines.values()):
            fault = None
        allowed = may(self._workplace.actor.role, op.action)
        return RefusedOp(
            op.op_id,
            op.action,
            tuple(lines[r] for r in people if r in lines),
            self._users.get(op.actor, ""),
            op.at,
            _code_of(error),
            tuple(self._refused_change(change, quiet=quiet) for change in changes),
            fault,
            row_values.editor_of(fault.table, fault.field) if fault else None,
            self._obstacle(op, changes),
            allowed or self._may_decide("resident"),
            quiet,
        )

    def _refused_change(self, change: RowChange, *, quiet: bool) -> RefusedChange:
        if quiet:
            return RefusedChange(Subject(change.table, "", confidential=True), change.kind, ())
        person = self._person(self._resident_of_change(change))
        typed = {
            name: value
            for name, value in change.fields.items()
            if name not in _UNTOLD and (change.kind != "insert" or value not in (None, False, []))
        }
        name = name_of_row(self._session, change.table, change.row_id)
        if not name and change.table == "resident":
            parts = (change.fields.get("given_names"), change.fields.get("surname"))
            name = " ".join(str(part) for part in parts if part)
        if person is not None and person.masked and change.table in _ABOUT_A_PERSON:
            typed = {}
        opener = self._sealed.opener(change.table, change.row_id)
        return RefusedChange(
            Subject(change.table, name),
            change.kind,
            told(self._session, change.table, typed, opener),
        )

    def _obstacle(self, op: Any, changes: list[RowChange]) -> str:
        if not op.undone:
            return BUILT_ON
        try:
            plan(self._session, changes)
        except AppError as error:
            return error.msgid
        return ""

    def _at_fault(self, params: dict[str, Any], changes: list[RowChange]) -> FieldValue | None:
        for change in changes:
            name = params.get("field")
            of_row = (params.get("table"), params.get("id")) == (change.table, change.row_id)
            if of_row and isinstance(name, str) and name in change.fields:
                return told(self._session, change.table, {name: change.fields[name]})[0]
        return None

    def _resident_of_change(self, change: RowChange) -> str | None:
        if change.table == "resident":
            return change.row_id
        named = change.fields.get("resident_id") or change.fields.get("kept_id")
        row = None if named else self._session.get(SYNCED[change.table], change.row_id)
        return named or resident_named_in(row)

    @staticmethod
    def _resident_of(table: str, row_id: str, row: Any) -> str | None:
        return row_id if table == "resident" else resident_named_in(row)

    def _person(self, resident_id: str | None) -> PersonLine | None:
        if resident_id is None:
            return None
        lines = people_by_id(self._session, self._workplace.today(), [resident_id])
        return lines.get(resident_id)

    def _origin(self, candidate: dict[str, Any]) -> Origin:
        at = candidate.get("at")
        return Origin(
            self._users.get(candidate.get("actor", ""), ""),
            instant_from(at) if at else None,
            self._desks.get(candidate.get("device_id", ""), ""),
            self._elsewhere(candidate.get("actor", "")),
        )

    def _elsewhere(self, user_id: str) -> str:
        sites = self._session.execute(
            select(Site.id, Site.name)
            .join(UserSite, col(UserSite.site_id) == col(Site.id))
            .where(UserSite.user_id == user_id)
            .order_by(col(Site.name))
        ).all()
        if not sites or any(site[0] == self._workplace.site_id for site in sites):
            return ""
        return str(sites[0][1])

    def _deciders(self) -> tuple[str, ...]:
        """The leads of this site; where it has none, the coordinators."""
        here = sa.exists().where(
            col(UserSite.user_id) == col(User.id),
            col(UserSite.site_id) == self._workplace.site_id,
        )
        for which in (
            sa.and_(col(User.role) == Role.LEAD, here),
            col(User.role) == Role.COORDINATOR,
        ):
            names = self._session.scalars(
                sa.select(col(User.name))
                .where(which, col(User.enabled).is_(True))
                .order_by(col(User.name))
            ).all()
            if names:
                return tuple(names)
        return ()


def _code_of(error: Mapping[str, Any]) -> str:
    """Why the store refused; that somebody is anonymised is told apart."""
    rule = (error.get("params") or {}).get("rule")
    return REFUSED if rule == REFUSED else str(error.get("code", ""))

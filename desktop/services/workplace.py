"""Where a service works: whose desk, which site, which database, and what the person may do.

Services reach the database through here only. So this is where roles are enforced, and where the
access log is written: of ops with them, of reads before their result is handed out.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import sqlalchemy as sa
from sqlmodel import Session, col, select

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models.access_book import Access
from desktop.models.access_chain import AccessKind
from desktop.models.base import now
from desktop.models.identity import Identity
from desktop.models.roles import ACTIONS, EVERYWHERE, OWN, READS, Rule, may, may_see
from desktop.models.sites import BUILT_IN_USER, Desk, Role, Site, User, UserSite
from desktop.models.store import Fault, Store, StoreError
from desktop.services import seen as seen_by
from desktop.services.concerned import concerned
from desktop.services.days import day_of
from desktop.services.recorder import Recorder
from desktop.services.seen import Seen
from desktop.services.sight import Sight, look_with
from desktop.services.who_may import (
    DENIED,
    NOT_HERE,
    WHO,
    NotAllowedError,
    Right,
    right_of,
    rule_of,
)

FAULTS: dict[Fault, str] = {
    "damaged": N_(
        "The database file of this desk is damaged. Nothing was changed. "
        "Please call your administrator; the central store has what was sent."
    ),
    "disk_full": N_(
        "The disk is full, so nothing was saved. Free some space and save again; "
        "what you typed is still here."
    ),
    "newer_schema": N_(
        "This database was written by a newer version of Ankomst. Nothing was changed. "
        "Please install the new version on this PC."
    ),
    "busy": N_("The database is busy. Nothing was saved; please try again in a moment."),
    "unwritable": N_(
        "The database file can't be written. Nothing was saved. "
        "Please check that the disk is connected and that you may write to it."
    ),
}
"""What a fault of the database means for the person at the desk."""


@contextmanager
def faults_in_words() -> Iterator[None]:
    """Turns a StoreError into an AppError."""
    try:
        yield
    except StoreError as error:
        raise AppError(FAULTS[error.fault]) from error


@dataclass(frozen=True)
class Actor:
    """The colleague who is signed in."""

    id: str
    name: str
    role: Role


@dataclass(frozen=True)
class SiteInfo:
    """The site the desk stands at."""

    id: str
    name: str
    reception: bool


class Workplace:
    """Handed to every service. Immutable but for the clock, which tests and the demo may set, the
    identity, which the store may change, and ``sealed_key``: the confidential key of who is signed
    in, None for those who may not read what is sealed and while the desk is locked.

    Its sessions know who looks (``services.sight``): so a protected file is closed on every page.
    """

    def __init__(
        self,
        store: Store,
        identity: Identity,
        actor: Actor,
        clock: Callable[[], datetime] = now,
        *,
        sealed_key: bytes | None = None,
    ) -> None:
        self.store = store
        self.identity = identity
        self.actor = actor
        self.sealed_key = sealed_key
        self.site_id = identity.site_ids[0]
        self._clock = clock
        self._recorder = Recorder(store, identity.device_id, clock)

    def take_identity(self, identity: Identity) -> None:
        """The store gave this desk a new name, by which it numbers what it issues from now on, or
        other sites; without any it stays where it was."""
        self.identity = identity
        self.site_id = next(iter(identity.site_ids), self.site_id)

    def now(self) -> datetime:
        """This instant, aware, in whole seconds."""
        return self._clock()

    def today(self) -> date:
        """This day in Copenhagen."""
        return day_of(self._clock())

    def may(self, action: str) -> bool:
        """Whether the person signed in may do an action."""
        return may(self.actor.role, action)

    def may_see(self, what: str) -> bool:
        """Whether the person signed in may see one of ``roles.READS``."""
        return may_see(self.actor.role, what)

    def right(self, name: str) -> Right:
        """Whether the person signed in may do or see something declared, and who could."""
        return right_of(self.actor.role, name)

    @contextmanager
    def read(self, what: str) -> Iterator[Session]:
        """A consistent view of the database, for one of ``roles.READS``.

        What the rule says is logged, the block names through ``seen.saw``. Raises AppError when
        their role may not see it, or when what was seen can't be logged.
        """
        rule = self._rule(READS, what)
        with faults_in_words():
            with self.store.read() as session:
                self._require(session.connection(), rule)
                look_with(session, Sight(self.actor.id, self.now()))
                seen = seen_by.begin(session)
                yield session
            if rule.access is not None and not seen.nobody:
                self._log_read(what, rule.access, seen)

    @contextmanager
    def op(self, action: str) -> Iterator[Session]:
        """One thing this person does, one of ``roles.ACTIONS``; all of it is saved, or nothing.
        The access log's entry is saved with it.

        Raises AppError when their role may not, or when the database can't be written.
        """
        rule = self._rule(ACTIONS, action)
        seen = Seen()
        at = self.now()

        def finish(connection: sa.Connection, op_id: str) -> None:
            self._log_op(connection, op_id, action, rule, seen)

        with faults_in_words():
            self._recorder.settle()
            with self.store.op(action, self.actor.id, at, finish) as session:
                self._require(session.connection(), rule)
                look_with(session, Sight(self.actor.id, at))
                seen = seen_by.begin(session)
                yield session

    @contextmanager
    def own(self, what: str) -> Iterator[sa.Connection]:
        """A change of what only this desk holds, one of ``roles.OWN``; no op is made. Raises
        AppError as ``op``."""
        rule = self._rule(OWN, what)
        with faults_in_words(), self.store.own() as connection:
            self._require(connection, rule)
            yield connection

    def note(
        self,
        kind: Literal["print", "export", "open_protected"],
        what: str,
        residents: Iterable[str] = (),
        *,
        criterion: str | None = None,
        reason: str | None = None,
    ) -> None:
        """Logs that something which this person may see leaves as paper or as a file, or was
        opened with a reason. To be called before it does.

        Raises AppError when their role may not see it, or when it can't be logged.
        """
        rule = rule_of(what)
        with faults_in_words():
            with self.store.read() as session:
                self._require(session.connection(), rule)
            named = tuple(sorted(set(residents)))
            self._recorder.note(self._access(what, kind, named, criterion, reason))

    def settle(self) -> None:
        """Writes down in the access log what was searched for last: somebody else comes."""
        with faults_in_words():
            self._recorder.settle()

    def _rule(self, rules: dict[str, Rule], name: str) -> Rule:
        """The rule of a name that is declared; what nobody declared is allowed to nobody."""
        rule = rules.get(name)
        if rule is None:
            raise NotAllowedError(DENIED)
        if self.actor.role not in rule.roles:
            raise NotAllowedError(WHO[rule.roles])
        return rule

    def _require(self, connection: sa.Connection, rule: Rule) -> None:
        """What the database says of the person now: they may have lost their role, or the site,
        since they signed in."""
        if rule.scope == "desk":
            return
        works_here = sa.exists().where(
            col(UserSite.user_id) == self.actor.id, col(UserSite.site_id) == self.site_id
        )
        found = connection.execute(
            sa.select(col(User.role), col(User.enabled), works_here).where(
                col(User.id) == self.actor.id
            )
        ).first()
        if found is not None and found[0] not in rule.roles:
            raise NotAllowedError(WHO[rule.roles])
        if (
            found is None
            or not found[1]
            or (rule.scope == "site" and found[0] not in EVERYWHERE and not found[2])
        ):
            raise NotAllowedError(NOT_HERE)

    def _log_read(self, what: str, access: str, seen: Seen) -> None:
        if not seen.enough_for(access):
            raise LookupError(f"{what} is to be logged, and nobody said what it has shown")
        if access == "search":
            self._recorder.searched(self._access_of(what, "search", seen))
        else:
            self._recorder.note(self._access_of(what, "read", seen))

    def _log_op(
        self, connection: sa.Connection, op_id: str, action: str, rule: Rule, seen: Seen
    ) -> None:
        if rule.access not in ("create", "change", "open_protected"):
            return
        changed, residents = concerned(connection, op_id)
        if changed:
            seen.residents.update(dict.fromkeys(residents))
            self._recorder.write_with(connection, self._access_of(action, rule.access, seen))

    def _access_of(self, what: str, kind: AccessKind, seen: Seen) -> Access:
        return self._access(what, kind, tuple(sorted(seen.residents)), seen.criterion, seen.reason)

    def _access(
        self,
        what: str,
        kind: AccessKind,
        residents: tuple[str, ...],
        criterion: str | None,
        reason: str | None,
    ) -> Access:
        return Access(
            self.now(), self.actor.id, what, kind, residents, criterion, reason, self.site_id
        )

    def site(self) -> SiteInfo:
        """The desk's own site; its name is empty until the desk has been in step once."""
        with self.read("see_own_desk") as session:
            site = session.get(Site, self.site_id)
        return SiteInfo(self.site_id, site.name if site else "", bool(site and site.reception))

    def desk_number(self) -> int | None:
        """The number that begins what this desk issues, None before the first contact."""
        with self.read("see_own_desk") as session:
            desk = session.get(Desk, self.identity.device_id)
        return desk.number if desk else None


def find_actor(store: Store, user_id: str, site_ids: Collection[str]) -> Actor | None:
    """The colleague with this id, None when unknown here, disabled, or not at work at any of these
    sites."""
    with faults_in_words(), store.read() as session:
        user = session.exec(select(User).where(User.id == user_id)).first()
        at_work = session.exec(
            select(UserSite.id).where(
                UserSite.user_id == user_id, col(UserSite.site_id).in_(site_ids)
            )
        ).first()
    if user is None or not user.enabled or user.id == BUILT_IN_USER:
        return None
    if at_work is None and user.role not in EVERYWHERE:
        return None
    return Actor(user.id, user.name, user.role)


def people_of(store: Store, site_ids: Collection[str]) -> list[Actor]:
    """Everybody who may work at one of these sites, by name, as far as this desk knows."""
    with faults_in_words(), store.read() as session:
        at_work = select(UserSite.user_id).where(col(UserSite.site_id).in_(site_ids))
        found = session.exec(
            select(User)
            .where(
                col(User.enabled),
                col(User.id) != BUILT_IN_USER,
                sa.or_(col(User.id).in_(at_work), col(User.role).in_(EVERYWHERE)),
            )
            .order_by(User.name, User.id)
        ).all()
    return [Actor(user.id, user.name, user.role) for user in found]

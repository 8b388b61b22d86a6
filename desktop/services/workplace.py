"""Where a service works: whose desk, which site, which database, and what the person may do."""

import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models.base import now
from desktop.models.identity import Identity
from desktop.models.roles import EVERYWHERE, may, may_see
from desktop.models.sites import Desk, Role, Site, User, UserSite
from desktop.models.store import Fault, Store, StoreError
from desktop.services.days import day_of

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
        self._lock = threading.Lock()

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

    @contextmanager
    def read(self, what: str) -> Iterator[Session]:
        """A consistent view of the database, for one of ``roles.READS``.

        Raises AppError when their role may not see it.
        """
        if not self.may_see(what):
            raise AppError(N_("Your role does not allow this. Please ask your site lead."))
        with faults_in_words(), self.store.read() as session:
            yield session

    @contextmanager
    def op(self, action: str) -> Iterator[Session]:
        """One thing this person does; all of it is saved, or nothing.

        Raises AppError when their role may not, or when the database can't be written.
        """
        if not self.may(action):
            raise AppError(N_("Your role does not allow this. Please ask your site lead."))
        with faults_in_words(), self.store.op(action, self.actor.id, self.now()) as session:
            yield session

    @contextmanager
    def own(self) -> Iterator[sa.Connection]:
        """A change of what only this desk holds; no op is made. Raises AppError as ``op``."""
        with faults_in_words(), self.store.own() as connection:
            yield connection

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
    if user is None or not user.enabled:
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
                sa.or_(col(User.id).in_(at_work), col(User.role).in_(EVERYWHERE)),
            )
            .order_by(User.name, User.id)
        ).all()
    return [Actor(user.id, user.name, user.role) for user in found]

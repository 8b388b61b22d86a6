"""A real desk whose sync is taken step by step, so that a test says what comes after what.

The steps are those of ``desktop.sync.pushing``, ``pulling`` and ``filling``: send the oldest
waiting ops, write down the answer; ask for a page or for the whole scope, lay it down. Asking and
taking in are apart, because in the engine other work comes between: an answer to a push may be
written down after newer pages, and the other way round.
"""

import logging
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from central.cursors import place_of
from desktop.models.base import now
from desktop.models.identity import Identity, load_identity
from desktop.models.sites import Role, User
from desktop.models.store import Store
from desktop.services.workplace import Actor, Workplace
from desktop.sync import apply, buckets, outbox
from desktop.sync.client import UnreachableError
from desktop.sync.filling import Filling
from desktop.sync.protocol import ORG, WireError
from desktop.sync.pushing import answers_in
from desktop.sync.scope_rows import tables_in
from tests.properties.network import Network

log = logging.getLogger(__name__)
SMALL_PAGE = 3
PASSING = frozenset({"unavailable"})
"""What the store may say for a moment while its database is away."""


class SteppedDesk:
    """One desk: its encrypted database, its line to the store, and what is under way."""

    def __init__(self, name: str, path: Path, key: bytes, network: Network) -> None:
        self.name = name
        self.ahead = timedelta()
        self._key = key
        self.store = Store(path, key)
        identity = load_identity(self.store)
        assert identity is not None
        self.identity: Identity = identity
        self._network = network
        self.line, self._client = network.line_of(identity.token)
        self._push: list[outbox.Answer] | None = None
        self._pages: dict[str, apply.Page] = {}
        self._whole: set[str] = set()
        self.taken_at: dict[str, int] = {}
        """The seq as of which each scope came as whole rows last."""
        self.furthest = self.cursors()
        """How far each scope was read, also while it is to be taken whole."""
        self.known_at: dict[str, dict[str, int]] = {}

    @property
    def scopes(self) -> tuple[str, ...]:
        return self.identity.scopes

    @property
    def site_id(self) -> str:
        return self.identity.site_ids[0]

    def now(self) -> datetime:
        """The time as this desk's clock has it."""
        return now() + self.ahead

    def workplace(self, role: Role) -> Workplace:
        """The desk with somebody of this role signed in."""
        return Workplace(self.store, self.identity, self.person(role), self.now)

    def person(self, role: Role) -> Actor:
        """A colleague of this role, of the desk's own site where the role has one."""
        names = {Role.COORDINATOR: "Coordinator"}
        with self.store.read() as session:
            wanted = names.get(role, f"{role.value.title()} {self.name[0]}")
            user = session.scalars(sa.select(User).where(User.name == wanted)).one()
        return Actor(user.id, user.name, user.role)

    async def ask_push(self, most: int | None = None) -> bool:
        """Sends the oldest waiting ops, perhaps only so many; True when an answer was heard, which
        ``hear_push`` writes down. One push is under way at a time."""
        batch = outbox.next_batch(self.store)[:most] if self._push is None else []
        if not batch:
            return False
        try:
            answer = await self._client.push(self.identity.epoch, batch)
        except UnreachableError:
            return False
        except WireError as error:
            if error.code not in PASSING:
                raise
            return False
        self._push = answers_in(answer)
        assert [one.op_id for one in self._push] == [op["op_id"] for op in batch]
        return True

    def hear_push(self, standing: dict[str, int]) -> None:
        """Writes down the answer that was heard last; ``standing`` is how far the store's logs
        had grown by then, for those who check."""
        if self._push is not None:
            outbox.record_answers(self.store, self._push)
            for answer in self._push:
                self.known_at[answer.op_id] = standing
            self._push = None

    async def ask_pull(self, scope: str, limit: int = SMALL_PAGE) -> bool:
        """Asks for the next page of a scope, or for all of it where it is to be taken whole; True
        when it came, which ``hear_pull`` lays down. One call for a scope is under way at a time."""
        if scope in self._pages or scope in self._whole or not self._may_read(scope):
            return False
        cursor = apply.load_cursors(self.store).get(scope)
        try:
            if cursor is None:
                await self._filling(scope).fetch(self._client)
                self._whole.add(scope)
                return True
            answer = await self._client.pull(scope, cursor, limit=limit)
        except UnreachableError:
            return False
        except WireError as error:
            if error.code == "cursor_expired":
                apply.start_anew(self.store, scope)
            elif error.code not in PASSING:
                raise
            return False
        self._pages[scope] = apply.Page(scope, answer["cursor"], answer["more"], answer["entries"])
        return True

    def _may_read(self, scope: str) -> bool:
        return scope == ORG or apply.is_filled(self.store, ORG)

    def _filling(self, scope: str) -> Filling:
        return Filling(self.store, scope, self.identity.epoch)

    def hear_pull(self, scope: str) -> bool:
        """Lays down what came last; False when it could not be laid down now."""
        try:
            if scope in self._whole:
                self._whole.discard(scope)
                self._network.run(self._filling(scope).run(self._client))
                self.taken_at[scope] = self.cursors()[scope]
                return True
            page = self._pages.pop(scope, None)
            if page is None:
                return False
            apply.apply_page(self.store, page)
        except apply.MissingRowError:
            apply.start_anew(self.store, scope)
        except IntegrityError:
            log.info("%s: what came of %s points to what is not here yet", self.name, scope)
            return False
        return True

    def start_anew(self, scope: str) -> None:
        """The scope is to be taken whole, as after an update of the program."""
        self._pages.pop(scope, None)
        self._whole.discard(scope)
        apply.start_anew(self.store, scope)

    def add_up(self) -> None:
        """Reckons, and keeps, what its rows add up to, as before it compares digests."""
        for scope in self.scopes:
            for table in tables_in(scope):
                buckets.digest_of(self.store, table, scope)

    def cursors(self) -> dict[str, int]:
        """How far the desk has read each scope."""
        return {
            scope: place_of(cursor, self.identity.epoch, scope).seq if cursor else 0
            for scope, cursor in apply.load_cursors(self.store).items()
        }

    def waiting(self) -> int:
        """How many ops the store has not answered."""
        return outbox.count_waiting(self.store)

    def lose_power(self) -> None:
        """The PC stops without a word, and is started again: what was under way is forgotten, and
        the database is what lies on the disk, write-ahead log and all."""
        path = self.store.path
        again = path.with_name(f"{path.stem}+.db")
        shutil.copy(path, again)
        log_of = path.with_name(f"{path.name}-wal")
        if log_of.exists():
            shutil.copy(log_of, again.with_name(f"{again.name}-wal"))
        self.store.close()
        self._push, self._pages, self._whole = None, {}, set()
        self.store = Store(again, self._key)

"""The tasks of an engine, from one word of the store about this desk to the next.

One task sends, one for each scope reads with a long pull, one compares digests, one forgets old
ops, one sends the access log. Each tries again after a pause that grows and is jittered, and a
wake-up cuts the pause short. What the store says about the desk itself (a new epoch, a copy, a
scope withdrawn) ends the turn: all tasks stop, it is acted on (``standing``), and the next turn
begins.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Coroutine, Sequence

from desktop.models.identity import Identity
from desktop.models.store import StoreError
from desktop.sync import standing
from desktop.sync.access_sending import AccessSending
from desktop.sync.at_work import DeskAtWork
from desktop.sync.client import (
    CertificateError,
    Client,
    NotAStoreError,
    UnreachableError,
)
from desktop.sync.pacing import Pace
from desktop.sync.protocol import ORG, WireError
from desktop.sync.pruning import Pruning
from desktop.sync.pulling import Pulling
from desktop.sync.pushing import Pushing
from desktop.sync.verifying import Verifying

log = logging.getLogger(__name__)

FIRST_PAUSE = 0.3
LONGEST_PAUSE = 10.0
SLOW_PAUSE = 300.0
STANDING = "standing"
UNTOLD = frozenset({"verify", "prune", "access"})
"""Tasks whose failures are noted, but keep nobody from being in step."""
SLOW = {
    "unauthorized": "unknown_device",
    "schema_too_old": "too_old",
    "schema_unknown": "store_too_old",
}
"""Refusals that only a person can end, and the problem they are told as."""

Work = Callable[[Client], Awaitable[bool]]
"""Does one thing; whether it has spoken with the store."""


class Turns:
    """One turn after the other, until ``stop`` is set or the desk is ``revoked``."""

    def __init__(
        self,
        desk: DeskAtWork,
        stop: asyncio.Event,
        *,
        quiet: float,
        on_identity: Callable[[Identity], None],
    ) -> None:
        self._desk = desk
        self._stop = stop
        self._quiet = quiet
        self._on_identity = on_identity
        self._failing: dict[str, str | None] = {}
        self._pause = FIRST_PAUSE
        self._paces: list[Pace] = []
        self.revoked = False

    @property
    def page_size(self) -> int:
        """How many entries are asked for at once in the scope read last."""
        return self._paces[-1].limit if self._paces else 0

    async def run(self) -> None:
        """Raises InsecureAddressError or AddressError where the address can't be used."""
        while not self._stop.is_set() and not self.revoked:
            await self._turn()
            self._failing = {n: p for n, p in self._failing.items() if n == STANDING}

    async def _turn(self) -> None:
        """Works until it is stopped, or until the store has said something about this desk."""
        desk = self._desk
        desk.begin_turn()
        async with Client(desk.identity.central_url, desk.identity.token, desk.traffic) as client:
            org = Pulling(desk, ORG)
            works: dict[str, Work] = {
                "push": Pushing(desk).once,
                "verify": Verifying(desk, self._quiet).once,
                "prune": Pruning(desk).once,
                "access": AccessSending(desk).once,
                ORG: org.once,
            }
            paces = [org.pace]
            for scope in desk.identity.scopes:
                if scope != ORG:
                    site = Pulling(desk, scope, org)
                    works[scope] = site.once
                    paces.append(site.pace)
            self._paces = paces
            self._over: asyncio.Future[tuple[standing.Said, str]] = asyncio.Future()
            await self._until(self._over, [self._keep_on(n, w, client) for n, w in works.items()])
            if self._over.done() and not self._over.cancelled():
                said, task = self._over.result()
                done = asyncio.Event()
                await self._until(done.wait(), [self._take_stand(client, said, task, done)])

    async def _until(
        self, ended: Awaitable[object], works: Sequence[Coroutine[None, None, None]]
    ) -> None:
        """Lets these work until something has ended, or all is to stop."""
        waits = [asyncio.ensure_future(ended), asyncio.create_task(self._stop.wait())]
        tasks = [asyncio.create_task(work) for work in works]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (*tasks, *waits):
                task.cancel()
            await asyncio.gather(*tasks, *waits, return_exceptions=True)

    async def _take_stand(
        self, client: Client, said: standing.Said, task: str, done: asyncio.Event
    ) -> None:
        """Acts on what the store said; where that fails the next turn hears it again."""

        async def work(client: Client) -> bool:
            await standing.take(self._desk, client, said, task)
            return True

        self._desk.in_touch.clear()
        self._tell_connection()
        try:
            if await self._try(STANDING, work, client):
                self._pause = FIRST_PAUSE
                self._on_identity(self._desk.identity)
            else:
                await asyncio.sleep(self._pause)
                self._pause = min(self._pause * 2, LONGEST_PAUSE)
        except standing.RevokedError:
            self.revoked = True
            self._desk.tell(problem="device_revoked", online=False)
        done.set()

    async def _keep_on(self, name: str, work: Work, client: Client) -> None:
        """Does one kind of work again and again, with a growing pause after each failure."""
        pause = FIRST_PAUSE
        while True:
            if await self._try(name, work, client):
                pause = FIRST_PAUSE
                continue
            is_slow = self._failing.get(name) in SLOW.values()
            await self._sleep(name, pause * random.uniform(0.5, 1.0))  # noqa: S311  jitter
            pause = min(pause * 2, SLOW_PAUSE if is_slow else LONGEST_PAUSE)

    async def _try(self, name: str, work: Work, client: Client) -> bool:
        """Works once; False when it failed. What the store says about this desk ends the turn."""
        try:
            spoke = await work(client)
        except CertificateError:
            self._failed_at(name, "certificate")
        except UnreachableError:
            self._failed_at(name, None)
        except NotAStoreError:
            self._failed_at(name, "not_a_store")
        except WireError as error:
            log.warning("the store refused: %s", error.code)
            if self._ends_turn(name, error):
                self._desk.note_error(error.code)
                await self._end(error, name)
            self._failed_at(name, SLOW.get(error.code, error.code))
        except StoreError as error:
            log.warning("the database failed: %s", error.fault)
            self._failed_at(name, error.fault)
        except standing.SitesToldError as told:
            await self._end(told, name)
        except standing.RevokedError:
            raise
        except Exception:
            log.exception("sync failed")
            self._failed_at(name, "internal")
        else:
            if spoke:
                self._succeeded(name)
            elif name == "push":  # there was nothing to send, so nothing fails any more
                self._failing.pop(name, None)
            return True
        return False

    async def _end(self, said: standing.Said, name: str) -> None:
        """The turn is over; whoever heard it waits to be stopped."""
        if not self._over.done():
            self._over.set_result((said, name))
        await asyncio.Event().wait()

    def _ends_turn(self, name: str, error: WireError) -> bool:
        if name == STANDING:
            return False
        if error.code == "scope_revoked":
            return name != ORG and name in self._desk.identity.scopes
        return error.code in standing.ENDS_A_TURN

    async def _sleep(self, name: str, seconds: float) -> None:
        wake = self._desk.wakes[name]
        wake.clear()
        try:
            await asyncio.wait_for(wake.wait(), seconds)
        except TimeoutError:
            return
        await asyncio.sleep(FIRST_PAUSE / 3)

    def _succeeded(self, name: str) -> None:
        self._desk.in_touch.add(name)
        self._desk.note_time()
        came_back = self._failing.pop(name, self) is None
        self._tell_connection()
        if came_back:
            self._desk.wake_all()

    def _failed_at(self, name: str, problem: str | None) -> None:
        """One task failed; without a ``problem`` the store could not be reached. What another
        task can do does not hide it."""
        self._desk.note_error(problem or "unreachable")
        if name in UNTOLD:
            return
        self._desk.in_touch.discard(name)
        self._failing[name] = problem
        self._tell_connection()
        self._desk.tell_counts()

    def _tell_connection(self) -> None:
        problems = [problem for problem in self._failing.values() if problem is not None]
        if not self._desk.identity.site_ids:
            problems.append("no_site")
        self._desk.tell(
            online=bool(self._desk.in_touch) and not self._failing,
            problem=problems[0] if problems else None,
        )

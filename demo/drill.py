"""The drill: a store that dies and comes back from a backup, and a desk's folder that was copied.

``python dev.py demo --drill`` plays it and tells each step; ``docs/sync.md`` tells how to do it by
hand. People go on working at their desks all the while. It ends well only when every desk, the
copy too, has proved that it holds what the store holds, and when each thing that anyone wrote is
there.
"""

import shutil
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from itertools import product
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlmodel import select

from demo.stage import DemoDesk, Stage
from desktop.models.base import now
from desktop.models.conflicts import Conflict, ConflictState
from desktop.models.incidents import Incident, IncidentCategory, IncidentPlace
from desktop.models.residents import Resident
from desktop.services.incidents import Incidents, Report
from desktop.services.profile import Profile
from desktop.services.residents import Residents
from desktop.sync.engine import Engine, EngineState

PATIENCE = 180.0
"""Seconds that a step may take before the drill has failed."""

_QUIET = 2.0
_PAUSE = 0.1


class DrillFailedError(AssertionError):
    """Something was lost, or a desk did not come to rest; the message says which."""


class WorkingDesk:
    """A desk whose engine runs and whose host works without a pause: every tenth of a second they
    write down a resident's new phone, every second an incident. ``written`` is what stands when
    nothing was lost; the desk has residents of its own to write to, so that nobody contradicts it.
    """

    def __init__(self, name: str, demo: DemoDesk, share: int, shares: int) -> None:
        self.name = name
        self._demo = demo
        self._share = share
        self._opened = demo.open()
        self._residents = Residents(self._opened.workplace)
        self._incidents = Incidents(self._opened.workplace)
        people = sorted(line.id for line in self._residents.list() if not line.masked)
        self._people = people[share::shares]
        self.phones: dict[str, str] = {}
        self.facts: list[str] = []
        self._state = EngineState()
        self._engine = Engine(
            self._opened.store,
            self._opened.identity,
            self._hear,
            on_identity=self._opened.workplace.take_identity,
            quiet=_QUIET,
        )
        self._enough = threading.Event()
        self._hands = threading.Thread(target=self._work, name=name, daemon=True)
        self._failed: Exception | None = None

    def __enter__(self) -> Self:
        self._engine.start()
        self._hands.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._enough.set()
        self._hands.join()
        self._engine.stop()
        self._opened.store.close()

    def _hear(self, state: EngineState) -> None:
        self._state = state

    def _work(self) -> None:
        turn = 0
        try:
            while not self._enough.wait(_PAUSE):
                self._write(turn)
                turn += 1
        except Exception as error:  # noqa: BLE001  told by rest(), on the drill's own thread
            self._failed = error

    def _write(self, turn: int) -> None:
        if turn % 10 == 9:
            if self._opened.workplace.desk_number() is None:
                return  # a desk that has just got another name waits for its number
            facts = f"{self.name}, {turn}"
            self._incidents.log(
                Report(now(), IncidentPlace.KITCHEN, IncidentCategory.NOISE, 1, facts)
            )
            self.facts.append(facts)
            return
        resident = self._people[turn % len(self._people)]
        phone = f"+45{self._share:02d}{turn:06d}"
        details = self._residents.file(resident).details
        self._residents.change(resident, replace(details, phone=phone))
        self.phones[resident] = phone

    def copy_to(self, folder: Path) -> DemoDesk:
        """The desk's folder copied while it is open, between two things that its host does."""
        with self._opened.store.own():
            shutil.copytree(self._demo.profile.folder, folder)
        return DemoDesk(Profile(folder), self._demo.user_id)

    @property
    def count(self) -> int:
        """How many things were written so far."""
        return len(self.phones) + len(self.facts)

    def lay_down_work(self) -> None:
        """The host goes home. Raises DrillFailedError if they could not work."""
        self._enough.set()
        self._hands.join()
        if self._failed is not None:
            raise DrillFailedError(f"{self.name} could not go on working") from self._failed

    def verified_since(self, moment: float) -> bool:
        """Whether desk and store have proved since then (``time.time``) that they hold the same."""
        state = self._state
        verified = state.verified
        return (
            state.online
            and not state.waiting
            and verified is not None
            and verified.timestamp() >= moment
        )

    def lacks(self, other: "WorkingDesk") -> list[str]:
        """What the other desk wrote and this one neither shows nor has in an open conflict."""
        with self._opened.store.read() as session:
            facts = set(session.exec(select(Incident.facts)))
            phones = dict(session.exec(select(Resident.id, Resident.phone)).all())
        undecided = {
            candidate["value"].get("phone")
            for conflict in self.conflicts()
            for candidate in conflict.candidates
        }
        missing = [text for text in other.facts if text not in facts]
        missing += [
            phone
            for resident, phone in other.phones.items()
            if phone != phones.get(resident) and phone not in undecided
        ]
        return missing

    def conflicts(self) -> list[Conflict]:
        """What waits for a person to decide."""
        with self._opened.store.read() as session:
            return list(session.exec(select(Conflict).where(Conflict.state == ConflictState.OPEN)))


def _until(holds: Callable[[], bool], what: str) -> None:
    ends = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > ends:
            raise DrillFailedError(f"waited in vain until {what}")
        time.sleep(_PAUSE)


def _has_all(desk: WorkingDesk, other: WorkingDesk, since: float) -> bool:
    return desk.verified_since(since) and not desk.lacks(other)


def drill(stage: Stage, say: Callable[[str], None], work_seconds: float = 3.0) -> None:
    """Plays it in a running store that holds a city. Raises DrillFailedError."""
    first, second = stage.desk("drill-1", "Desk 1"), stage.desk("drill-2", "Desk 2")
    backup = stage.folder / "drill.backup"
    with ExitStack() as house:
        one = house.enter_context(WorkingDesk("Desk 1", first, 0, 3))
        two = house.enter_context(WorkingDesk("Desk 2", second, 1, 3))
        time.sleep(work_seconds)
        say("1 ✔ Two desks work and sync")
        stage.store.command("backup", str(backup))
        time.sleep(work_seconds)
        say("2 ✔ The store is backed up; the desks go on")
        stage.store.kill()
        time.sleep(work_seconds)
        say("3 ✔ The store is killed; the desks go on")
        copy = one.copy_to(stage.folder / "drill-1-copy")
        third = house.enter_context(WorkingDesk("Copy of desk 1", copy, 2, 3))
        time.sleep(work_seconds)
        say("4 ✔ The folder of desk 1 is copied; all three go on")
        stage.store.command("restore", str(backup), "--replace")
        stage.store.start()
        time.sleep(work_seconds)
        say("5 ✔ The store is restored from the backup and runs")
        desks = (one, two, third)
        for desk in desks:
            desk.lay_down_work()
        moment = float(int(time.time()))
        for desk, other in product(desks, desks):
            what = f"{desk.name} has what {other.name} wrote, and is verified"
            _until(partial(_has_all, desk, other, moment), what)
        say("6 ✔ Every desk has proved that it holds what the store holds")
        total = sum(desk.count for desk in desks)
        undecided = len(one.conflicts())
        say(f"7 ✔ All {total} things are at each desk; {undecided} wait for a person to decide")
        stage.store.command("check")
        say("8 ✔ The store's log agrees with its state")

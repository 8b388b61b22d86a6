"""A made-up city in a running store, and desks enrolled there: what the demo plays on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Event

from demo.history import make_city
from demo.staff import HOST, LEAD
from demo.store import CentralStore
from desktop.models.keys import Argon2Cost, SlotOwner
from desktop.services.days import day_of
from desktop.services.numbers import number
from desktop.services.profile import Opened, Profile
from desktop.sync.engine import Engine, EngineState
from desktop.sync.enrolment import Enrolled
from desktop.sync.signing_in import SignedIn, sign_in

SITE = "Sjællandsgade"
PASSWORD = "indkvartering"  # noqa: S105  of a made-up desk with made-up people
SEED = 2026
FILL_SECONDS = 180


@dataclass(frozen=True)
class DemoDesk:
    """An enrolled desk whose database holds its site; ``user_id`` is who signs in."""

    profile: Profile
    user_id: str

    def open(self) -> Opened:
        """Signs the made-up colleague in."""
        return self.profile.open(self.user_id, PASSWORD)


class Stage:
    """The folder of a demo: ``central/`` and one folder a desk."""

    def __init__(self, folder: Path, cost: Argon2Cost | None = None) -> None:
        self.folder = folder
        self.store = CentralStore(folder / "central")
        self._cost = cost

    def fill(
        self,
        residents: int = 3500,
        sites: int | None = None,
        tell: Callable[[int], None] = lambda _count: None,
    ) -> int:
        """Puts a city as it stands now into the running store, and gives those a password who sign
        in; returns the number of ops."""
        moment = datetime.now(UTC)
        make = partial(make_city, SEED, day_of(moment), moment, residents, sites, number=number)
        sent = self.store.found(make())
        for name in (HOST, LEAD):
            self.store.command("user", "password", name, "--password-stdin", stdin=f"{PASSWORD}\n")
        key = self._signed_in(self.store.enrol("Office", SITE), LEAD).sealed_key
        return self.store.fill(make(sealed_key=key), sent, tell)

    def desk(self, folder: str, name: str, site: str = SITE, host: str | None = HOST) -> DemoDesk:
        """Enrols a desk at a site, once, and reads everything it should hold. ``host`` names who
        signs in; without one it is the first colleague of the site."""
        profile = Profile(self.folder / folder, self._cost)
        if profile.is_enrolled():
            owner = profile.owners()[0]
            return DemoDesk(profile, owner.user_id)
        enrolled = self.store.enrol(name, site)
        colleague = next(c for c in enrolled.colleagues if host in (None, c.name))
        owner = SlotOwner(colleague.id, colleague.name)
        is_lead = colleague.name == LEAD
        sealed_key = self._signed_in(enrolled, LEAD).sealed_key if is_lead else None
        profile.create(enrolled.identity, owner, PASSWORD, enrolled.lay_down, sealed_key=sealed_key)
        desk = DemoDesk(profile, owner.user_id)
        _fill(desk)
        return desk

    def _signed_in(self, enrolled: Enrolled, name: str) -> SignedIn:
        identity = enrolled.identity
        return sign_in(identity.central_url, identity.device_id, name, PASSWORD)


def _fill(desk: DemoDesk) -> None:
    opened = desk.open()
    full = Event()

    def look(state: EngineState) -> None:
        if not state.filling:
            full.set()

    engine = Engine(opened.store, opened.identity, look)
    engine.start()
    try:
        if not full.wait(FILL_SECONDS):
            raise RuntimeError("the desk could not read its site from the central store")
    finally:
        engine.stop()
        opened.store.close()

"""A desk that is enrolled and closed, without a store in reach; no windows."""

from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from desktop.models.base import new_id
from desktop.models.identity import Identity
from desktop.models.keys import SlotOwner
from desktop.models.sites import Desk, Role, Site, User, UserSite
from desktop.models.slots import DeskKeys
from desktop.models.store import Store
from desktop.services.profile import Profile
from tests.house import QUICK

PASSWORD = "kaffe og kage"
SEALED = b"s" * 32
NOWHERE = "http://127.0.0.1:9"


@dataclass(frozen=True)
class ClosedDesk:
    """Mette (host), Jonas (lead, with the confidential key) and Olena (host, no slot yet), and the
    desk's recovery code. Everybody's password is ``PASSWORD``."""

    profile: Profile
    code: str
    mette: SlotOwner
    jonas: SlotOwner
    olena: SlotOwner


def make_closed_desk(folder: Path, central_url: str = NOWHERE) -> ClosedDesk:
    """Made as at an enrolment, and a second colleague has signed in since."""
    site, desk = Site(name="Sjællandsgade", reception=True), Desk(name="Desk 1", number=3)
    site_id = site.id
    names = {"Mette Holm": Role.HOST, "Jonas Friis": Role.LEAD, "Olena Koval": Role.HOST}
    people = {name: SlotOwner(new_id(), name) for name in names}

    def lay_down(store: Store) -> None:
        with store.applying() as connection, Session(connection) as session:
            session.add_all([site, desk])
            for name, role in names.items():
                session.add(User(id=people[name].user_id, name=name, role=role))
                session.flush()
                session.add(UserSite(user_id=people[name].user_id, site_id=site_id))
            session.flush()

    identity = Identity(
        desk.id, "Desk 1", "token", central_url, new_id(), ("org", f"site:{site_id}")
    )
    profile = Profile(folder, QUICK)
    mette, jonas, olena = people.values()
    code = profile.create(identity, mette, PASSWORD, lay_down)
    opened = profile.open(mette.user_id, PASSWORD)
    profile.keep_slot(jonas, DeskKeys(opened.store.key, SEALED), PASSWORD)
    opened.store.close()
    return ClosedDesk(profile, code, mette, jonas, olena)

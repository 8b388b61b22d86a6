"""Who gets in, and what is said to who does not."""

from pathlib import Path

import pytest
from sqlmodel import Session

from desktop.errors import AppError
from desktop.models.base import new_id
from desktop.models.identity import Identity
from desktop.models.keys import SlotOwner
from desktop.models.sites import Desk, Role, Site, User
from desktop.models.store import Store
from desktop.services.profile import Profile
from tests.house import QUICK

PASSWORD = "rapsolie 7"
OLENA = SlotOwner(new_id(), "Olena Holm")
SITE = Site(name="Sjællandsgade", reception=True)


def lay_down(store: Store) -> None:
    with store.applying() as connection, Session(connection) as session:
        session.add(User(id=OLENA.user_id, name=OLENA.name, role=Role.HOST))
        session.add(Site(id=SITE.id, name=SITE.name, reception=True))
        session.flush()


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    made = Profile(tmp_path / "profile", QUICK)
    desk = Desk(name="Desk 1", number=3)
    identity = Identity(
        desk.id, "Desk 1", "token", "http://127.0.0.1:9", new_id(), ("org", f"site:{SITE.id}")
    )
    made.create(identity, OLENA, PASSWORD, lay_down)
    return made


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_right_password_opens_the_desk(profile: Profile) -> None:
    opened = profile.open(OLENA.user_id, PASSWORD)
    assert opened.workplace.actor.role is Role.HOST
    assert opened.workplace.site().name == "Sjællandsgade"
    opened.store.close()


def test_wrong_password_is_told_and_changes_nothing(profile: Profile) -> None:
    before = snapshot(profile.folder)
    with pytest.raises(AppError, match="password is not right"):
        profile.open(OLENA.user_id, "rapsolie 8")
    assert snapshot(profile.folder) == before


@pytest.mark.parametrize("place", [3, 5000])
def test_damaged_database_is_told_and_changes_nothing(profile: Profile, place: int) -> None:
    content = bytearray(profile.database.read_bytes())
    content[place] ^= 0xFF
    profile.database.write_bytes(content)
    before = snapshot(profile.folder)
    with pytest.raises(AppError, match="damaged"):
        profile.open(OLENA.user_id, PASSWORD)
    assert snapshot(profile.folder)["desk.db"] == before["desk.db"]
    assert snapshot(profile.folder)["keys.json"] == before["keys.json"]


def test_newer_database_is_told(profile: Profile) -> None:
    opened = profile.open(OLENA.user_id, PASSWORD)
    with opened.store.own() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    opened.store.close()
    with pytest.raises(AppError, match="newer version"):
        profile.open(OLENA.user_id, PASSWORD)


def test_missing_keys_or_database_are_told_and_never_overwritten(profile: Profile) -> None:
    keys = profile.folder / "keys.json"
    content = keys.read_text("utf-8")
    keys.write_text("{", "utf-8")
    for ask in (profile.owners, lambda: profile.open(OLENA.user_id, PASSWORD)):
        with pytest.raises(AppError, match="key file"):
            ask()
    keys.write_text(content, "utf-8")
    profile.database.rename(profile.folder / "elsewhere")
    with pytest.raises(AppError, match="missing"):
        profile.open(OLENA.user_id, PASSWORD)
    keys.unlink()
    (profile.folder / "elsewhere").rename(profile.database)
    assert profile.is_enrolled()


def test_disabled_colleague_does_not_get_in(profile: Profile) -> None:
    opened = profile.open(OLENA.user_id, PASSWORD)
    with opened.store.applying() as connection:
        connection.exec_driver_sql('UPDATE "user" SET enabled = 0')
    opened.store.close()
    with pytest.raises(AppError, match="no longer sign in"):
        profile.open(OLENA.user_id, PASSWORD)


def test_second_desk_does_not_take_the_first_ones_place(profile: Profile) -> None:
    before = snapshot(profile.folder)
    with pytest.raises(AppError, match="already a desk"):
        profile.create(
            Identity("d", "n", "t", "http://127.0.0.1:9", "e", ("org",)), OLENA, PASSWORD, lay_down
        )
    assert snapshot(profile.folder) == before


def test_failed_enrolment_leaves_no_half_made_desk(tmp_path: Path) -> None:
    profile = Profile(tmp_path / "profile", QUICK)

    def fail(_store: Store) -> None:
        raise RuntimeError

    identity = Identity("d", "n", "t", "http://127.0.0.1:9", "e", ("org",))
    with pytest.raises(AppError, match="at least 8"):
        profile.create(identity, OLENA, "short", lay_down)
    with pytest.raises(RuntimeError):
        profile.create(identity, OLENA, PASSWORD, fail)
    assert not profile.is_enrolled()


def test_destroyed_desk_leaves_nothing_and_the_folder_can_be_enrolled_again(
    profile: Profile,
) -> None:
    (profile.folder / "desk.before-0004.db").write_bytes(b"an older copy")
    (profile.folder / "pictures").mkdir()
    (profile.folder / "pictures" / "one.jpg").write_bytes(b"somebody")
    profile.destroy()
    profile.destroy()
    assert list(profile.folder.iterdir()) == []
    assert not profile.is_enrolled()


def test_keys_are_overwritten_before_their_file_is_removed(profile: Profile) -> None:
    path = profile.folder / "keys.json"
    before = path.read_bytes()
    kept = profile.folder / "another name for the same bytes"
    kept.hardlink_to(path)
    profile.destroy()
    assert len(kept.read_bytes()) == len(before)
    assert b"wrapped" not in kept.read_bytes()

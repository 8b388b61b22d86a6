"""Who gets in, and what is said to who does not."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from desktop.errors import AppError
from desktop.models.base import new_id, now
from desktop.models.house_settings import OFFLINE_DAYS
from desktop.models.identity import Identity
from desktop.models.keys import SlotOwner
from desktop.models.sites import Desk, Role, Setting, Site, User, UserSite
from desktop.models.slots import DeskKeys, SlotMaker
from desktop.models.store import Store
from desktop.models.wrong_tries import FREE
from desktop.services.entry_errors import (
    KeysLostError,
    OutOfContactError,
    WaitError,
    WrongPasswordToldError,
    wait_words,
)
from desktop.services.profile import Profile
from tests.house import QUICK

PASSWORD = "rapsolie 7"
OLENA = SlotOwner(new_id(), "Olena Holm")
JONAS = SlotOwner(new_id(), "Jonas Friis")
SEALED = b"s" * 32
SITE = Site(name="Sjællandsgade", reception=True)


def lay_down(store: Store) -> None:
    with store.applying() as connection, Session(connection) as session:
        session.add(Site(id=SITE.id, name=SITE.name, reception=True))
        for owner, role in ((OLENA, Role.HOST), (JONAS, Role.LEAD)):
            session.add(User(id=owner.user_id, name=owner.name, role=role))
            session.flush()
            session.add(UserSite(user_id=owner.user_id, site_id=SITE.id))
        session.flush()


def make(folder: Path) -> tuple[Profile, str]:
    """A desk of Olena's, and its recovery code."""
    made = Profile(folder / "profile", QUICK)
    desk = Desk(name="Desk 1", number=3)
    identity = Identity(
        desk.id, "Desk 1", "token", "http://127.0.0.1:9", new_id(), ("org", f"site:{SITE.id}")
    )
    return made, made.create(identity, OLENA, PASSWORD, lay_down)


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return make(tmp_path)[0]


def change(store: Store, statement: str) -> None:
    """As if the store had sent it."""
    with store.applying() as connection:
        connection.exec_driver_sql(statement)


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_right_password_opens_the_desk(profile: Profile) -> None:
    opened = profile.open(OLENA.user_id, PASSWORD)
    assert opened.workplace.actor.role is Role.HOST
    assert opened.workplace.site().name == "Sjællandsgade"
    opened.store.close()


def test_wrong_password_is_told_and_changes_nothing(profile: Profile) -> None:
    before = snapshot(profile.folder)
    with pytest.raises(WrongPasswordToldError, match="password is not right"):
        profile.open(OLENA.user_id, "rapsolie 8")
    assert snapshot(profile.folder).keys() - before.keys() == {"tries.json"}
    assert before.items() <= snapshot(profile.folder).items()


def test_after_some_wrong_passwords_one_must_wait_and_is_told_how_long(profile: Profile) -> None:
    for _ in range(FREE):
        with pytest.raises(WrongPasswordToldError):
            profile.open(OLENA.user_id, "rapsolie 8")
    with pytest.raises(WaitError) as told:
        Profile(profile.folder, QUICK).open(OLENA.user_id, PASSWORD)
    assert "again in 5 seconds" in told.value.text()
    assert 0 < profile.seconds_to_wait(OLENA.user_id) <= 5
    assert wait_words(600) == "Too many wrong tries. Please try again in 10 minutes."


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
        with pytest.raises(KeysLostError, match="key file"):
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
    change(opened.store, 'UPDATE "user" SET enabled = 0')
    opened.store.close()
    with pytest.raises(AppError, match="no longer sign in"):
        profile.open(OLENA.user_id, PASSWORD)


def test_colleague_who_works_elsewhere_now_does_not_get_in(profile: Profile) -> None:
    opened = profile.open(OLENA.user_id, PASSWORD)
    change(opened.store, "DELETE FROM user_site")
    with pytest.raises(AppError, match="no longer sign in"):
        profile.open(OLENA.user_id, PASSWORD, held=opened.store)
    change(opened.store, "UPDATE \"user\" SET role = 'coordinator'")
    assert profile.open(OLENA.user_id, PASSWORD, held=opened.store).workplace.actor.role is (
        Role.COORDINATOR
    )
    opened.store.close()


def test_offline_signing_in_ends_after_the_days_that_are_set(profile: Profile) -> None:
    later = now() + timedelta(days=OFFLINE_DAYS.default, minutes=1)
    with pytest.raises(OutOfContactError, match="14 days"):
        profile.open(OLENA.user_id, PASSWORD, lambda: later)
    opened = profile.open(OLENA.user_id, PASSWORD, lambda: later - timedelta(minutes=2))
    with opened.store.applying() as connection, Session(connection) as session:
        session.add(Setting(name=OFFLINE_DAYS.name, value=20))
        session.flush()
    profile.open(OLENA.user_id, PASSWORD, lambda: later, held=opened.store)
    with pytest.raises(OutOfContactError, match="20 days"):
        profile.open(OLENA.user_id, PASSWORD, lambda: later + timedelta(days=6), held=opened.store)
    opened.store.close()


def test_who_the_store_let_in_gets_a_slot_and_counts_as_contact(profile: Profile) -> None:
    opened = profile.open(OLENA.user_id, PASSWORD)
    change(
        opened.store,
        "UPDATE desk_state SET value = '2020-01-01T00:00:00Z' WHERE name = 'last_in_step'",
    )
    keys = DeskKeys(opened.store.key, SEALED)
    let_in = profile.admit(opened.store, JONAS, keys, "solsikke 8", session="token")
    assert let_in.workplace.actor.name == "Jonas Friis"
    assert let_in.workplace.sealed_key == SEALED
    assert let_in.session == "token"
    opened.store.close()
    again = profile.open(JONAS.user_id, "solsikke 8")
    assert again.workplace.sealed_key == SEALED
    again.store.close()
    assert [owner.name for owner in profile.owners()] == ["Jonas Friis", "Olena Holm"]


def test_confidential_key_is_kept_from_who_lost_the_role(profile: Profile) -> None:
    opened = profile.open(OLENA.user_id, PASSWORD)
    profile.admit(opened.store, JONAS, DeskKeys(opened.store.key, SEALED), "solsikke 8")
    change(opened.store, "UPDATE \"user\" SET role = 'host'")
    jonas = profile.open(JONAS.user_id, "solsikke 8", held=opened.store)
    assert jonas.workplace.sealed_key is None
    opened.store.close()


@pytest.mark.parametrize("damage", [None, "{"])
def test_recovery_code_opens_a_desk_whose_keys_are_lost(tmp_path: Path, damage: str | None) -> None:
    profile, code = make(tmp_path)
    path = profile.folder / "keys.json"
    path.unlink() if damage is None else path.write_text(damage, "utf-8")
    with pytest.raises(KeysLostError):
        profile.owners()
    plate = profile.nameplate()
    assert plate is not None
    assert plate.device_name == "Desk 1"
    with pytest.raises(WrongPasswordToldError, match="not the recovery code"):
        profile.recover("AAAAA-BBBBB-CCCCC-DDDDD-EEEEE")
    recovered = profile.recover(code)
    profile.admit(recovered.store, JONAS, recovered.keys, "solsikke 8", offline=True).store.close()
    opened = profile.open(JONAS.user_id, "solsikke 8")
    assert opened.workplace.actor.name == "Jonas Friis"
    assert opened.workplace.sealed_key is None
    opened.store.close()


def test_recovery_code_without_its_file_is_told(profile: Profile) -> None:
    for name in ("keys.json", "recovery.json"):
        (profile.folder / name).unlink()
    with pytest.raises(KeysLostError, match="missing on this PC too"):
        profile.recover("AAAAA-BBBBB-CCCCC-DDDDD-EEEEE")
    assert profile.nameplate() is None


def test_key_file_of_another_desk_opens_nothing_here(profile: Profile, tmp_path: Path) -> None:
    opened = profile.open(OLENA.user_id, PASSWORD)
    other, _ = make(tmp_path / "other")
    shutil.copy(other.folder / "keys.json", profile.folder / "keys.json")
    with pytest.raises(KeysLostError):
        profile.open(OLENA.user_id, PASSWORD, held=opened.store)
    opened.store.close()
    with pytest.raises(AppError, match="damaged"):
        profile.open(OLENA.user_id, PASSWORD)


def test_password_changed_elsewhere_opens_this_desk_after_the_slot_has_come(
    profile: Profile,
) -> None:
    opened = profile.open(OLENA.user_id, PASSWORD)
    maker = SlotMaker(OLENA.user_id, OLENA.name, "solsikke 8", QUICK)
    profile.take_slots([maker.make(DeskKeys(opened.store.key))], [OLENA.user_id])
    with pytest.raises(WrongPasswordToldError):
        profile.open(OLENA.user_id, PASSWORD, held=opened.store)
    profile.open(OLENA.user_id, "solsikke 8", held=opened.store)
    assert profile.take_slots([], [])
    with pytest.raises(WrongPasswordToldError):
        profile.open(OLENA.user_id, "solsikke 8", held=opened.store)
    opened.store.close()


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

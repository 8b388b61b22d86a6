"""The key that stands in no backup: made at need, found again, changed, lost."""

import base64
import json
import os
import stat
from pathlib import Path

import httpx2
import pytest
import zstandard

from central.backup import write_backup
from central.master_key import KEY_FILE, MasterKey, MasterKeyError
from central.restore import restore_backup
from central.store import Store
from tests.central.conftest import House
from tests.central.desks import Desk, enrol_at, error_of
from tests.central.test_sign_in import PASSWORD, change, leave_key, opened, sign_in, slots, user
from tests.stores import CentralProcess


def test_everything_is_sealed_anew_while_the_store_serves(
    desk: Desk, other: Desk, site: House, store: Store
) -> None:
    keys = [leave_key(desk), leave_key(other)]
    liaison = user(site, "Liaison", "liaison")
    before = [sign_in(one, liaison) for one in (desk, other)]
    with store.connection() as conn:
        old = store.master_key.path(conn).read_bytes()
        done = store.master_key.rotate(conn)
        assert done.rewrapped == 5
        assert store.master_key.key_id(conn) == done.key_id
        assert len(done.gone) == 1
        assert store.master_key.path(conn).read_bytes() not in (old, b"")
    for one, key, told in zip((desk, other), keys, before, strict=True):
        again = sign_in(one, liaison)
        assert base64.b64decode(again["desk_key"]) == key
        assert (again["sealed_key"], again["slot"]) == (told["sealed_key"], told["slot"])


def test_rotation_that_was_cut_short_goes_on(desk: Desk, site: House, store: Store) -> None:
    """The file has the fresh key already, the database knows nothing of it yet."""
    key = leave_key(desk)
    lars = user(site, "Lars")
    with store.connection() as conn:
        path = store.master_key.path(conn)
        first = path.read_bytes()
        with pytest.raises(ZeroDivisionError), conn.transaction():
            store.master_key.rotate(conn, keep_old=True)
            raise ZeroDivisionError
        assert path.read_bytes() != first
        assert base64.b64decode(sign_in(desk, lars)["desk_key"]) == key
        done = store.master_key.rotate(conn)
        assert len(done.gone) == 2
        assert len(path.read_bytes().split()) == 1
    assert opened(sign_in(desk, lars)["slot"], PASSWORD) == key


def test_store_without_its_key_says_so_and_goes_on_syncing(
    desk: Desk, site: House, store: Store
) -> None:
    leave_key(desk)
    anna = user(site, "Anna B")
    sign_in(desk, anna)
    with store.connection() as conn:
        path = store.master_key.path(conn)
        kept = path.read_bytes()
        path.unlink()
        assert error_of(
            desk.client.post(
                "/v1/sign-in", json={"device_id": desk.id, "user": anna, "password": PASSWORD}
            )
        ) == (503, "key_missing", {})
        assert desk.do(desk.resident())["status"] == "applied"
        assert (slots(desk)["slots"], slots(desk)["void"]) == ([], [])
        with pytest.raises(MasterKeyError, match="is not in"):
            store.master_key.require(conn)
        assert not path.exists()
        path.write_bytes(kept)
        path.chmod(0o600)
        assert len(slots(desk)["slots"]) == 1


def test_lost_key_is_given_up_and_desks_leave_theirs_again(
    desk: Desk, site: House, store: Store
) -> None:
    leave_key(desk)
    liaison = user(site, "Liaison", "liaison")
    before = sign_in(desk, liaison)["sealed_key"]
    with store.connection() as conn:
        store.master_key.path(conn).unlink()
        store.master_key.begin_anew(conn)
    assert slots(desk)["escrow"] is False
    key = leave_key(desk)
    again = sign_in(desk, liaison)
    assert base64.b64decode(again["desk_key"]) == key
    assert again["sealed_key"] not in (before, None)


def test_value_opens_only_where_it_belongs_and_unharmed(store: Store) -> None:
    with store.connection() as conn:
        sealed = store.master_key.seal(conn, b"secret", "one")
        assert store.master_key.open(conn, sealed, "one") == b"secret"
        broken = sealed[:-1] + bytes([sealed[-1] ^ 1])
        for value, about in ((sealed, "two"), (broken, "one"), (sealed[:5], "one"), (b"", "one")):
            with pytest.raises(MasterKeyError):
                store.master_key.open(conn, value, about)


def test_file_is_for_its_owner_alone(store: Store, tmp_path: Path) -> None:
    with store.connection() as conn:
        store.master_key.seal(conn, b"", "")
        path = store.master_key.path(conn)
        if os.name != "nt":  # which has no such modes
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
            path.chmod(0o644)
            with pytest.raises(MasterKeyError, match="0600"):
                store.master_key.seal(conn, b"", "")
            path.chmod(0o600)
        path.write_bytes(b"not a key\n")
        with pytest.raises(MasterKeyError, match="damaged"):
            MasterKey(path).seal(conn, b"", "")


@pytest.fixture
def nothing_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An administrator who named no key file, and whose programs keep their data elsewhere."""
    monkeypatch.delenv(KEY_FILE)
    for name in ("HOME", "XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path))


def test_key_lies_beside_an_embedded_database_and_rotates_under_a_running_store(
    nothing_named: None, own_process: CentralProcess
) -> None:
    assert own_process.data is not None
    with httpx2.Client(base_url=own_process.url, timeout=60) as client:
        desk = enrol_at(own_process, client)
        given = own_process.cli("user", "password", "Anna").splitlines()[-1]
        key = leave_key(desk)
        first = sign_in(desk, "anna", given)
        assert (first["must_change"], base64.b64decode(first["desk_key"])) == (True, key)
        shown = json.loads(own_process.cli("key", "show-id", "--json"))
        assert shown["file"] == str(own_process.data / "store.key")
        own_process.cli("key", "rotate")
        assert json.loads(own_process.cli("key", "show-id", "--json"))["key_id"] != shown["key_id"]
        assert base64.b64decode(sign_in(desk, "anna", given)["desk_key"]) == key


def test_key_of_a_given_database_lies_under_the_name_of_the_store(
    nothing_named: None, database_url: str, tmp_path: Path
) -> None:
    process = CentralProcess(database_url=database_url)
    key_id, file = process.cli("key", "show-id").strip().split("\t")
    with Store(database_url) as store, store.connection() as conn:
        (store_id,) = conn.execute("SELECT store_id::text FROM store_secret").fetchone() or ("",)
    assert (key_id, Path(file).name) == ("-", f"{store_id}.key")
    assert tmp_path in Path(file).parents
    key_id, *_ = process.cli("key", "rotate").split("\t")
    assert process.cli("key", "show-id").split("\t")[0] == key_id
    assert Path(file).exists()


def test_backup_holds_no_key_and_is_of_use_with_the_file(
    desk: Desk, site: House, store: Store, tmp_path: Path
) -> None:
    key = leave_key(desk)
    liaison = user(site, "Liaison", "liaison")
    before = sign_in(desk, liaison)
    path = tmp_path / "backup"
    with store.connection() as conn:
        write_backup(conn, path)
    plain = zstandard.ZstdDecompressor().stream_reader(path.read_bytes()).read()
    for secret in (key, base64.b64decode(before["sealed_key"])):
        assert secret not in plain
        assert secret.hex().encode() not in plain
    restore_backup(store.url, path, replace=True)
    answer = change(desk, before["session"], PASSWORD, "nyt kodeord 1")
    assert error_of(answer)[:2] == (403, "session_ended")
    again = sign_in(desk, liaison)
    assert base64.b64decode(again["desk_key"]) == key
    assert (again["sealed_key"], again["slot"]) == (before["sealed_key"], before["slot"])

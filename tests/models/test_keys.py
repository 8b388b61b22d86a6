"""The key opens by a password or the recovery code, and by nothing else."""

import json
from pathlib import Path

import pytest

from desktop.models.keys import KeyFile, KeyFileError, SlotOwner, WrongPasswordError
from tests.house import QUICK

OLENA = SlotOwner("11111111-1111-7111-8111-111111111111", "Olena")
LARS = SlotOwner("22222222-2222-7222-8222-222222222222", "Lars")


@pytest.fixture
def keys(tmp_path: Path) -> KeyFile:
    return KeyFile(tmp_path / "keys.json", QUICK)


def test_password_and_recovery_code_open_the_same_key(keys: KeyFile) -> None:
    key, code = keys.create(OLENA, "rapsolie 7")
    assert len(key) == 32
    assert keys.open(OLENA.user_id, "rapsolie 7") == key
    assert keys.recover(code) == key
    assert keys.recover(f" {code.lower().replace('-', ' ')} ") == key


def test_wrong_password_opens_nothing(keys: KeyFile) -> None:
    keys.create(OLENA, "rapsolie 7")
    for user_id, password in ((OLENA.user_id, "rapsolie 8"), (LARS.user_id, "rapsolie 7")):
        with pytest.raises(WrongPasswordError):
            keys.open(user_id, password)


def test_slot_of_a_second_colleague_opens_the_same_key(keys: KeyFile) -> None:
    key, _ = keys.create(OLENA, "rapsolie 7")
    keys.add(key, LARS, "havregrød")
    assert keys.open(LARS.user_id, "havregrød") == key
    assert [owner.name for owner in keys.owners()] == ["Lars", "Olena"]


def test_slot_moved_to_another_user_does_not_open(keys: KeyFile) -> None:
    keys.create(OLENA, "rapsolie 7")
    content = json.loads(keys.path.read_text("utf-8"))
    content["slots"][0]["user_id"] = LARS.user_id
    keys.path.write_text(json.dumps(content), "utf-8")
    with pytest.raises(WrongPasswordError):
        keys.open(LARS.user_id, "rapsolie 7")


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"slots": [{}]}', '{"slots": 1}'])
def test_damaged_key_file_is_told(keys: KeyFile, content: str) -> None:
    keys.path.write_text(content, "utf-8")
    with pytest.raises(KeyFileError):
        keys.owners()


def test_neither_key_nor_password_stands_in_the_file(keys: KeyFile) -> None:
    key, code = keys.create(OLENA, "rapsolie 7")
    text = keys.path.read_text("utf-8")
    assert "rapsolie" not in text
    assert key.hex() not in text
    assert code not in text

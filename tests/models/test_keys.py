"""The key opens by a password or the recovery code, and by nothing else."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.models.argon2_cost import LEAST_MEMORY, LEAST_PASSES
from desktop.models.keys import (
    KeyFile,
    KeyFileError,
    Nameplate,
    SlotOwner,
    TooManyTriesError,
    WrongPasswordError,
)
from desktop.models.slots import Argon2Cost, DeskKeys, Slot, SlotMaker
from desktop.models.wrong_tries import FREE
from tests.house import QUICK

OLENA = SlotOwner("11111111-1111-7111-8111-111111111111", "Olena")
LARS = SlotOwner("22222222-2222-7222-8222-222222222222", "Lars")
PLATE = Nameplate("33333333-3333-7333-8333-333333333333", "Desk 1", "https://store.example")
DEARER = Argon2Cost(time_cost=2, memory_kib=8, parallelism=1)


@pytest.fixture
def keys(tmp_path: Path) -> KeyFile:
    return KeyFile(tmp_path / "keys.json", QUICK)


def issued(owner: SlotOwner, key: bytes, password: str) -> Slot:
    """A slot as the store makes it."""
    return SlotMaker(owner.user_id, owner.name, password, DEARER).make(DeskKeys(key))


def test_password_and_recovery_code_open_the_same_key(keys: KeyFile) -> None:
    key, code = keys.create(OLENA, "rapsolie 7", PLATE)
    assert len(key) == 32
    assert keys.open(OLENA.user_id, "rapsolie 7").desk_key == key
    assert keys.recover(code).desk_key == key
    assert keys.recover(f" {code.lower().replace('-', ' ')} ").desk_key == key


def test_confidential_key_is_in_the_slot_of_who_may_have_it_and_never_in_the_codes(
    keys: KeyFile,
) -> None:
    key, code = keys.create(OLENA, "rapsolie 7", PLATE, b"s" * 32)
    keys.put(LARS, DeskKeys(key), "havregrød")
    assert keys.open(OLENA.user_id, "rapsolie 7") == DeskKeys(key, b"s" * 32)
    assert keys.open(LARS.user_id, "havregrød") == DeskKeys(key)
    assert keys.recover(code) == DeskKeys(key)


def test_wrong_password_opens_nothing(keys: KeyFile) -> None:
    keys.create(OLENA, "rapsolie 7")
    for user_id, password in ((OLENA.user_id, "rapsolie 8"), (LARS.user_id, "rapsolie 7")):
        with pytest.raises(WrongPasswordError):
            keys.open(user_id, password)


def test_slot_of_a_second_colleague_opens_the_same_key(keys: KeyFile) -> None:
    key, _ = keys.create(OLENA, "rapsolie 7")
    keys.put(LARS, DeskKeys(key), "havregrød")
    assert keys.open(LARS.user_id, "havregrød").desk_key == key
    assert [owner.name for owner in keys.owners()] == ["Lars", "Olena"]


def test_wrong_tries_are_slowed_also_by_a_program_started_anew(keys: KeyFile) -> None:
    keys.create(OLENA, "rapsolie 7")
    for _ in range(FREE):
        with pytest.raises(WrongPasswordError):
            keys.open(OLENA.user_id, "rapsolie 8")
    again = KeyFile(keys.path, QUICK)
    with pytest.raises(TooManyTriesError) as told:
        again.open(OLENA.user_id, "rapsolie 7")
    assert 0 < told.value.seconds <= 5
    with pytest.raises(WrongPasswordError):
        again.open(LARS.user_id, "another's pause is not mine")


def test_store_brings_new_passwords_and_takes_slots_away(keys: KeyFile) -> None:
    key, code = keys.create(OLENA, "rapsolie 7", PLATE)
    keys.put(LARS, DeskKeys(key), "havregrød")
    changed = issued(OLENA, key, "solsikke 8")
    assert keys.take([changed], [OLENA.user_id])
    assert [owner.name for owner in keys.owners()] == ["Olena"]
    assert keys.open(OLENA.user_id, "solsikke 8").desk_key == key
    with pytest.raises(WrongPasswordError):
        keys.open(OLENA.user_id, "rapsolie 7")
    with pytest.raises(WrongPasswordError):
        keys.open(LARS.user_id, "havregrød")
    assert not keys.take([changed], [OLENA.user_id])
    assert keys.recover(code).desk_key == key
    assert keys.nameplate() == PLATE


def test_slot_of_a_password_that_is_another_by_now_is_taken_away(keys: KeyFile) -> None:
    key, _ = keys.create(OLENA, "rapsolie 7", PLATE)
    keys.put(LARS, DeskKeys(key), "havregrød")
    known = [OLENA.user_id, LARS.user_id]
    assert not keys.take([], known)
    assert keys.take([], known, [LARS.user_id])
    assert [owner.name for owner in keys.owners()] == ["Olena"]
    assert keys.take([issued(OLENA, key, "solsikke 8")], [])
    assert keys.owners() == []


def test_slot_of_the_store_is_made_over_once_at_this_desks_cost(keys: KeyFile) -> None:
    key, _ = keys.create(OLENA, "rapsolie 7")
    came = issued(LARS, key, "havregrød")
    known = [OLENA.user_id, LARS.user_id]
    keys.take([came], known)
    assert keys.needs_renewing(LARS.user_id)
    assert not keys.needs_renewing(OLENA.user_id)
    keys.renew(LARS.user_id, keys.open(LARS.user_id, "havregrød"), "havregrød")
    assert not keys.needs_renewing(LARS.user_id)
    assert keys.open(LARS.user_id, "havregrød").desk_key == key
    assert not keys.take([came], known)
    assert keys.take([issued(LARS, key, "byggrød 3")], known)
    assert keys.open(LARS.user_id, "byggrød 3").desk_key == key


def test_confidential_key_leaves_the_slot_of_who_may_have_it_no_longer(keys: KeyFile) -> None:
    key, _ = keys.create(OLENA, "rapsolie 7", PLATE, b"s" * 32)
    assert not keys.take([], [OLENA.user_id], confidants=[OLENA.user_id])
    assert keys.take([], [OLENA.user_id], confidants=[])
    assert keys.open(OLENA.user_id, "rapsolie 7") == DeskKeys(key)
    assert "sealed" not in keys.path.read_text("utf-8")


def test_slot_that_the_store_stripped_takes_the_place_of_the_whole_one(keys: KeyFile) -> None:
    key, _ = keys.create(OLENA, "rapsolie 7")
    maker = SlotMaker(LARS.user_id, LARS.name, "havregrød", DEARER)
    whole = maker.make(DeskKeys(key, b"s" * 32))
    keys.take([whole], [LARS.user_id])
    assert keys.open(LARS.user_id, "havregrød").sealed_key == b"s" * 32
    keys.take([replace(whole, sealed=None)], [LARS.user_id])
    assert keys.open(LARS.user_id, "havregrød") == DeskKeys(key)


def test_first_slot_stands_for_the_one_that_the_store_issued(keys: KeyFile) -> None:
    came = issued(OLENA, b"k" * 32, "rapsolie 7")
    keys.create(OLENA, "rapsolie 7", PLATE, issued=came)
    assert not keys.take([came], [OLENA.user_id])


@pytest.mark.parametrize("content", [None, "", "{}", '{"version": 2, "slots": [{}]}'])
def test_recovery_code_and_nameplate_outlive_a_lost_key_file(
    keys: KeyFile, content: str | None
) -> None:
    key, code = keys.create(OLENA, "rapsolie 7", PLATE)
    if content is None:
        keys.path.unlink()
    else:
        keys.path.write_text(content, "utf-8")
    assert keys.recover(code).desk_key == key
    assert keys.nameplate() == PLATE
    keys.rebuild()
    assert keys.owners() == []
    keys.put(OLENA, DeskKeys(key), "solsikke 8")
    assert keys.open(OLENA.user_id, "solsikke 8").desk_key == key
    assert keys.recover(code).desk_key == key


def test_file_of_the_first_version_is_read_and_rewritten(keys: KeyFile) -> None:
    key, code = keys.create(OLENA, "rapsolie 7", PLATE)
    slots = json.loads(keys.path.read_text("utf-8"))["slots"]
    keys.path.write_text(json.dumps({"version": 1, "slots": slots}), "utf-8")
    keys.recovery_path.unlink()
    assert keys.open(OLENA.user_id, "rapsolie 7").desk_key == key
    with pytest.raises(KeyFileError):
        keys.nameplate()
    keys.set_nameplate(PLATE)
    assert keys.nameplate() == PLATE
    keys.path.unlink()
    assert keys.recover(code).desk_key == key


def test_desk_that_got_another_name_tells_it(keys: KeyFile) -> None:
    keys.create(OLENA, "rapsolie 7", PLATE)
    other = Nameplate("44444444-4444-7444-8444-444444444444", "Desk 2", PLATE.central_url)
    keys.set_nameplate(other)
    assert KeyFile(keys.path).nameplate() == other
    assert json.loads(keys.recovery_path.read_text("utf-8"))["desk"]["device_name"] == "Desk 2"


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
    text = keys.path.read_text("utf-8") + keys.recovery_path.read_text("utf-8")
    assert "rapsolie" not in text
    assert key.hex() not in text
    assert code not in text
    assert code.replace("-", "") not in text


def test_damaged_slot_is_told_from_a_wrong_password(keys: KeyFile) -> None:
    keys.create(OLENA, "rapsolie 7")
    content = json.loads(keys.path.read_text("utf-8"))
    content["slots"][0]["argon2id"]["time_cost"] = 0
    keys.path.write_text(json.dumps(content), "utf-8")
    with pytest.raises(KeyFileError):
        keys.open(OLENA.user_id, "rapsolie 7")


def test_without_a_given_cost_it_is_measured_and_stands_in_the_file(tmp_path: Path) -> None:
    keys = KeyFile(tmp_path / "keys.json")
    keys.create(OLENA, "rapsolie 7")
    content = json.loads(keys.path.read_text("utf-8"))
    assert content["cost"]["memory_kib"] >= LEAST_MEMORY
    assert content["cost"]["time_cost"] >= LEAST_PASSES
    assert all(slot["argon2id"] == content["cost"] for slot in content["slots"])
    assert all(Slot.read(slot).cost == Argon2Cost(**content["cost"]) for slot in content["slots"])

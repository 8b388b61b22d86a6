"""The access log reaches the store once and in order, whatever either side has lost."""

import asyncio
import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from desktop.models.access_book import Access, append
from desktop.models.access_chain import MAX_RESIDENTS
from desktop.models.base import new_id
from desktop.models.identity import Identity
from desktop.models.local import access_entry
from desktop.models.sites import Role
from desktop.models.store import Store
from desktop.services.residents import Residents
from desktop.services.search import Search
from desktop.sync import standing
from desktop.sync.access_sending import MOST_RESIDENTS, AccessSending
from desktop.sync.access_wire import FIRST_PREV, AccessEntry, entry_hash, typed_digest
from desktop.sync.at_work import DeskAtWork
from desktop.sync.client import Client
from desktop.sync.engine import Engine
from desktop.sync.protocol import WireError
from desktop.sync.pruning import KEPT, prune_access
from desktop.sync.resending import take_new_identity
from tests.chains import assert_chain, entries
from tests.desks import Housing, desk_at_work, wait_until
from tests.house import NOON, House
from tests.sync.access_store import AccessStore, access_store
from tests.sync.test_engine import add_resident

TOKEN = "Bearer token"


@pytest.fixture
def store() -> Iterator[AccessStore]:
    with access_store() as running:
        yield running


def look(house: House, *names: str) -> None:
    """Somebody opens these files."""
    residents = Residents(house.workplace())
    for name in names:
        residents.file(house.residents[name])


def send(house: House, store: AccessStore, identity: Identity | None = None) -> None:
    """Lets the task work until nothing waits."""

    async def work() -> None:
        desk = DeskAtWork(house.store, identity or house.identity, lambda _state: None)
        desk.begin_turn()
        sending = AccessSending(desk)
        async with Client(store.url, desk.identity.token, desk.traffic) as client:
            while await asyncio.to_thread(sending._ready, desk.identity.device_id):
                assert await sending.once(client)

    asyncio.run(work())


def sent(store: AccessStore, token: str = TOKEN) -> list[list[str]]:
    return [entry.residents for entry in store.chain(token)]


def ids(house: House, *names: str) -> list[list[str]]:
    return [[house.residents[name]] for name in names]


def test_what_was_seen_is_at_the_store_once_and_in_order(house: House, store: AccessStore) -> None:
    workplace = house.workplace()
    Search(workplace).people("Koval")
    look(house, "Halyna", "Petro")
    workplace.settle()
    send(house, store)
    assert sent(store) == ids(house, "Halyna", "Petro", "Halyna")
    found = store.chain(TOKEN)[2]
    assert (found.kind, found.criterion, found.typed_digest) == ("search", "Koval", None)
    calls = store.calls
    send(house, store)
    assert store.calls == calls
    look(house, "Iryna")
    send(house, store)
    assert sent(store) == ids(house, "Halyna", "Petro", "Halyna", "Iryna")
    assert all(row["settled_at"] is not None for row in entries(house.store))


def test_engine_sends_what_was_left_over_and_what_comes(
    house: House, store: AccessStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.sync.access_sending.GATHER_SECONDS", 0.0)
    look(house, "Halyna")
    identity = replace(house.identity, central_url=store.url)
    engine = Engine(house.store, identity, lambda _state: None)
    engine.start()
    try:
        wait_until(lambda: sent(store) == ids(house, "Halyna"), "what was left over is sent")
        look(house, "Petro")
        wait_until(lambda: sent(store) == ids(house, "Halyna", "Petro"), "the next is sent")
        assert not engine.state.online
    finally:
        engine.stop()


def test_answer_that_was_lost_is_asked_for_again(house: House, store: AccessStore) -> None:
    look(house, "Halyna", "Petro")
    send(house, store)
    with house.store.own() as connection:
        connection.execute(access_entry.update().values(settled_at=None))
    send(house, store)
    assert sent(store) == ids(house, "Halyna", "Petro")


def test_restored_store_gets_what_it_lacks(house: House, store: AccessStore) -> None:
    look(house, "Halyna", "Petro")
    send(house, store)
    del store.chain(TOKEN)[1:]
    look(house, "Iryna")
    send(house, store)
    assert sent(store) == ids(house, "Halyna", "Petro", "Iryna")


def test_store_that_lacks_what_is_no_longer_kept_here_makes_this_desk_begin_anew(
    house: House, store: AccessStore
) -> None:
    look(house, "Halyna", "Petro")
    send(house, store)
    with house.store.own() as connection:
        connection.execute(access_entry.delete().where(access_entry.c.number == 1))
    store.chain(TOKEN).clear()
    look(house, "Iryna")
    with pytest.raises(WireError) as said:
        send(house, store)
    assert said.value.code == "access_forked"


def test_copy_of_a_desk_is_told_that_the_chains_part(
    house: House, store: AccessStore, tmp_path: Path
) -> None:
    look(house, "Halyna")
    house.store.close()
    shutil.copy(house.store.path, tmp_path / "copy.db")
    key = house.store.key
    house.store = Store(house.store.path, key)
    copy = replace(house, store=Store(tmp_path / "copy.db", key))
    look(house, "Petro")
    look(copy, "Iryna")
    send(house, store)
    with pytest.raises(WireError) as said:
        send(copy, store)
    assert said.value.code == "access_forked"
    assert sent(store) == ids(house, "Halyna", "Petro")
    copy.store.close()


def renamed(house: House, **changes: str) -> Identity:
    """The store gives this desk a new name."""
    identity = replace(house.identity, device_id=new_id(), token="fresh", **changes)
    take_new_identity(house.store, identity)
    return identity


def test_desk_with_a_new_name_begins_a_chain_with_what_was_not_sent(
    house: House, store: AccessStore
) -> None:
    look(house, "Halyna")
    send(house, store)
    workplace = house.workplace()
    Search(workplace).people("Koval")
    workplace.settle()
    look(house, "Petro")
    identity = renamed(house)
    look(house, "Iryna")  # signed in since before: the name is read where the entry is written
    rows = entries(house.store, identity.device_id)
    assert [row["criterion"] for row in rows] == ["Koval", None, None]
    assert_chain(rows)
    assert_chain(entries(house.store, house.identity.device_id))
    send(house, store, identity)
    assert sent(store, "Bearer fresh") == ids(house, "Halyna", "Petro", "Iryna")
    assert sent(store) == ids(house, "Halyna")


def test_desk_with_a_new_name_at_a_restored_store_sends_all_it_keeps(
    house: House, store: AccessStore
) -> None:
    look(house, "Halyna")
    send(house, store)
    store.chains.clear()
    look(house, "Petro")
    send(house, store, renamed(house, epoch=new_id()))
    assert sent(store, "Bearer fresh") == ids(house, "Halyna", "Petro")


def test_desk_whose_chain_parted_becomes_a_desk_of_its_own(
    tmp_path: Path, housing: Housing
) -> None:
    with desk_at_work(tmp_path, housing) as desk:
        resident_id = add_resident(desk.workplace())
        at_work = DeskAtWork(desk.store, desk.identity, lambda _state: None)

        async def take() -> None:
            async with Client(desk.identity.central_url, desk.identity.token) as client:
                await standing.take(at_work, client, WireError(409, "access_forked", ""), "access")

        asyncio.run(take())
        assert "access_forked" in standing.ENDS_A_TURN
        assert at_work.identity.device_id != desk.identity.device_id
        rows = entries(desk.store, at_work.identity.device_id)
        assert [row["residents"] for row in rows] == [[resident_id]]
        assert_chain(rows)


def test_what_was_typed_and_forgotten_is_sent_as_its_digest(
    house: House, store: AccessStore
) -> None:
    workplace = house.workplace()
    Search(workplace).people("Koval")
    workplace.note("open_protected", "open_file", ids(house, "Petro")[0], reason="Lægen ringede")
    look(house, "Halyna")
    rows = entries(house.store)
    with house.store.own() as connection:
        connection.execute(access_entry.update().values(criterion=None, reason=None, salt=None))
    send(house, store)
    chain = store.chain(TOKEN)
    assert [entry.typed_digest is None for entry in chain] == [False, False, True]
    for entry, row in zip(chain, rows, strict=True):
        assert (entry.criterion, entry.reason, entry.salt) == (None, None, None)
        assert entry.typed_digest == row["typed_digest"]
        assert entry.reckoned_hash() == row["hash"]


def test_very_many_residents_are_sent_in_several_calls(house: House, store: AccessStore) -> None:
    workplace = house.workplace()
    many = [new_id() for _ in range(MOST_RESIDENTS // 4)]
    for _ in range(9):
        workplace.note("export", "see_residents", many)
    send(house, store)
    assert (store.calls, len(store.chain(TOKEN))) == (3, 9)


def test_op_about_more_residents_than_an_entry_takes_makes_several(house: House) -> None:
    many = tuple(new_id() for _ in range(MAX_RESIDENTS + 1))
    look_at_all = Access(NOON, house.users[Role.HOST], "see_residents", "export", many)
    with house.store.own() as connection:
        append(connection, house.identity.device_id, [look_at_all])
    assert [len(row["residents"]) for row in entries(house.store)] == [MAX_RESIDENTS, 1]
    assert_chain(entries(house.store))


def test_store_that_keeps_no_access_log_yet_is_asked_again_later(
    house: House, store: AccessStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.sync.access_sending.ASK_AGAIN_SECONDS", 0.0)
    store.knows_access = False
    look(house, "Halyna")

    async def work() -> bool:
        desk = DeskAtWork(house.store, house.identity, lambda _state: None)
        desk.begin_turn()
        async with Client(store.url, desk.identity.token, desk.traffic) as client:
            return await AccessSending(desk).once(client)

    assert not asyncio.run(work())
    assert entries(house.store)[0]["settled_at"] is None
    store.knows_access = True
    send(house, store)
    assert sent(store) == ids(house, "Halyna")


def test_what_was_sent_is_kept_for_a_while(house: House, store: AccessStore) -> None:
    look(house, "Halyna", "Petro")
    send(house, store)
    settled = entries(house.store)[0]["settled_at"]
    assert prune_access(house.store, settled + KEPT) == 0
    assert prune_access(house.store, settled + KEPT + timedelta(seconds=1)) == 1
    look(house, "Iryna")
    send(house, store)
    assert sent(store) == ids(house, "Halyna", "Petro", "Iryna")


TYPED = ("criterion", "reason", "salt")


def entry(**changes: Any) -> dict[str, Any]:
    """An entry as it stands on the wire."""
    plain: dict[str, Any] = {
        "number": 1,
        "at": "2026-11-20T11:30:00Z",
        "actor": "01a214dc-6657-7b80-8840-000000000001",
        "what": "open_file",
        "kind": "read",
        "residents": ["01a214dc-6657-7b80-8840-000000000002"],
        "prev": FIRST_PREV,
    }
    whole = plain | changes
    hashed = {
        "typed_digest": None,
        "site_id": None,
        **{name: value for name, value in whole.items() if name not in TYPED},
    }
    if "salt" in whole:
        typed = (whole.get("criterion"), whole.get("reason"))
        hashed["typed_digest"] = typed_digest(whole["salt"], *typed)
    return {"hash": entry_hash(**hashed)} | whole


def test_hash_is_what_the_contract_says() -> None:
    told = entry(criterion="Шевченко", salt="0" * 32, reason="Kald", site_id=new_id())
    shown = {name: value for name, value in told.items() if name not in ("hash", *TYPED)}
    words = "0" * 32 + '["Шевченко","Kald"]'
    shown["typed_digest"] = hashlib.sha256(words.encode()).hexdigest()
    text = json.dumps(shown, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert told["hash"] == hashlib.sha256(text.encode()).hexdigest()
    assert AccessEntry.model_validate(told).reckoned_hash() == told["hash"]


@pytest.mark.parametrize(
    ("criterion", "reason", "words"),
    [
        ("Koval", None, '["Koval",null]'),
        (None, "Koval", '[null,"Koval"]'),
        ('"Bо"', "a,b\n", '["\\"Bо\\"","a,b\\n"]'),
    ],
)
def test_digest_tells_criterion_and_reason_apart(
    criterion: str | None, reason: str | None, words: str
) -> None:
    whole = hashlib.sha256(("ab" * 16 + words).encode()).hexdigest()
    assert typed_digest("ab" * 16, criterion, reason) == whole
    assert typed_digest("ab" * 16, None, None) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"number": 0},
        {"number": "1"},
        {"at": "2026-11-20 11:30"},
        {"what": "Open file"},
        {"kind": "delete"},
        {"residents": ["Halyna"]},
        {"criterion": "a\0b", "salt": "0" * 32},
        {"criterion": "", "salt": "0" * 32},
        {"criterion": "x" * 501, "salt": "0" * 32},
        {"salt": "0" * 31, "criterion": "x"},
        {"prev": "0"},
        {"name": "Halyna"},
    ],
)
def test_what_is_no_entry_is_refused(changes: dict[str, Any]) -> None:
    told = entry()
    assert AccessEntry.model_validate(told)
    with pytest.raises(ValidationError):
        AccessEntry.model_validate(told | changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"criterion": "Koval"},
        {"salt": "0" * 32},
        {"reason": "Kald"},
        {"criterion": "Koval", "salt": "0" * 32, "typed_digest": "0" * 64},
        {"reason": "Kald", "salt": "0" * 32, "typed_digest": "0" * 64},
        {"salt": "0" * 32, "typed_digest": "0" * 64},
    ],
)
def test_what_was_typed_stands_with_its_salt_or_is_forgotten(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        AccessEntry.model_validate(entry() | changes)

"""Desks hand over what they logged; the store takes it once, in order, and never changes it."""

import hashlib
import json
import threading
from typing import Any

import httpx2
import psycopg
import pytest

from central.access.taking import AFTER_REVOKED
from central.devices import revoke
from central.store import Store
from desktop.models.base import new_id
from tests.central.access_chain import SALT, AccessLog, chained
from tests.central.desks import Desk, error_of


@pytest.fixture
def log(desk: Desk) -> AccessLog:
    """A log with a search, a list and a file."""
    made = AccessLog(desk)
    made.add(new_id(), new_id(), what="search_people", kind="search", criterion="Шевченко")
    made.add(new_id(), what="open_file")
    made.add(new_id(), what="open_protected", kind="open_protected", reason="Lægen ringede")
    return made


def kept(store: Store) -> list[tuple[Any, ...]]:
    with store.connection() as conn:
        return conn.execute(
            "SELECT number, what, kind, criterion, reason, hash, (SELECT count(*) FROM"
            " access_person AS p WHERE p.device_id = l.device_id AND p.number = l.number)"
            " FROM access_log AS l ORDER BY number"
        ).fetchall()


def test_entries_are_kept_as_they_were_sent(log: AccessLog, store: Store) -> None:
    assert log.hand_over() == 3
    assert kept(store) == [
        (
            *(number, entry["what"], entry["kind"], entry["criterion"], entry["reason"]),
            *(entry["hash"], len(entry["residents"])),
        )
        for number, entry in enumerate(log.entries, 1)
    ]


def test_repetition_is_answered_alike_and_adds_nothing(log: AccessLog, store: Store) -> None:
    assert [log.hand_over(), log.hand_over()] == [3, 3]
    log.add(new_id())
    assert log.send(*log.entries[1:]).json() == {"received": 4}
    assert log.send(log.entries[0]).json() == {"received": 4}
    assert len(kept(store)) == 4


def test_entry_of_which_was_forgotten_what_was_typed_is_the_same_entry(
    log: AccessLog, store: Store
) -> None:
    log.hand_over()
    digests = _digests(store)
    assert [digest is None for digest in digests] == [False, True, False]
    forgotten = [
        {k: v for k, v in entry.items() if k not in ("criterion", "reason", "salt")}
        | {"typed_digest": digest}
        for entry, digest in zip(log.entries, digests, strict=True)
    ]
    assert log.send(*forgotten).json() == {"received": 3}
    for number in (0, 2):
        wrong = {**forgotten[number], "typed_digest": "0" * 64}
        assert error_of(log.send(wrong)) == (422, "invalid", {"field": "entries.0.hash"})


def test_entry_of_which_was_forgotten_what_was_typed_is_taken_as_it_is(
    log: AccessLog, store: Store
) -> None:
    reason = log.entries[2]
    words = json.dumps([None, "Lægen ringede"], separators=(",", ":"), ensure_ascii=False)
    digest = hashlib.sha256((reason["salt"] + words).encode()).hexdigest()
    forgotten = {**reason, "reason": None, "salt": None, "typed_digest": digest}
    assert log.send(*log.entries[:2], forgotten).json() == {"received": 3}
    assert (kept(store)[2][4], _digests(store)[2]) == (None, digest)
    assert log.hand_over() == 3


def _digests(store: Store) -> list[str | None]:
    with store.connection() as conn:
        rows = conn.execute("SELECT typed_digest FROM access_log ORDER BY number").fetchall()
    return [row[0] for row in rows]


def test_gap_names_the_number_expected(log: AccessLog, store: Store) -> None:
    assert error_of(log.send(log.entries[1])) == (409, "access_gap", {"expected": 1})
    log.send(log.entries[0])
    assert error_of(log.send(log.entries[2])) == (409, "access_gap", {"expected": 2})
    assert len(kept(store)) == 1


@pytest.mark.parametrize("at", [0, 2], ids=["known", "next"])
def test_other_history_is_refused_whole(desk: Desk, log: AccessLog, store: Store, at: int) -> None:
    log.send(*log.entries[:2])
    other = AccessLog(desk)
    for entry in log.entries[: 0 if at == 0 else 1]:
        other.add(*entry["residents"], what=entry["what"], kind=entry["kind"], criterion="Бойко")
    while len(other.entries) < 3:
        other.add(new_id())
    sent = other.entries[at:]
    assert error_of(log.send(*sent)) == (409, "access_forked", {"number": at + 1})
    assert [row[5] for row in kept(store)] == [entry["hash"] for entry in log.entries[:2]]


def _change(entry: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {**entry, **fields}


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"reason": "noget andet", "salt": SALT}, "entries.1.hash"),
    ({"reason": "noget andet"}, "entries.1"),
    ({"salt": SALT}, "entries.1"),
    ({"typed_digest": "0" * 64}, "entries.1.hash"),
    ({"residents": ["x"]}, "entries.1.residents.0"),
    ({"hash": "0" * 64}, "entries.1.hash"),
    ({"at": "2026-02-30T11:30:00Z"}, "entries.1.at"),
    ({"what": "Open file"}, "entries.1.what"),
    ({"kind": "peek"}, "entries.1.kind"),
    ({"number": 0}, "entries.1.number"),
    ({"number": True}, "entries.1.number"),
    ({"criterion": "x"}, "entries.1"),
    ({"more": 1}, "entries.1.more"),
]


def test_what_is_not_as_the_wire_says_is_refused_and_names_the_place(
    log: AccessLog, store: Store
) -> None:
    for fields, place in WRONG:
        sent = [log.entries[0], _change(log.entries[1], **fields), log.entries[2]]
        assert error_of(log.send(*sent)) == (422, "invalid", {"field": place})
    assert kept(store) == []


ASTRAY: list[tuple[dict[str, Any], str]] = [
    ({"number": 7}, "entries.1.number"),
    ({"prev": "a" * 64}, "entries.1.prev"),
    ({"residents": ["00000000-0000-7000-8000-000000000001"] * 2}, "entries.1.residents"),
    ({"at": "2026-02-30T11:30:00Z"}, "entries.1.at"),
]


def test_entries_with_right_hashes_must_follow_each_other(log: AccessLog, store: Store) -> None:
    for fields, place in ASTRAY:
        wrong = chained(_change(log.entries[1], **fields))
        assert error_of(log.send(log.entries[0], wrong)) == (422, "invalid", {"field": place})
    assert kept(store) == []


def test_body_without_entries_or_with_too_many_is_refused(log: AccessLog) -> None:
    desk = log.desk
    for body, code in (
        ({}, (422, "invalid", {"field": "entries"})),
        ({"entries": []}, (422, "invalid", {"field": "entries"})),
        ({"entries": [1] * 501}, (413, "too_large", {"limit": 500})),
        ([], (422, "invalid", {"field": ""})),
    ):
        answer = desk.client.post("/v1/access", json=body, headers=desk.headers)
        assert error_of(answer) == code


def test_half_a_letter_is_no_text(log: AccessLog) -> None:
    entry = {**log.entries[0], "criterion": "\ud83d"}
    headers = {**log.desk.headers, "content-type": "application/json"}
    body = json.dumps({"entries": [entry]}).encode()
    answer = log.desk.client.post("/v1/access", content=body, headers=headers)
    assert error_of(answer)[:2] == (422, "invalid")


def test_nobody_without_a_token_hands_over_anything(client: httpx2.Client, log: AccessLog) -> None:
    answer = client.post("/v1/access", json={"entries": log.entries})
    assert error_of(answer) == (401, "unauthorized", {})


def test_each_device_has_a_chain_of_its_own(log: AccessLog, other: Desk, store: Store) -> None:
    log.hand_over()
    beside = AccessLog(other)
    beside.add(new_id())
    assert beside.hand_over() == 1
    assert len(kept(store)) == 4


def test_two_calls_at_once_add_each_entry_once(log: AccessLog, store: Store) -> None:
    for _ in range(30):
        log.add(new_id())
    answers: list[int] = []
    threads = [threading.Thread(target=lambda: answers.append(log.hand_over())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [33] * 4
    assert len(kept(store)) == 33


def test_revoked_device_still_tells_what_was_read_there_but_not_without_end(
    log: AccessLog, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store.connection() as conn:
        revoke(conn, log.desk.id)
    assert error_of(log.send()) == (403, "device_revoked", {"received": 3})
    assert len(kept(store)) == 3
    monkeypatch.setattr("central.access.taking.AFTER_REVOKED", 4)
    assert AFTER_REVOKED > 4
    log.add(new_id())
    assert error_of(log.send()) == (403, "device_revoked", {"received": 4})
    log.add(new_id())
    assert error_of(log.send()) == (403, "device_revoked", {})
    assert error_of(log.send({"number": 1})) == (403, "device_revoked", {})
    assert len(kept(store)) == 4


KEPT = [
    "UPDATE access_log SET reason = 'x'",
    "UPDATE access_log SET criterion = 'x'",
    "UPDATE access_log SET criterion = NULL",
    "UPDATE access_log SET reason = NULL",
    "UPDATE access_log SET salt = NULL",
    "UPDATE access_log SET criterion = NULL, salt = NULL WHERE number = 4",
    "UPDATE access_log SET reason = NULL, salt = NULL WHERE number = 4",
    "UPDATE access_log SET typed_digest = NULL, criterion = NULL, reason = NULL, salt = NULL",
    "UPDATE access_log SET criterion = NULL, reason = NULL, salt = NULL, actor = device_id",
    "DELETE FROM access_log",
    "TRUNCATE access_log",
    "UPDATE access_person SET resident_id = device_id",
    "DELETE FROM access_person",
    "TRUNCATE access_person",
]


def test_database_itself_refuses_to_change_the_log(log: AccessLog, store: Store) -> None:
    log.add(new_id(), criterion="file", reason="Vagtlægen")
    assert log.hand_over() == 4
    before = kept(store)
    with store.connection() as conn:
        for statement in KEPT:
            with pytest.raises(psycopg.errors.RaiseException, match="kept as they are"):
                conn.execute(statement)
    assert kept(store) == before


def test_what_was_typed_can_be_forgotten(log: AccessLog, store: Store) -> None:
    log.hand_over()
    assert [row[3:5] for row in kept(store)] == [
        ("Шевченко", None),
        (None, None),
        (None, "Lægen ringede"),
    ]
    with store.connection() as conn:
        conn.execute("UPDATE access_log SET criterion = NULL, reason = NULL, salt = NULL")
    assert [row[3:5] for row in kept(store)] == [(None, None)] * 3
    assert log.hand_over() == 3

"""What is too much, too slow or too large is bounded, and others are served meanwhile."""

import asyncio
import gzip
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit

import httpx2
import psycopg
import pytest
import zstandard

from central.connections import Limits
from central.slots import RETRY_AFTER
from central.store import Store
from desktop.sync.client import Client, UnreachableError
from tests.central.conftest import House, served
from tests.central.desks import Desk, error_of

QUICK = Limits(head=0.5, body=3, idle=0.5, unread=1.0, connections=20)


@pytest.fixture
def server_url(store: Store) -> Iterator[str]:
    """The store with little patience."""
    with served(store, QUICK) as url:
        yield url


def _line(url: str) -> socket.socket:
    place = urlsplit(url)
    assert place.hostname
    assert place.port
    return socket.create_connection((place.hostname, place.port), timeout=30)


def _rest(line: socket.socket) -> bytes:
    """All that comes until the other end closes."""
    came = b""
    try:
        while piece := line.recv(65536):
            came += piece
    except ConnectionResetError:
        pass
    return came


@pytest.mark.parametrize(
    "said",
    [
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ",
        b"POST /v1/enrol HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        b'Content-Length: 100\r\n\r\n{"code"',
        b"POST /v1/enrol HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        b'Transfer-Encoding: chunked\r\n\r\n3\r\n{"c',
    ],
)
def test_request_that_does_not_arrive_is_answered(server_url: str, said: bytes) -> None:
    with _line(server_url) as line:
        line.sendall(said)
        head, _, body = _rest(line).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408 ")
    assert json.loads(body)["error"]["code"] == "too_slow"
    assert httpx2.get(f"{server_url}/healthz").status_code == 200


def test_drop_by_drop_ends_too(server_url: str) -> None:
    """Each drop comes in time; the whole does not."""
    with _line(server_url) as line:
        line.sendall(
            b"POST /v1/enrol HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Content-Length: 4000\r\n\r\n"
        )
        line.settimeout(0.2)
        came = b""
        for _ in range(100):
            try:
                line.sendall(b" ")
                came = line.recv(65536)
                break
            except TimeoutError:
                continue
            except (BrokenPipeError, ConnectionResetError):
                break
    assert came.startswith(b"HTTP/1.1 408 ")


@pytest.mark.parametrize("first", [b"", b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /he"])
def test_silent_connection_is_closed(server_url: str, first: bytes) -> None:
    with _line(server_url) as line:
        line.sendall(first)
        came = _rest(line)
    assert came.count(b"HTTP/1.1 200 ") == (1 if first else 0)
    assert came.count(b"HTTP/1.1 408 ") == (1 if first else 0)


def test_body_that_goes_on_after_its_answer_is_cut_off(server_url: str) -> None:
    with _line(server_url) as line:
        line.sendall(
            b"POST /v1/enrol HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
            b"Content-Length: 4000\r\n\r\nabc"
        )
        came = _rest(line)
    assert came.startswith(b"HTTP/1.1 415 ")
    assert came.count(b"HTTP/1.1") == 1


def test_client_that_does_not_read_is_cut_off(desk: Desk, server_url: str) -> None:
    for _ in range(6):
        desk.push(*(desk.op(desk.resident(phone=str(n))) for n in range(1000)))
    with _line(server_url) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        line.sendall(
            f"GET /v1/snapshot?scope={desk.scope} HTTP/1.1\r\nHost: x\r\n"
            f"Authorization: Bearer {desk.token}\r\n\r\n".encode()
        )
        threading.Event().wait(3)
        came = _rest(line)
    asked = {"scope": desk.scope}
    whole = desk.client.get("/v1/snapshot", params=asked, headers=desk.headers).content
    assert 0 < len(came) < len(whole)


def test_flood_of_connections_leaves_room_for_who_asks(desk: Desk, server_url: str) -> None:
    with ExitStack() as stack:
        for _ in range(5 * QUICK.connections):
            stack.enter_context(_line(server_url))
        with httpx2.Client(base_url=server_url) as fresh:
            assert fresh.get("/v1/schema", headers=desk.headers).status_code == 200


def test_who_is_at_work_is_not_thrown_out_by_a_flood(desk: Desk, server_url: str) -> None:
    desk.pull()
    answers: list[httpx2.Response] = []
    cursor = desk.cursors[desk.scope]
    waiting = threading.Thread(target=lambda: answers.append(desk.ask(cursor=cursor, wait=25)))
    waiting.start()
    with ExitStack() as stack:
        for _ in range(3 * QUICK.connections):
            stack.enter_context(_line(server_url))
        with httpx2.Client(base_url=server_url) as fresh:
            sent = desk.body(desk.op(desk.resident()))
            pushed = fresh.post("/v1/push", json=sent, headers=desk.headers)
            assert pushed.status_code == 200
    waiting.join(30)
    assert len(answers[0].json()["entries"]) == 1


def test_every_connection_in_use_is_busy_not_broken(
    desk: Desk, site: House, store: Store, database_url: str
) -> None:
    desks = [site.enrol() for _ in range(store.connections)]
    with psycopg.connect(database_url) as conn:
        conn.execute("SELECT 1 FROM scope_counter FOR UPDATE")
        statuses: list[int] = []
        threads = [
            threading.Thread(
                target=lambda one: statuses.append(one.send(one.op(one.resident())).status_code),
                args=(one,),
            )
            for one in desks
        ]
        for thread in threads:
            thread.start()
        answer = desk.ask()
        while answer.status_code == 200:
            answer = desk.ask()
        assert error_of(answer)[:2] == (503, "busy")
        assert answer.headers["Retry-After"] == str(RETRY_AFTER)
        assert desk.client.get("/healthz").status_code == 200
        with pytest.raises(UnreachableError):
            asyncio.run(_pull(str(desk.client.base_url), desk))
        conn.rollback()
        for thread in threads:
            thread.join(60)
    assert statuses == [200] * len(desks)
    assert desk.ask().status_code == 200


async def _pull(url: str, desk: Desk) -> None:
    async with Client(url, desk.token) as client:
        await client.pull(desk.scope, None, limit=1)


def test_waiting_pulls_hold_no_connection_and_are_bounded(site: House, server_url: str) -> None:
    desks = [site.enrol(), site.enrol()]
    for desk in desks:
        desk.pull()
    bound = 2 + 8
    answers: list[httpx2.Response] = []

    def wait(desk: Desk) -> None:
        with httpx2.Client(base_url=server_url, timeout=60) as own:
            params = {"scope": desk.scope, "cursor": desk.cursors[desk.scope], "wait": "25"}
            answers.append(own.get("/v1/pull", params=params, headers=desk.headers))

    threads = [threading.Thread(target=wait, args=(desks[0],)) for _ in range(bound + 4)]
    for thread in threads:
        thread.start()
    while len(answers) < 4:
        threading.Event().wait(0.05)
    for answer in answers:
        assert error_of(answer)[:2] == (429, "too_many_waiting")
        assert answer.headers["Retry-After"] == str(RETRY_AFTER)
    desks[1].do(desks[1].resident())
    for thread in threads:
        thread.join(60)
    assert sorted(answer.status_code for answer in answers) == [200] * bound + [429] * 4


def test_stranger_sends_nothing_large(client: httpx2.Client, desk: Desk) -> None:
    large = b" " * 100_000
    headers = {"Content-Type": "application/json", "Authorization": "Bearer nobody"}
    answer = client.post("/v1/push", content=large, headers=headers)
    assert error_of(answer)[:2] == (401, "unauthorized")
    for path in ("/v1/enrol", "/v1/rekey"):
        sent = client.post(path, content=large, headers={**headers, **desk.headers})
        assert error_of(sent)[:2] == (413, "too_large")
        for name, pack in (("gzip", gzip.compress), ("zstd", zstandard.compress)):
            packed = {**headers, **desk.headers, "Content-Encoding": name}
            sent = client.post(path, content=pack(large), headers=packed)
            assert error_of(sent)[:2] == (413, "too_large")


@pytest.mark.parametrize("escape", ["", "\\u0041"])
@pytest.mark.parametrize(
    "value",
    [
        "[" * 200 + "]" * 200,
        "[" * 900 + "]" * 900,
        '{"a":' * 900 + "1" + "}" * 900,
        "[" * 100_000 + "]" * 100_000,
        "9" * 400,
        "9" * 4000,
        "9" * 5000,
        "-" + "9" * 30,
        "1e308",
        "1e309",
        "-1e999",
        "0." + "1" * 5000,
        "{" + ",".join(f'"k{n}":{n}' for n in range(50_000)) + "}",
        '"' + "x" * 1_000_000 + '"',
    ],
    ids=lambda value: value[:6],
)
def test_monstrous_values_are_refused_not_a_mistake(desk: Desk, value: str, escape: str) -> None:
    op = desk.op(desk.resident())
    places = [
        desk.body({**op, "changes": [{**op["changes"][0], "fields": {"surname": "?"}}]}),
        desk.body({**op, "changes": [{**op["changes"][0], "was": {"surname": "?"}}]}),
        desk.body({**op, "device_seq": "?"}),
        desk.body({**op, "changes": [{**op["changes"][0], "base": "?"}]}),
        desk.body(op, schema="?"),
        desk.body({**op, "at": "?"}),
        {"ops": "?"},
        "?",
    ]
    for body in places:
        text = json.dumps(body).replace('"?"', value)
        if escape:
            text = text.replace("register_resident", f"register_resident{escape}")
        content = text.encode()
        headers = {**desk.headers, "Content-Type": "application/json"}
        answer = desk.client.post("/v1/push", content=content, headers=headers)
        assert answer.status_code in (200, 400, 409, 413, 422), answer.text
        if answer.status_code == 200:
            desk.next_seq += 1
            op["device_seq"] += 1
        assert desk.client.get("/healthz").status_code == 200

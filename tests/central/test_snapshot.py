"""Snapshots: a scope whole, consistent, and taken up again where the line broke."""

import json
import threading
from collections.abc import Iterator
from itertools import islice
from typing import Any

import httpx2
import psycopg
import pytest
import zstandard

from central import snapshots
from central.reading import rows_in
from desktop.models import SCHEMA_VERSION
from desktop.models.base import new_id
from tests.central.desks import Desk, error_of
from tests.central.test_digest import ask, by_hand

Json = dict[str, Any]
HEX = "0123456789abcdef"


def get(desk: Desk, encoding: str = "identity", **headers: str) -> httpx2.Response:
    return get_part(desk, None, encoding, **headers)


def get_part(
    desk: Desk, only: str | None, encoding: str = "identity", **headers: str
) -> httpx2.Response:
    sent = {**desk.headers, "Accept-Encoding": encoding, **headers}
    asked = {"scope": desk.scope} | ({} if only is None else {"only": only})
    return desk.client.get("/v1/snapshot", params=asked, headers=sent)


def lines_of(content: bytes) -> list[Json]:
    assert content.endswith(b"\n")
    return [json.loads(line) for line in content.splitlines()]


def fill(desk: Desk, count: int) -> None:
    household = desk.insert("household")
    desk.do(household)
    for start in range(0, count, 1000):
        ops = [
            desk.op(desk.resident(household_id=household["id"], phone=f"{start}+{n}"))
            for n in range(min(1000, count - start))
        ]
        assert {result["status"] for result in desk.push(*ops)} == {"applied"}


def cut_off(desk: Desk, encoding: str, after: int) -> tuple[bytes, str]:
    """A download whose connection is cut after so many bytes; what came of it, and its ETag."""
    body = b""
    with httpx2.Client(base_url=desk.client.base_url, timeout=30) as line:
        sent = {**desk.headers, "Accept-Encoding": encoding}
        asked = {"scope": desk.scope}
        with line.stream("GET", "/v1/snapshot", params=asked, headers=sent) as answer:
            for piece in answer.iter_raw():
                body += piece
                if len(body) >= after:
                    break
            return body, answer.headers["etag"]


def test_snapshot_holds_what_a_pull_yields(desk: Desk) -> None:
    fill(desk, 1200)
    answer = get(desk)
    assert answer.headers["content-type"] == "application/x-ndjson"
    first, *middle, last = lines_of(answer.content)
    pulled = desk.rows()
    counts = {name: entry["rows"] for name, entry in ask(desk)["tables"].items()}
    assert first == {
        "epoch": desk.epoch,
        "schema": SCHEMA_VERSION,
        "cursor": desk.cursors[desk.scope],
        "seq": max(row["seq"] for row in pulled.values()),
        "counts": counts,
    }
    found = {}
    for line in middle:
        assert set(line) == {"table", "rows"}
        for row in line["rows"]:
            found[line["table"], row.pop("id")] = row
    assert found == {
        key: {name: value for name, value in row.items() if name != "seq"}
        for key, row in pulled.items()
    }
    whole = 0
    for _, buckets in by_hand(desk, desk.scope).values():
        for bucket in buckets:
            whole ^= bucket
    assert last == {"end": True, "digest": f"{whole:032x}"}
    assert desk.ask(cursor=first["cursor"]).json()["entries"] == []


def test_no_row_comes_before_what_it_points_to(desk: Desk) -> None:
    room, bed = desk.insert("room", number="1"), new_id()
    resident, household = desk.resident(), desk.insert("household")
    resident["fields"]["household_id"] = household["id"]
    stay = desk.insert("stay", bed_id=bed, resident_id=resident["id"], starts_on="2026-03-02")
    made = desk.insert("bed", bed, room_id=room["id"], label="A")
    assert desk.do(stay, resident, made, room, household, action="x")["status"] == "applied"
    seen: set[str] = set()
    for line in lines_of(get(desk).content)[1:-1]:
        for row in line["rows"]:
            pointed = [row.get(n) for n in ("room_id", "bed_id", "resident_id", "household_id")]
            assert seen.issuperset(filter(None, pointed))
        seen.update(row["id"] for row in line["rows"])


def test_base_of_a_row_is_the_seq_of_its_snapshot(desk: Desk, other: Desk) -> None:
    row = desk.resident()
    desk.do(row)
    desk.do(desk.update("resident", row["id"], 1, phone="1"))
    base = lines_of(get(other).content)[0]["seq"]
    assert other.do(other.update("resident", row["id"], base, phone="2"))["status"] == "applied"
    assert desk.do(desk.update("resident", row["id"], base + 1, phone="3"))["status"] == "applied"
    assert other.do(other.update("resident", row["id"], base, phone="4"))["status"] == "conflict"


def test_comes_as_zstd_when_it_is_taken(desk: Desk) -> None:
    fill(desk, 50)
    plain, packed = get(desk), get(desk, "zstd")
    assert packed.headers["content-encoding"] == "zstd"
    assert int(get(desk, "zstd").headers["content-length"]) < len(plain.content) / 3
    assert packed.content == plain.content
    assert packed.headers["etag"] != plain.headers["etag"]


@pytest.mark.parametrize("encoding", ["identity", "zstd"])
def test_broken_download_is_taken_up_again(desk: Desk, other: Desk, encoding: str) -> None:
    """And holds what it began with, although others have written meanwhile."""
    fill(desk, 3000)
    body, tag = cut_off(desk, encoding, 20_000)
    whole = get(desk).content
    other.do(other.resident())
    with desk.client.stream(
        "GET",
        "/v1/snapshot",
        params={"scope": desk.scope},
        headers={
            **desk.headers,
            "Accept-Encoding": encoding,
            "Range": f"bytes={len(body)}-",
            "If-Range": tag,
        },
    ) as rest:
        assert rest.status_code == 206
        assert rest.headers["etag"] == tag
        size = len(body) + int(rest.headers["content-length"])
        assert rest.headers["content-range"] == f"bytes {len(body)}-{size - 1}/{size}"
        body += b"".join(rest.iter_raw())
    if encoding == "zstd":
        body = zstandard.ZstdDecompressor().decompressobj().decompress(body)
    assert body == whole
    assert lines_of(get(desk).content)[0]["counts"]["resident"] == 3001


def test_snapshot_that_cannot_be_made_to_its_end_breaks_off_and_is_not_kept(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(desk, 2000)

    def broken(*told: Any) -> Iterator[Any]:
        yield from islice(rows_in(*told), 1500)
        raise psycopg.OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(snapshots, "rows_in", broken)
        with pytest.raises(httpx2.RemoteProtocolError):
            get(desk)
    assert lines_of(get(desk).content)[-1]["end"] is True


def test_range_of_a_snapshot_nobody_keeps_begins_anew(desk: Desk) -> None:
    whole = get(desk)
    for tag in ('"another"', ""):
        answer = get(desk, Range="bytes=5-", **({"If-Range": tag} if tag else {}))
        assert (answer.status_code, answer.content) == (200, whole.content)
    past_the_end = {"Range": f"bytes={len(whole.content)}-", "If-Range": whole.headers["etag"]}
    assert get(desk, **past_the_end).status_code == 200


def test_tag_of_another_scope_gives_nothing_away(desk: Desk) -> None:
    asked = {"params": {"scope": "org"}, "headers": desk.headers}
    org = desk.client.get("/v1/snapshot", **asked)  # type: ignore[arg-type]
    answer = get(desk, Range="bytes=0-", **{"If-Range": org.headers["etag"]})
    assert answer.status_code == 200
    assert lines_of(answer.content)[0]["cursor"] != lines_of(org.content)[0]["cursor"]


def test_unchanged_scope_is_read_once(desk: Desk, other: Desk) -> None:
    tags = {get(one).headers["etag"] for one in (desk, other, desk)}
    assert len(tags) == 1
    desk.do(desk.resident())
    assert get(other).headers["etag"] not in tags


def test_every_snapshot_is_of_one_moment(desk: Desk, other: Desk) -> None:
    """Residents are written in pairs while snapshots are taken."""
    done = threading.Event()

    def write() -> None:
        while not done.is_set():
            desk.do(desk.insert("household"), desk.resident())

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(15):
            first, *_ = lines_of(get(other).content)
            assert first["counts"]["resident"] == first["counts"]["household"] == first["seq"]
    finally:
        done.set()
        writer.join()


def test_scope_must_be_held(desk: Desk) -> None:
    def asked(**params: str) -> tuple[int, str]:
        return error_of(desk.client.get("/v1/snapshot", params=params, headers=desk.headers))[:2]

    assert asked() == (422, "invalid")
    assert asked(scope=f"site:{new_id()}") == (403, "scope_revoked")
    assert asked(scope=desk.scope, since="1") == (422, "invalid")
    assert desk.client.get("/v1/snapshot").status_code == 401


def test_buckets_that_are_asked_for_come_alone_and_whole(desk: Desk) -> None:
    fill(desk, 400)
    whole = lines_of(get(desk).content)
    first, *middle, last = lines_of(get_part(desk, "resident:a,resident:3,household:0").content)
    told = ask(desk)["tables"]
    rows = [(line["table"], row) for line in middle for row in line["rows"]]
    wanted = [
        (line["table"], row)
        for line in whole[1:-1]
        for row in line["rows"]
        if (line["table"], row["id"][0])
        in {("resident", "3"), ("resident", "a"), ("household", "0")}
    ]
    assert rows == wanted
    named = {"resident", "household"}
    counts = {name: sum(table == name for table, _ in rows) for name in named}
    assert first == {**whole[0], "counts": counts}
    buckets = {name: [int(one, 16) for one in told[name]["buckets"]] for name in named}
    summed = buckets["resident"][0x3] ^ buckets["resident"][0xA] ^ buckets["household"][0]
    assert last == {"end": True, "digest": f"{summed:032x}"}


def test_one_bucket_of_a_large_table_is_a_small_part_of_the_scope(desk: Desk) -> None:
    fill(desk, 1500)
    whole, part = get(desk), get_part(desk, "resident:7")
    assert len(part.content) * 8 < len(whole.content)


def test_buckets_together_are_the_whole_scope(desk: Desk) -> None:
    row = desk.resident()
    row["id"] = "f" + "f" * 7 + "-ffff-ffff-ffff-" + "f" * 12
    desk.do(row, desk.resident("00000000-0000-0000-0000-000000000000"))
    fill(desk, 100)
    every = ",".join(f"{name}:{digit}" for name in ask(desk)["tables"] for digit in HEX)
    assert get_part(desk, every).content == get(desk).content


def test_part_in_which_nothing_is_has_a_digest_too(desk: Desk) -> None:
    first, last = lines_of(get_part(desk, "stay:0").content)
    assert first["counts"] == {"stay": 0}
    assert last == {"end": True, "digest": "0" * 32}


def test_part_is_taken_up_again_and_never_as_another(desk: Desk, other: Desk) -> None:
    fill(desk, 300)
    asked = "resident:1,resident:2"
    part = get_part(desk, asked)
    tag = {"If-Range": part.headers["etag"]}
    other.do(other.resident())
    rest = get_part(desk, "resident:2,resident:1", Range="bytes=100-", **tag)
    assert (rest.status_code, rest.content) == (206, part.content[100:])
    for only in (None, "resident:1"):
        assert get_part(desk, only, Range="bytes=100-", **tag).status_code == 200
    whole = {"If-Range": get(desk).headers["etag"]}
    assert get_part(desk, asked, Range="bytes=100-", **whole).status_code == 200
    assert get_part(desk, asked).headers["etag"] != part.headers["etag"]


@pytest.mark.parametrize(
    "only",
    [
        "",
        "resident",
        "resident:",
        "resident:g",
        "resident:A",
        "resident:12",
        "resident:1,",
        "resident:1, resident:2",
        "resident:1,resident:1",
        "site:1",
        "nothing:1",
        "resident:\u0661",
    ],
)
def test_only_must_be_different_buckets_of_the_scope(desk: Desk, only: str) -> None:
    status, code, params = error_of(get_part(desk, only))
    assert (status, code, params) == (422, "invalid", {"field": "only"})


def test_buckets_may_be_named_once_and_of_a_scope_that_is_held(desk: Desk) -> None:
    def asked(*params: tuple[str, str]) -> tuple[int, str]:
        answer = desk.client.get("/v1/snapshot", params=list(params), headers=desk.headers)
        return error_of(answer)[:2]

    only = ("only", "resident:1")
    assert asked(("scope", desk.scope), only, ("only", "resident:2")) == (422, "invalid")
    assert asked(("scope", f"site:{new_id()}"), only) == (403, "scope_revoked")
    assert asked(only) == (422, "invalid")

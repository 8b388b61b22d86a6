"""Buckets of a scope fetched alone, over lines that break."""

import asyncio
from pathlib import Path

import pytest

from desktop.sync.client import Client, UnreachableError
from desktop.sync.part import MOST_BUCKETS, Part, named
from desktop.sync.protocol import WireError
from tests.desks import DeskAtWork, Housing, desk_at_work
from tests.lines import line_to
from tests.sync.test_filling import add_many


def test_buckets_are_named_in_order_and_not_when_they_are_many() -> None:
    assert named({"stay": {"0"}, "resident": {"a", "3"}}) == "resident:3,resident:a,stay:0"
    digits = set("0123456789abcdef")
    full = dict.fromkeys(("bed", "resident", "room", "stay"), digits)
    assert (named(full) or "").count(":") == MOST_BUCKETS == 64
    assert named({**full, "household": {"0"}}) is None


async def fetch(desk: DeskAtWork, url: str, part: Part, times: int = 1) -> list[int]:
    """Fetches until it all came, at most so often; how much had come before each try."""
    came = []
    async with Client(url, desk.identity.token) as client:
        for _ in range(times):
            came.append(part.received)
            try:
                await part.fetch(client, desk.identity.epoch)
            except UnreachableError:
                continue
            return came
    raise UnreachableError


def test_part_goes_on_where_the_line_broke(tmp_path: Path, housing: Housing) -> None:
    with desk_at_work(tmp_path, housing) as desk:
        desk.go_online()
        desk.wait_in_step()
        add_many(desk, 400)
        desk.wait_in_step()
        desk.go_offline()
        scope = f"site:{desk.identity.site_ids[0]}"
        whole = Part(scope, "resident:3,resident:a")
        asyncio.run(fetch(desk, housing.central.url, whole))
        part = Part(scope, "resident:3,resident:a")
        with line_to(housing.central.url) as line:
            line.cut, line.cut_after = "GET /v1/snapshot", 1500
            came = asyncio.run(fetch(desk, line.url, part, 2))
        assert came[0] == 0 < came[1] < 1500
        assert part.received == whole.received > 1500
        assert list(part.lines()) == list(whole.lines())
        digits = {row["id"][0] for rows in part.lines() for row in rows.rows}
        assert digits == {"3", "a"}


def test_part_of_another_epoch_is_not_taken(tmp_path: Path, housing: Housing) -> None:
    async def ask(desk: DeskAtWork) -> None:
        async with Client(housing.central.url, desk.identity.token) as client:
            await Part("org", "site:0").fetch(client, "an earlier one")

    with desk_at_work(tmp_path, housing) as desk:
        with pytest.raises(WireError) as raised:
            asyncio.run(ask(desk))
        assert raised.value.code == "epoch_changed"
        assert raised.value.params == {"epoch": desk.identity.epoch}

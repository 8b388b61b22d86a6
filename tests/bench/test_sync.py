"""The form of what ``dev.py bench sync`` tells; how fast it was is no matter of a test."""

import asyncio
import subprocess
import sys

import orjson
import pytest

from bench.sync.relay import relay
from bench.sync.report import Report, as_json, as_table
from bench.sync.residents import make_residents
from bench.sync.targets import targets
from tests.stores import ROOT

SITE = "01940000-0000-7000-8000-000000000001"


def test_quick_run_measures_without_the_peer_and_says_which_targets_hold() -> None:
    command = [sys.executable, "-m", "bench.sync", "--quick", "--without-peer", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    told = orjson.loads(done.stdout)
    assert done.returncode == (1 if told["missed"] else 0), done.stderr
    figures = told["figures"]["2000"]
    assert {"push", "pull", "floor_postgres_executemany", "floor_postgres_copy"} <= set(figures)
    assert {"floor_sqlcipher", "latency_ms", "push_bytes", "pull_bytes"} <= set(figures)
    assert all(value > 0 for value in figures.values())
    names = [target["name"] for target in told["targets"]]
    assert names == [
        "push beside the floor of PostgreSQL",
        "first fill beside the floor of SQLCipher",
    ]
    assert told["missed"] == sum(not target["holds"] for target in told["targets"])


def test_residents_are_the_same_but_for_their_ids_and_take_500_bytes() -> None:
    one, other = make_residents(300, SITE), make_residents(300, SITE)
    assert [made.fields for made in one] == [made.fields for made in other]
    size = sum(len(orjson.dumps({"_id": made.id, **made.fields})) for made in one) / len(one)
    assert size == pytest.approx(500, abs=25)


def test_missed_target_is_said_plainly() -> None:
    medians = {"push": 3000.0, "peer_push": 1000.0, "pull": 10_000.0, "peer_pull": 900.0}
    report = Report({}, 1, sizes={10: medians}, targets=targets(10, medians))
    assert [target.holds for target in report.targets] == [False, True]
    assert "1 targets are MISSED." in as_table(report)
    assert orjson.loads(as_json(report))["missed"] == 1


def test_relay_counts_what_goes_each_way() -> None:
    async def talk() -> tuple[int, int]:
        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(await reader.readexactly(3) * 4)
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        with relay(f"http://127.0.0.1:{port}") as counted:
            near = int(counted.url.rsplit(":", 1)[1])
            reader, writer = await asyncio.open_connection("127.0.0.1", near)
            writer.write(b"abc")
            assert await reader.read() == b"abc" * 4
            writer.close()
            await writer.wait_closed()
        server.close()
        await server.wait_closed()
        return counted.up, counted.down

    assert asyncio.run(talk()) == (3, 12)

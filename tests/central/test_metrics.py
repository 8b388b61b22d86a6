"""What a store counts, added up over its workers, and who may read it."""

import os
from collections.abc import Iterator

import httpx2
import psycopg
import pytest
from prometheus_client.parser import text_string_to_metric_families

from desktop.models.base import new_id
from tests.central.desks import enrol_at
from tests.stores import CentralProcess

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def samples(url: str) -> Samples:
    answer = httpx2.get(url, timeout=60)
    assert answer.status_code == 200
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def value(found: Samples, name: str, **labels: str) -> float:
    return found.get((name, frozenset(labels.items())), 0.0)


@pytest.fixture(params=["1"] if os.name == "nt" else ["1", "3"])
def counted(
    request: pytest.FixtureRequest, database_url: str, free_port: int
) -> Iterator[tuple[CentralProcess, str]]:
    """A store, and where it tells what it counted."""
    options = ["--workers", request.param, "--metrics-port", str(free_port)]
    store = CentralProcess(database_url=database_url, options=options)
    yield store.start(), f"http://127.0.0.1:{free_port}/metrics"
    store.stop()


def test_calls_ops_and_entries_are_counted_wherever_they_were_answered(
    counted: tuple[CentralProcess, str],
) -> None:
    store, url = counted
    with httpx2.Client(base_url=store.url) as client:
        desk = enrol_at(store, client)
    before = samples(url)
    row = desk.resident()
    for _ in range(12):  # each on a connection of its own
        with httpx2.Client(base_url=store.url) as desk.client:
            desk.do(desk.resident())
    with httpx2.Client(base_url=store.url) as desk.client:
        desk.do(row)
        refused = desk.do(desk.update("resident", new_id(), surname="A"))
        assert refused["status"] == "refused"
        found = len(desk.pull())
        desk.client.get("/nothing/7")
    after = samples(url)

    def more(name: str, **labels: str) -> float:
        return value(after, name, **labels) - value(before, name, **labels)

    assert more("ankomst_calls_total", method="POST", path="/v1/push", status="200") == 14
    assert more("ankomst_call_seconds_count", path="/v1/push") == 14
    assert more("ankomst_calls_total", method="GET", path="other", status="404") == 1
    assert more("ankomst_ops_total", status="applied") == 13
    assert more("ankomst_ops_total", status="refused") == 1
    assert more("ankomst_entries_pulled_total") == found == 13
    assert value(after, "ankomst_database_up") == 1
    assert value(after, "ankomst_pool_size") in (8, 24)
    assert value(after, "ankomst_pool_used") == 0
    told = " ".join(str(part) for sample in after for part in sample)
    assert desk.id not in told
    assert desk.site_id not in told


def test_waiting_pulls_are_counted_and_their_wait_is_no_slowness(
    counted: tuple[CentralProcess, str],
) -> None:
    store, url = counted
    with httpx2.Client(base_url=store.url, timeout=60) as client:
        desk = enrol_at(store, client)
        desk.pull()
        assert desk.ask(cursor=desk.cursors[desk.scope], wait=2).json()["entries"] == []
    found = samples(url)
    assert value(found, "ankomst_waiting_pulls") == 0
    assert value(found, "ankomst_call_seconds_sum", path="/v1/pull") < 2


def test_database_that_is_away_is_told(
    counted: tuple[CentralProcess, str], database_url: str, postgres: str
) -> None:
    _, url = counted
    name = psycopg.conninfo.conninfo_to_dict(database_url)["dbname"]
    with psycopg.connect(postgres, autocommit=True) as conn:
        conn.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        assert value(samples(url), "ankomst_database_up") == 0
        conn.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    assert value(samples(url), "ankomst_database_up") == 1


def test_with_a_token_only_who_brings_it_reads(
    database_url: str, monkeypatch: pytest.MonkeyPatch, free_port: int
) -> None:
    monkeypatch.setenv("ANKOMST_METRICS_TOKEN", "sesam")
    options = ["--metrics-port", str(free_port), "--metrics-host", "0.0.0.0"]
    store = CentralProcess(database_url=database_url, options=options)
    url = f"http://127.0.0.1:{free_port}/metrics"
    try:
        store.start()
        assert httpx2.get(url).status_code == 401
        assert httpx2.get(url, headers={"Authorization": "Bearer other"}).status_code == 401
        good = {"Authorization": "Bearer sesam"}
        assert httpx2.get(url, headers=good).status_code == 200
        assert httpx2.get(url.replace("/metrics", "/"), headers=good).status_code == 404
        assert httpx2.get(f"{store.url}/metrics").status_code == 404
    finally:
        store.stop()


def test_metrics_end_with_the_store(counted: tuple[CentralProcess, str]) -> None:
    store, url = counted
    assert samples(url)
    assert store.stop() == 0
    with pytest.raises(httpx2.HTTPError):
        httpx2.get(url)

"""``check`` finds what somebody changed in the database behind the store's back."""

import json

import httpx2
import psycopg
import pytest

from central.store import Store
from tests.central.desks import Desk, Json
from tests.central.test_backup import busy_desk, run


@pytest.fixture
def desk(store: Store, client: httpx2.Client) -> Desk:
    return busy_desk(store, client)


def harm_it(url: str, harm: str) -> None:
    """What somebody does who knows the lock and nothing else."""
    with psycopg.connect(url) as conn:
        conn.execute("SELECT 1 FROM scope_counter FOR UPDATE")
        conn.execute(harm)


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ("UPDATE resident SET phone = '0'", "differs in phone"),
        ("UPDATE resident SET row_seq = 99", "is of op 99, in the log of op"),
        ("DELETE FROM resident", "is in the log only"),
        (
            "INSERT INTO household (id, site_id, size, together)"
            " SELECT gen_random_uuid(), id, 1, true FROM site LIMIT 1",
            "is in no entry of the log",
        ),
        ("DELETE FROM log WHERE seq = 1 AND scope <> 'org'", "differs in"),
        ("UPDATE scope_counter SET seq = 1 WHERE scope <> 'org'", "the counter stands at 1"),
        ("DELETE FROM receipt WHERE device_seq = 2", "there are"),
        ("UPDATE scope_digest SET rows = rows + 1", "digest that was kept up differs"),
        ("UPDATE scope_digest SET digest = ~digest", "digest that was kept up differs"),
        (
            "UPDATE scope_digest SET \"table\" = 'bed' WHERE \"table\" = 'user'",
            "bed has a digest that does not belong in this scope",
        ),
        ("UPDATE scope_counter SET horizon = 1 WHERE scope <> 'org'", "is behind the horizon 1"),
    ],
)
def test_check_finds_what_was_changed_behind_its_back(
    desk: Desk, database_url: str, harm: str, said: str
) -> None:
    harm_it(database_url, harm)
    done = run(database_url, "check")
    assert done.returncode == 1
    assert said in done.stdout
    assert "do not agree" in done.stderr
    told: Json = json.loads(run(database_url, "check", "--json").stdout)
    assert told["problems"] >= 1
    assert "a\tb" not in done.stdout


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ("UPDATE resident SET phone = '0'", "differs in phone"),
        ("UPDATE resident SET row_seq = 99", "is of op 99, in the log of op"),
        ("DELETE FROM resident", "is in the log only"),
        ("DELETE FROM log_base WHERE \"table\" = 'resident'", "is in no entry of the log"),
        ("UPDATE log_base SET fields = '{}' WHERE \"table\" = 'resident'", "differs in"),
        ("UPDATE device SET receipt_horizon = 1 WHERE last_device_seq = 3", "there are"),
    ],
)
def test_check_finds_it_behind_the_horizon_too(
    desk: Desk, database_url: str, harm: str, said: str
) -> None:
    assert run(database_url, "compact", "--days", "0").returncode == 0
    assert run(database_url, "check").stdout.endswith("log and tables agree\n")
    harm_it(database_url, harm)
    done = run(database_url, "check")
    assert done.returncode == 1
    assert said in done.stdout

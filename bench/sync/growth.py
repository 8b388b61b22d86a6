"""Whether an op costs more when much is stored: pushes into a small and into a large store."""

import statistics
import time
from collections.abc import Callable, Iterator

import httpx2
import orjson

from bench.sync.house import WRITER, House
from bench.sync.residents import make_residents
from desktop.models import SCHEMA_VERSION
from desktop.models.base import instant_text, new_id, now
from desktop.sync.protocol import MAX_OPS

SMALL, LARGE = 10_000, 1_000_000
MEASURED = 20


def grow(house: House, tell: Callable[[str], None]) -> tuple[float, float]:
    """Microseconds per op, the median of some full pushes, after each of the two sizes."""
    with house.serve() as served:
        identity = house.identity(WRITER, served.url)
        headers = {"authorization": f"Bearer {identity.token}", "content-type": "application/json"}
        bodies = _bodies(house, identity.epoch)
        found = []
        with httpx2.Client(base_url=served.url, headers=headers, timeout=120) as http:
            stored = 0
            for size in (SMALL, LARGE):
                while stored < size:
                    _send(http, next(bodies))
                    stored += MAX_OPS
                    if stored % 100_000 == 0:
                        tell(f"{stored:,} rows stored")
                taken = [_send(http, next(bodies)) for _ in range(MEASURED)]
                stored += MEASURED * MAX_OPS
                found.append(1_000_000 * statistics.median(taken) / MAX_OPS)
    return found[0], found[1]


def _send(http: httpx2.Client, body: bytes) -> float:
    began = time.perf_counter()
    answer = http.post("/v1/push", content=body)
    seconds = time.perf_counter() - began
    results = answer.raise_for_status().json()["results"]
    if any(result["status"] != "applied" for result in results):
        raise RuntimeError("the store did not apply an op")
    return seconds


def _bodies(house: House, epoch: str) -> Iterator[bytes]:
    device_seq = 0
    while True:
        ops = []
        for made in make_residents(MAX_OPS, house.site_id, seed=device_seq):
            device_seq += 1
            change = {
                "table": "resident",
                "id": made.id,
                "scope": house.scope,
                "kind": "insert",
                "base": None,
                "fields": made.fields,
                "was": {},
            }
            ops.append(
                {
                    "op_id": new_id(),
                    "device_seq": device_seq,
                    "action": "register_resident",
                    "actor": house.lead,
                    "at": instant_text(now()),
                    "changes": [change],
                }
            )
        yield orjson.dumps({"epoch": epoch, "schema": SCHEMA_VERSION, "ops": ops})

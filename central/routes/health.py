"""``GET /healthz``: whether the store can work."""

import psycopg
import psycopg_pool
from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from central.bodies import answer
from central.serving import serving
from central.store import Store
from desktop.sync.protocol import WireError

router = APIRouter()
_PATIENCE = 3.0


@router.get("/healthz")
async def health(request: Request) -> Response:
    """``{"status": "ok"}`` when the database answers, 503 otherwise."""
    await run_in_threadpool(_check, serving(request).store)
    return answer(request, b'{"status":"ok"}')


def _check(store: Store) -> None:
    try:
        with store.connection(within=_PATIENCE) as conn:
            conn.execute("SELECT 1 FROM store_state")
    except (psycopg.Error, psycopg_pool.PoolTimeout) as problem:
        raise WireError(503, "unavailable", "the database does not answer") from problem

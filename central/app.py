"""The central store as a web application."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import orjson
import psycopg
import psycopg_pool
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from central.attempts import Attempts
from central.bodies import answer
from central.daily import Daily
from central.guard import Guard
from central.listening import Listener, Waiters
from central.routes import digest, enrol, health, pull, push, rekey, schema, snapshot
from central.serving import Serving
from central.snapshots import Snapshots
from central.store import Store
from desktop.sync.protocol import WireError

logger = logging.getLogger(__name__)

_NAMES = {404: "not_found", 405: "method_not_allowed"}


def create_app(store: Store) -> FastAPI:
    """The app on an open store. It listens to the database while it runs, and changes nothing of
    the store when it ends."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        waiters = Waiters(asyncio.get_running_loop())
        listener = Listener(store.listening, waiters)
        app.state.serving = Serving(store, Attempts(), waiters, Snapshots())
        daily = Daily(store.listening)
        listener.start()
        daily.start()
        yield
        waiters.close()
        await asyncio.to_thread(listener.stop)
        await asyncio.to_thread(daily.stop)

    app = FastAPI(
        title="Ankomst",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    for call in (enrol, schema, push, pull, digest, snapshot, rekey, health):
        app.include_router(call.router)
    app.add_exception_handler(WireError, _wire_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(psycopg.OperationalError, _unavailable)
    app.add_exception_handler(psycopg_pool.PoolTimeout, _unavailable)
    app.add_middleware(Guard)
    return app


async def _wire_error(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, WireError)
    found = answer(request, orjson.dumps(problem.body()), problem.status)
    if "retry_after" in problem.params:
        found.headers["Retry-After"] = str(problem.params["retry_after"])
    return found


async def _http_error(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, HTTPException)
    code = _NAMES.get(problem.status_code, "invalid")
    found = await _wire_error(request, WireError(problem.status_code, code, str(problem.detail)))
    found.headers.update(problem.headers or {})
    return found


async def _unavailable(request: Request, problem: Exception) -> Response:
    logger.warning("database unavailable: %s", type(problem).__name__)
    return await _wire_error(request, WireError(503, "unavailable", "try again in a moment"))

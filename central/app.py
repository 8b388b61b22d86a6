"""The central store as a web application."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager

import orjson
import psycopg
import psycopg_pool
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.bodies import answer
from central.calls import Calls
from central.daily import Daily
from central.folder import Folder, private_folder
from central.guard import Guard
from central.listening import Listener, Waiters
from central.master_key import MasterKeyError
from central.metrics import POOL_SIZE
from central.readiness import Readiness
from central.routes import (
    digest,
    enrol,
    escrow,
    health,
    password,
    pull,
    push,
    rekey,
    schema,
    sign_in,
    slots,
    snapshot,
)
from central.serving import Serving
from central.slots import RETRY_AFTER, Slots
from central.snapshots import Snapshots
from central.store import WITHIN, Store
from desktop.sync.protocol import WireError

logger = logging.getLogger(__name__)

_NAMES = {404: "not_found", 405: "method_not_allowed"}


_CALLS = (
    *(enrol, schema, push, pull, digest, snapshot, rekey, health),
    *(sign_in, password, escrow, slots),
)
_PATHS = [route.path for call in _CALLS for route in call.router.routes if isinstance(route, Route)]
_AWAY = WireError(503, "unavailable", "try again in a moment", retry_after=RETRY_AFTER)
_QUEUE = 200
_LARGE_BODIES = 8
_PASSWORDS = 2


def create_app(store: Store, folder: Folder | None = None) -> FastAPI:
    """The app on an open store. It listens to the database while it runs, and changes nothing of
    the store when it ends. Workers of one store are given the same ``folder`` for what they share.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with ExitStack() as stack:
            shared = folder or stack.enter_context(private_folder())
            waiters = Waiters(asyncio.get_running_loop())
            listener = Listener(store.listening, waiters)
            app.state.serving = Serving(
                store,
                waiters,
                Snapshots(shared),
                Slots(store.connections, within=WITHIN, queue=_QUEUE),
                Slots(_LARGE_BODIES, within=WITHIN, queue=_QUEUE),
                Slots(_PASSWORDS, within=4 * WITHIN, queue=_QUEUE),
                Readiness(store),
            )
            POOL_SIZE.set(store.connections)
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
    for call in _CALLS:
        app.include_router(call.router)
    app.add_exception_handler(WireError, _wire_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(MasterKeyError, _key_missing)
    app.add_exception_handler(psycopg.OperationalError, _unavailable)
    app.add_exception_handler(psycopg_pool.PoolTimeout, _unavailable)
    app.add_middleware(Guard)
    app.add_middleware(Calls, paths=_PATHS)
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


async def _key_missing(request: Request, problem: Exception) -> Response:
    logger.error("%s", problem)
    said = "the store cannot open what it keeps sealed"
    return await _wire_error(request, WireError(503, "key_missing", said))


async def _unavailable(request: Request, problem: Exception) -> Response:
    logger.warning("database unavailable: %s", type(problem).__name__)
    return await _wire_error(request, _AWAY)

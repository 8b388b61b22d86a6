"""What every route shares: the store, the waiters, and how a request becomes an answer."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TypeVar

import psycopg
from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from central.bodies import answer, is_large, read_body
from central.devices import Device, authenticate
from central.listening import Waiters
from central.metrics import POOL_USED
from central.readiness import Readiness
from central.refusal import shown
from central.slots import Slots
from central.snapshots import Snapshots
from central.store import Store
from desktop.sync.protocol import WireError

Body = TypeVar("Body", bound=BaseModel)
T = TypeVar("T")


@dataclass(frozen=True)
class Serving:
    """The parts that the routes of one app work with."""

    store: Store
    waiters: Waiters
    snapshots: Snapshots
    connections: Slots
    large_bodies: Slots
    passwords: Slots
    readiness: Readiness


def serving(request: Request) -> Serving:
    """The parts of the app that a request came to."""
    found: Serving = request.app.state.serving
    return found


Recognise = Callable[[psycopg.Connection, str | None], Device]


async def in_store(request: Request, work: Callable[[psycopg.Connection], T]) -> T:
    """Does the work in a thread, on a connection. Raises WireError 503 ``busy`` when no connection
    gets free in time."""
    parts = serving(request)

    def run() -> T:
        with parts.store.connection() as conn:
            return work(conn)

    async with parts.connections.take():
        POOL_USED.inc()
        try:
            return await run_in_threadpool(run)
        finally:
            POOL_USED.dec()


def known_device(
    request: Request, conn: psycopg.Connection, known: Recognise = authenticate
) -> Device:
    """The device whose token came along; its id goes into the log. Raises as ``known``."""
    device = known(conn, request.headers.get("authorization"))
    request.state.device_id = device.id
    return device


async def as_device(
    request: Request,
    work: Callable[[psycopg.Connection, Device], bytes],
    known: Recognise = authenticate,
) -> Response:
    """Does the work in a thread, on a connection, for the device whose token came along.
    ``known`` finds it: as a rule only one that may take part."""

    def run(conn: psycopg.Connection) -> Response:
        return answer(request, work(conn, known_device(request, conn, known)))

    return await in_store(request, run)


async def with_body(
    request: Request,
    work: Callable[[psycopg.Connection, Device, bytes], bytes],
    known: Recognise = authenticate,
) -> Response:
    """As ``as_device``, with the body as it was sent. A large one is taken only from a device that
    is known, and few at a time."""
    async with AsyncExitStack() as stack:
        if is_large(request):
            await in_store(request, lambda conn: known_device(request, conn, known))
            await stack.enter_async_context(serving(request).large_bodies.take())
        body = await read_body(request)
        return await as_device(request, lambda conn, device: work(conn, device, body), known)


def validated(model: type[Body], content: object) -> Body:
    """The body as its model. Raises WireError 422 ``invalid`` naming the first field at fault,
    never its value."""
    try:
        return model.model_validate(content)
    except ValidationError as problem:
        first = problem.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise WireError(422, "invalid", first["msg"], field=shown(place)) from None


def no_unknown_parameters(request: Request, *known: str) -> None:
    """Raises WireError 422 ``invalid`` for a query parameter that the call does not have."""
    for name in request.query_params:
        if name not in known or len(request.query_params.getlist(name)) > 1:
            raise WireError(422, "invalid", "unknown or doubled parameter", field=shown(name))

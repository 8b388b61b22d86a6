"""What every route shares: the store, the waiters, and how a request becomes an answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import psycopg
from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from central.attempts import Attempts
from central.bodies import answer
from central.devices import Device, authenticate
from central.listening import Waiters
from central.refusal import shown
from central.snapshots import Snapshots
from central.store import Store
from desktop.sync.protocol import WireError

Body = TypeVar("Body", bound=BaseModel)


@dataclass(frozen=True)
class Serving:
    """The parts that the routes of one app work with."""

    store: Store
    attempts: Attempts
    waiters: Waiters
    snapshots: Snapshots


def serving(request: Request) -> Serving:
    """The parts of the app that a request came to."""
    found: Serving = request.app.state.serving
    return found


async def as_device(
    request: Request,
    work: Callable[[psycopg.Connection, Device], bytes],
    known: Callable[[psycopg.Connection, str | None], Device] = authenticate,
) -> Response:
    """Does the work in a thread, on a connection, for the device whose token came along.
    ``known`` finds it: as a rule only one that may take part."""
    store = serving(request).store

    def run() -> Response:
        with store.connection() as conn:
            body = work(conn, known(conn, request.headers.get("authorization")))
        return answer(request, body)

    return await run_in_threadpool(run)


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

"""``GET /v1/pull``: what others did in a scope, at once or as soon as there is something."""

import asyncio
import contextlib
import time

import psycopg
from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from central.bodies import answer
from central.devices import Device
from central.metrics import ENTRIES
from central.pages import Page, read_page
from central.reading import check_held
from central.serving import in_store, known_device, no_unknown_parameters, serving
from desktop.sync.protocol import MAX_PAGE, MAX_WAIT, WireError

router = APIRouter()
_DEFAULT_LIMIT = 1000


@router.get("/v1/pull")
async def pull(request: Request) -> Response:
    """Waits up to ``wait`` seconds while there is nothing; the answer may be empty."""
    no_unknown_parameters(request, "scope", "cursor", "limit", "wait")
    scope = request.query_params.get("scope", "")
    if not scope:
        raise WireError(422, "invalid", "a scope is needed", field="scope")
    limit = _number(request, "limit", _DEFAULT_LIMIT, 1, MAX_PAGE)
    wait = _number(request, "wait", 0, 0, MAX_WAIT)
    waiters = serving(request).waiters
    page, device, event = await _read(request, scope, limit)
    if page.empty and wait and not waiters.closing:
        with waiters.waiting(device):
            page = await _wait(request, scope, limit, wait, event)
    ENTRIES.inc(page.count)
    return await run_in_threadpool(answer, request, page.body)


async def _wait(
    request: Request, scope: str, limit: int, wait: float, event: asyncio.Event
) -> Page:
    """Holds no connection meanwhile. The event is taken before the page is read, so that nothing
    that commits in between is slept through."""
    waiters = serving(request).waiters
    begun = time.monotonic()
    request.state.waited = 0.0
    while True:
        left = begun + wait - time.monotonic()
        slept = time.monotonic()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(left):
                await event.wait()
        request.state.waited += time.monotonic() - slept
        over = not event.is_set() or waiters.closing
        page, _, event = await _read(request, scope, limit)
        if over or not page.empty:
            return page


async def _read(request: Request, scope: str, limit: int) -> tuple[Page, Device, asyncio.Event]:
    cursor = request.query_params.get("cursor")
    waiters = serving(request).waiters

    def read(conn: psycopg.Connection) -> tuple[Page, Device, asyncio.Event]:
        device = known_device(request, conn)
        check_held(device, scope)
        event = waiters.event(scope)
        return read_page(conn, device, scope, cursor, limit), device, event

    return await in_store(request, read)


def _number(request: Request, name: str, default: int, least: int, most: int) -> int:
    text = request.query_params.get(name)
    if text is None:
        return default
    if not text.isascii() or not text.isdecimal() or not least <= int(text[:9]) <= most:
        raise WireError(422, "invalid", f"a number from {least} to {most} expected", field=name)
    return int(text)

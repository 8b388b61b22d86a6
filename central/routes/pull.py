"""``GET /v1/pull``: what others did in a scope, at once or as soon as there is something."""

import asyncio
import time

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from central.bodies import answer
from central.devices import authenticate
from central.pages import Page, read_page
from central.serving import no_unknown_parameters, serving
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
    until = time.monotonic() + wait
    while True:
        event = waiters.event(scope) if wait else None
        page = await run_in_threadpool(_read, request, scope, limit)
        left = until - time.monotonic()
        if not page.empty or event is None or left <= 0 or waiters.closing:
            return await run_in_threadpool(answer, request, page.body)
        try:
            async with asyncio.timeout(left):
                await event.wait()
        except TimeoutError:
            wait = 0


def _read(request: Request, scope: str, limit: int) -> Page:
    cursor = request.query_params.get("cursor")
    with serving(request).store.connection() as conn:
        device = authenticate(conn, request.headers.get("authorization"))
        return read_page(conn, device, scope, cursor, limit)


def _number(request: Request, name: str, default: int, least: int, most: int) -> int:
    text = request.query_params.get(name)
    if text is None:
        return default
    if not text.isascii() or not text.isdecimal() or not least <= int(text[:9]) <= most:
        raise WireError(422, "invalid", f"a number from {least} to {most} expected", field=name)
    return int(text)

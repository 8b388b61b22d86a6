"""``GET /v1/snapshot``: a scope whole, for a desk that begins or begins anew; with ``only``, the
buckets that differ, for one that mends (``central.wanted``).

It is sent while it is made, and then without a ``Content-Length``; a connection that ends before
the last line has broken. A download that broke off is taken up by ``Range: bytes=N-`` with
``If-Range`` and the ``ETag`` of the first answer (RFC 9110). When that snapshot is not kept any
more, the answer is 200 with a fresh one from its first byte.
"""

import asyncio
import logging
import re
from collections.abc import Callable, Iterator

import psycopg
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from central.bodies import accepted_encodings
from central.serving import in_store, known_device, no_unknown_parameters, serving
from central.snapshots import Encoding, Snapshot
from central.wanted import wanted

logger = logging.getLogger(__name__)
router = APIRouter()
_FROM = re.compile(r"bytes=([0-9]{1,15})-", re.ASCII)


@router.get("/v1/snapshot")
async def snapshot(request: Request) -> Response:
    """NDJSON: what it is, rows by table in an order that satisfies references, the digest."""
    no_unknown_parameters(request, "scope", "only")
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[Response] = loop.create_future()

    def found(one: Snapshot, start: int | None = None) -> None:
        loop.call_soon_threadsafe(answer.set_result, _sent(one, start))

    def ended(making: asyncio.Task[None]) -> None:
        problem = None if making.cancelled() else making.exception()
        if problem is not None and answer.done():  # who reads it sees that it is cut short
            logger.warning("a snapshot was not made to its end: %s", type(problem).__name__)

    # It is made to its end for a desk that hangs up too: it will want the rest.
    making = loop.create_task(in_store(request, lambda conn: _find(request, conn, found)))
    making.add_done_callback(ended)
    await asyncio.wait((making, answer), return_when=asyncio.FIRST_COMPLETED)
    if not answer.done():
        await making
    return await answer


def _find(request: Request, conn: psycopg.Connection, found: Callable[..., None]) -> None:
    snapshots = serving(request).snapshots
    start = _FROM.fullmatch(request.headers.get("range", ""))
    tag = request.headers.get("if-range", "").strip('"')
    device, query = known_device(request, conn), request.query_params
    asked = wanted(device, query.get("scope", ""), query.get("only"))
    if start and tag:
        kept = snapshots.again(asked, tag)
        if kept is not None and int(start[1]) < (kept.size or 0):
            found(kept, int(start[1]))
            return
    accepted = accepted_encodings(request)
    encoding: Encoding = "zstd" if "zstd" in accepted else "identity"
    snapshots.find(conn, asked, encoding, found)


def _sent(found: Snapshot, start: int | None) -> Response:
    headers = {
        "ETag": f'"{found.tag}"',
        "Accept-Ranges": "bytes",
        "Cache-Control": "no-store",
        "Vary": "Accept-Encoding",
    }
    if found.size is not None:
        headers["Content-Length"] = str(found.size - (start or 0))
    if found.encoding != "identity":
        headers["Content-Encoding"] = found.encoding
    if start is not None:
        headers["Content-Range"] = f"bytes {start}-{(found.size or 0) - 1}/{found.size}"
    status = 200 if start is None else 206
    pieces = _pieces(found, start or 0)
    return StreamingResponse(pieces, status, headers, media_type="application/x-ndjson")


def _pieces(found: Snapshot, start: int) -> Iterator[bytes]:
    while piece := found.file.piece(start):
        start += len(piece)
        yield piece

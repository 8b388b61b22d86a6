"""``GET /v1/snapshot``: a scope whole, for a desk that begins or begins anew.

A download that broke off is taken up by ``Range: bytes=N-`` with ``If-Range`` and the ``ETag`` of
the first answer (RFC 9110). When that snapshot is not kept any more, the answer is 200 with a
fresh one from its first byte.
"""

import re
from collections.abc import Iterator

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from central.bodies import accepted_encodings
from central.devices import authenticate
from central.serving import no_unknown_parameters, serving
from central.snapshots import Encoding, Snapshot

router = APIRouter()
_FROM = re.compile(r"bytes=([0-9]{1,15})-", re.ASCII)


@router.get("/v1/snapshot")
async def snapshot(request: Request) -> Response:
    """NDJSON: what it is, rows by table in an order that satisfies references, the digest."""
    no_unknown_parameters(request, "scope")
    return await run_in_threadpool(_answer, request)


def _answer(request: Request) -> Response:
    parts = serving(request)
    scope = request.query_params.get("scope", "")
    start = _FROM.fullmatch(request.headers.get("range", ""))
    tag = request.headers.get("if-range", "").strip('"')
    with parts.store.connection() as conn:
        device = authenticate(conn, request.headers.get("authorization"))
        if start and tag:
            kept = parts.snapshots.again(device, scope, tag)
            if kept is not None and int(start[1]) < kept.size:
                return _sent(kept, int(start[1]))
        accepted = accepted_encodings(request)
        encoding: Encoding = "zstd" if "zstd" in accepted else "identity"
        return _sent(parts.snapshots.find(conn, device, scope, encoding))


def _sent(found: Snapshot, start: int | None = None) -> Response:
    headers = {
        "ETag": f'"{found.tag}"',
        "Accept-Ranges": "bytes",
        "Cache-Control": "no-store",
        "Vary": "Accept-Encoding",
        "Content-Length": str(found.size - (start or 0)),
    }
    if found.encoding != "identity":
        headers["Content-Encoding"] = found.encoding
    if start is not None:
        headers["Content-Range"] = f"bytes {start}-{found.size - 1}/{found.size}"
    status = 200 if start is None else 206
    pieces = _pieces(found, start or 0)
    return StreamingResponse(pieces, status, headers, media_type="application/x-ndjson")


def _pieces(found: Snapshot, start: int) -> Iterator[bytes]:
    while piece := found.piece(start):
        start += len(piece)
        yield piece

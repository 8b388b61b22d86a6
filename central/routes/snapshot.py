"""``GET /v1/snapshot``: a scope whole, for a desk that begins or begins anew; with ``only``, the
buckets that differ, for one that mends (``central.wanted``).

A download that broke off is taken up by ``Range: bytes=N-`` with ``If-Range`` and the ``ETag`` of
the first answer (RFC 9110). When that snapshot is not kept any more, the answer is 200 with a
fresh one from its first byte.
"""

import re
from collections.abc import Iterator

import psycopg
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from central.bodies import accepted_encodings
from central.serving import in_store, known_device, no_unknown_parameters, serving
from central.snapshots import Encoding, Snapshot
from central.wanted import wanted

router = APIRouter()
_FROM = re.compile(r"bytes=([0-9]{1,15})-", re.ASCII)


@router.get("/v1/snapshot")
async def snapshot(request: Request) -> Response:
    """NDJSON: what it is, rows by table in an order that satisfies references, the digest."""
    no_unknown_parameters(request, "scope", "only")
    return await in_store(request, lambda conn: _answer(request, conn))


def _answer(request: Request, conn: psycopg.Connection) -> Response:
    snapshots = serving(request).snapshots
    start = _FROM.fullmatch(request.headers.get("range", ""))
    tag = request.headers.get("if-range", "").strip('"')
    device, query = known_device(request, conn), request.query_params
    asked = wanted(device, query.get("scope", ""), query.get("only"))
    if start and tag:
        kept = snapshots.again(asked, tag)
        if kept is not None and int(start[1]) < kept.file.size:
            return _sent(kept, int(start[1]))
    accepted = accepted_encodings(request)
    encoding: Encoding = "zstd" if "zstd" in accepted else "identity"
    return _sent(snapshots.find(conn, asked, encoding))


def _sent(found: Snapshot, start: int | None = None) -> Response:
    headers = {
        "ETag": f'"{found.tag}"',
        "Accept-Ranges": "bytes",
        "Cache-Control": "no-store",
        "Vary": "Accept-Encoding",
        "Content-Length": str(found.file.size - (start or 0)),
    }
    if found.encoding != "identity":
        headers["Content-Encoding"] = found.encoding
    if start is not None:
        headers["Content-Range"] = f"bytes {start}-{found.file.size - 1}/{found.file.size}"
    status = 200 if start is None else 206
    pieces = _pieces(found, start or 0)
    return StreamingResponse(pieces, status, headers, media_type="application/x-ndjson")


def _pieces(found: Snapshot, start: int) -> Iterator[bytes]:
    while piece := found.file.piece(start):
        start += len(piece)
        yield piece

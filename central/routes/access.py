"""``POST /v1/access``: a desk hands over what it logged."""

import orjson
import psycopg
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from central.access.taking import take_entries
from central.bodies import decoded, parsed
from central.devices import Device, device_revoked, recognise
from central.serving import no_unknown_parameters, validated, with_body
from desktop.sync.access_wire import MAX_ENTRIES, AccessEntries
from desktop.sync.protocol import WireError

router = APIRouter()


@router.post("/v1/access")
async def take(request: Request) -> Response:
    """Entries of the desk's own log. Also a revoked device's are kept, and it is told so: they
    are what was read there before it was shut out."""
    no_unknown_parameters(request)
    encoding = request.headers.get("content-encoding")

    def work(conn: psycopg.Connection, device: Device, body: bytes) -> bytes:
        try:
            content = parsed(decoded(body, encoding))
            _check_count(content)
            received = take_entries(conn, device.id, validated(AccessEntries, content).entries)
        except WireError:
            if device.revoked:
                raise device_revoked() from None
            raise
        if device.revoked:
            raise device_revoked(received=received)
        return orjson.dumps({"received": received})

    return await with_body(request, work, recognise)


def _check_count(content: object) -> None:
    entries = content.get("entries") if isinstance(content, dict) else None
    if isinstance(entries, list) and len(entries) > MAX_ENTRIES:
        raise WireError(413, "too_large", "too many entries at once", limit=MAX_ENTRIES)

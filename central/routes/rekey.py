"""``POST /v1/rekey``: a database that was copied becomes a desk of its own."""

from dataclasses import asdict

import orjson
import psycopg
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from central.bodies import decoded, parsed, read_body
from central.devices import Device
from central.enrolment import rekey
from central.serving import as_device, no_unknown_parameters, serving, validated
from central.state import epoch_of
from desktop.models import SCHEMA_VERSION
from desktop.sync.protocol import Rekey, server_time

router = APIRouter()
_MOST = 4096


@router.post("/v1/rekey")
async def rekey_device(request: Request) -> Response:
    """The body is empty, or an object without fields."""
    no_unknown_parameters(request)
    has_body = request.headers.get("content-length", "0") != "0"
    chunked = "transfer-encoding" in request.headers
    body = await read_body(request, _MOST) if has_body or chunked else b"{}"
    encoding = request.headers.get("content-encoding")
    store = serving(request).store

    def work(conn: psycopg.Connection, device: Device) -> bytes:
        validated(Rekey, parsed(decoded(body, encoding, _MOST)))
        enrolled = rekey(store.key_slots(conn), device)
        return orjson.dumps(
            {
                **asdict(enrolled),
                "epoch": epoch_of(conn),
                "schema": SCHEMA_VERSION,
                "server_time": server_time(),
            }
        )

    return await as_device(request, work)

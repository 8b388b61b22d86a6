"""``PUT /v1/escrow``: a desk leaves the key of its database, so that others can be let in there."""

import base64

import psycopg
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from central.bodies import decoded, parsed, read_body
from central.devices import Device
from central.serving import as_device, no_unknown_parameters, serving, validated
from desktop.sync.protocol import Escrow

router = APIRouter()
_MOST = 4096


@router.put("/v1/escrow")
async def put_escrow(request: Request) -> Response:
    """Kept sealed by the master key; never told but to who signs in at this desk."""
    no_unknown_parameters(request)
    body = await read_body(request, _MOST)
    encoding = request.headers.get("content-encoding")
    store = serving(request).store

    def work(conn: psycopg.Connection, device: Device) -> bytes:
        wanted = validated(Escrow, parsed(decoded(body, encoding, _MOST)))
        store.key_slots(conn).leave_escrow(device.id, base64.b64decode(wanted.key))
        return b"{}"

    return await as_device(request, work)

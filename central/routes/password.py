"""``POST /v1/password``: somebody chooses another password, for all their desks."""

import orjson
import psycopg
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from central.bodies import decoded, parsed, read_body
from central.devices import Device
from central.serving import as_device, no_unknown_parameters, serving, validated
from central.signing_in import change_password
from desktop.sync.protocol import ChangePassword

router = APIRouter()
_MOST = 4096


@router.post("/v1/password")
async def change(request: Request) -> Response:
    """The session is that of whoever signed in at this desk."""
    no_unknown_parameters(request)
    body = await read_body(request, _MOST)
    encoding = request.headers.get("content-encoding")
    address = request.client.host if request.client else ""
    parts = serving(request)

    def work(conn: psycopg.Connection, device: Device) -> bytes:
        wanted = validated(ChangePassword, parsed(decoded(body, encoding, _MOST)))
        return orjson.dumps(change_password(parts.store.key_slots(conn), device, wanted, address))

    async with parts.passwords.take():
        return await as_device(request, work)

"""``GET /v1/slots``: who may sign in at this desk without a network, and by what."""

import orjson
import psycopg
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from central.devices import Device
from central.serving import as_device, no_unknown_parameters, serving

router = APIRouter()


@router.get("/v1/slots")
async def slots(request: Request) -> Response:
    """What the desk's ``keys.json`` should hold now."""
    no_unknown_parameters(request)
    store = serving(request).store

    def work(conn: psycopg.Connection, device: Device) -> bytes:
        return orjson.dumps(store.key_slots(conn).told(device))

    return await as_device(request, work)

"""``GET /v1/schema``: all that a client must know to make valid rows."""

from functools import cache

import orjson
import psycopg
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from central.devices import Device
from central.serving import as_device, no_unknown_parameters
from desktop.models import SCHEMA_VERSION
from desktop.sync.protocol import tables

router = APIRouter()


@router.get("/v1/schema")
async def schema(request: Request) -> Response:
    """The tables and fields of this version."""
    no_unknown_parameters(request)
    return await as_device(request, _told)


def _told(conn: psycopg.Connection, device: Device) -> bytes:
    del conn, device  # a known device is all it takes
    return schema_body()


@cache
def schema_body() -> bytes:
    """The answer, which is the same until the next version."""
    told = {
        table.name: {
            "scope": table.scope,
            "policy": table.policy,
            "fields": {field.name: field.described() for field in table.fields.values()},
        }
        for table in tables().values()
    }
    return orjson.dumps({"schema": SCHEMA_VERSION, "tables": told})

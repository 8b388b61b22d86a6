"""``POST /v1/enrol``: a code becomes a device and its token."""

from dataclasses import asdict

import orjson
import psycopg
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from central.attempts import by_code, slowed
from central.bodies import answer, decoded, parsed, read_body
from central.enrolment import enrol
from central.serving import in_store, validated
from central.state import epoch_of
from central.values import BadValueError, clean_name
from desktop.models import SCHEMA_VERSION
from desktop.sync.protocol import Enrol, WireError, server_time

router = APIRouter()
_MOST = 4096


@router.post("/v1/enrol")
async def enrol_device(request: Request) -> Response:
    """Wrong codes are slowed down by the address they come from."""
    body = await read_body(request, _MOST)
    address = request.client.host if request.client else ""
    content = parsed(decoded(body, request.headers.get("content-encoding"), _MOST))
    wanted = validated(Enrol, content)
    try:
        name = clean_name(wanted.device_name)
    except BadValueError as problem:
        raise WireError(422, "invalid", str(problem), field="device_name") from None

    def work(conn: psycopg.Connection) -> bytes:
        enrolled = slowed(conn, by_code(address), lambda: enrol(conn, wanted.code, name))
        request.state.device_id = enrolled.device_id
        return orjson.dumps(
            {
                **asdict(enrolled),
                "epoch": epoch_of(conn),
                "schema": SCHEMA_VERSION,
                "server_time": server_time(),
            }
        )

    return answer(request, await in_store(request, work))

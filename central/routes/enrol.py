"""``POST /v1/enrol``: a code becomes a device and its token."""

import math
from dataclasses import asdict

import orjson
from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from central.bodies import answer, decoded, parsed, read_body
from central.enrolment import enrol
from central.serving import Serving, serving, validated
from central.state import epoch_of
from central.values import BadValueError, clean_name
from desktop.models import SCHEMA_VERSION
from desktop.sync.protocol import Enrol, WireError, server_time

router = APIRouter()


@router.post("/v1/enrol")
async def enrol_device(request: Request) -> Response:
    """Wrong codes are slowed down by the address they come from."""
    parts = serving(request)
    body = await read_body(request)
    address = request.client.host if request.client else ""
    content = parsed(decoded(body, request.headers.get("content-encoding")))
    wanted = validated(Enrol, content)
    told = await run_in_threadpool(_enrol, parts, wanted, address)
    return answer(request, told)


def _enrol(parts: Serving, wanted: Enrol, address: str) -> bytes:
    pause = parts.attempts.pause(address)
    if pause:
        raise WireError(
            429, "too_many_attempts", "too many wrong codes", retry_after=math.ceil(pause)
        )
    try:
        name = clean_name(wanted.device_name)
    except BadValueError as problem:
        raise WireError(422, "invalid", str(problem), field="device_name") from None
    with parts.store.connection() as conn:
        try:
            enrolled = enrol(conn, wanted.code, name)
        except WireError:
            parts.attempts.failed(address)
            raise
        epoch = epoch_of(conn)
    return orjson.dumps(
        {
            **asdict(enrolled),
            "epoch": epoch,
            "schema": SCHEMA_VERSION,
            "server_time": server_time(),
        }
    )

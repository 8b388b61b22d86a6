"""``POST /v1/push``: what a desk did while it was away."""

import psycopg
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from central.bodies import decoded, parsed, read_body
from central.devices import Device
from central.merge import digest_of, push
from central.serving import as_device, no_unknown_parameters, validated
from desktop.sync.protocol import MAX_OPS, Push, WireError

router = APIRouter()


@router.post("/v1/push")
async def push_ops(request: Request) -> Response:
    """Each op is applied whole or not at all, and exactly once."""
    no_unknown_parameters(request)
    body = await read_body(request)
    encoding = request.headers.get("content-encoding")

    def work(conn: psycopg.Connection, device: Device) -> bytes:
        content = parsed(decoded(body, encoding))
        _check_count(content)
        wanted = validated(Push, content)
        return push(conn, device, wanted, [digest_of(op) for op in content["ops"]])

    return await as_device(request, work)


def _check_count(content: object) -> None:
    ops = content.get("ops") if isinstance(content, dict) else None
    if isinstance(ops, list) and len(ops) > MAX_OPS:
        raise WireError(413, "too_large", "too many ops at once", limit=MAX_OPS)

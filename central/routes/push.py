"""``POST /v1/push``: what a desk did while it was away."""

import psycopg
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from central.bodies import decoded, parsed, read_body
from central.devices import Device, device_revoked, recognise
from central.merge import digest_of, push
from central.review import keep
from central.serving import as_device, no_unknown_parameters, validated
from desktop.sync.protocol import MAX_OPS, Push, WireError

router = APIRouter()


@router.post("/v1/push")
async def push_ops(request: Request) -> Response:
    """Each op is applied whole or not at all, and exactly once. Those of a revoked device are
    kept for review; ``params.kept`` tells how many of them the store has."""
    no_unknown_parameters(request)
    body = await read_body(request)
    encoding = request.headers.get("content-encoding")

    def work(conn: psycopg.Connection, device: Device) -> bytes:
        try:
            content = parsed(decoded(body, encoding))
            _check_count(content)
            wanted = validated(Push, content)
        except WireError as problem:
            raise device_revoked(kept=0) if device.revoked else problem from None
        digests = [digest_of(op) for op in content["ops"]]
        try:
            if not device.revoked:
                return push(conn, device, wanted, digests)
        except WireError as problem:
            if problem.code != "device_revoked":
                raise
        raise device_revoked(kept=keep(conn, device.id, wanted, content["ops"], digests))

    return await as_device(request, work, recognise)


def _check_count(content: object) -> None:
    ops = content.get("ops") if isinstance(content, dict) else None
    if isinstance(ops, list) and len(ops) > MAX_OPS:
        raise WireError(413, "too_large", "too many ops at once", limit=MAX_OPS)

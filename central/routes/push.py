"""``POST /v1/push``: what a desk did while it was away."""

from typing import Any

import psycopg
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from central.bodies import decoded, parsed
from central.devices import Device, device_revoked, recognise
from central.merge import digest_of, push
from central.metrics import count_ops
from central.review import keep
from central.serving import no_unknown_parameters, validated, with_body
from desktop.sync.protocol import MAX_OPS, Push, WireError

router = APIRouter()


@router.post("/v1/push")
async def push_ops(request: Request) -> Response:
    """Each op is applied whole or not at all, and exactly once. Those of a revoked device are
    kept for review; ``params.kept`` tells how many of them the store has."""
    no_unknown_parameters(request)
    encoding = request.headers.get("content-encoding")

    def work(conn: psycopg.Connection, device: Device, body: bytes) -> bytes:
        try:
            content = parsed(decoded(body, encoding))
            _check_count(content)
            wanted = validated(Push, content)
            digests = _digests(content["ops"])
        except WireError as problem:
            raise device_revoked(kept=0) if device.revoked else problem from None
        try:
            if not device.revoked:
                told = push(conn, device, wanted, digests)
                count_ops(told)
                return told
        except WireError as problem:
            if problem.code != "device_revoked":
                raise
        raise device_revoked(kept=keep(conn, device.id, wanted, content["ops"], digests))

    return await with_body(request, work, recognise)


def _digests(ops: list[dict[str, Any]]) -> list[bytes]:
    try:
        return [digest_of(op) for op in ops]
    except RecursionError:
        raise WireError(400, "invalid", "nested too deeply") from None


def _check_count(content: object) -> None:
    ops = content.get("ops") if isinstance(content, dict) else None
    if isinstance(ops, list) and len(ops) > MAX_OPS:
        raise WireError(413, "too_large", "too many ops at once", limit=MAX_OPS)

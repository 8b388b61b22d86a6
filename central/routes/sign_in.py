"""``POST /v1/sign-in``: somebody at a desk that is locked says who they are."""

import orjson
import psycopg
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from central.bodies import answer, decoded, parsed, read_body
from central.serving import in_store, no_unknown_parameters, serving, validated
from central.signing_in import sign_in
from desktop.sync.protocol import SignIn

router = APIRouter()
_MOST = 4096


@router.post("/v1/sign-in")
async def sign_in_somebody(request: Request) -> Response:
    """Without a token, which a locked desk cannot read."""
    no_unknown_parameters(request)
    body = await read_body(request, _MOST)
    address = request.client.host if request.client else ""
    content = parsed(decoded(body, request.headers.get("content-encoding"), _MOST))
    wanted = validated(SignIn, content)
    parts = serving(request)

    def work(conn: psycopg.Connection) -> bytes:
        told = sign_in(parts.store.key_slots(conn), wanted, address)
        request.state.device_id = wanted.device_id
        return orjson.dumps(told)

    async with parts.passwords.take():
        return answer(request, await in_store(request, work))

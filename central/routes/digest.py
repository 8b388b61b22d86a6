"""``GET /v1/digest``: by which a desk proves that it holds what the store holds."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from central.digests import read_digest
from central.serving import as_device, no_unknown_parameters

router = APIRouter()


@router.get("/v1/digest")
async def digest(request: Request) -> Response:
    """Rows, digest and buckets of every table, with the cursor they belong to."""
    no_unknown_parameters(request, "scope")
    scope = request.query_params.get("scope", "")
    return await as_device(request, lambda conn, device: read_digest(conn, device, scope))

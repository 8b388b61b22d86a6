"""``GET /healthz``: whether the store can work."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from central.bodies import answer
from central.serving import serving
from desktop.sync.protocol import WireError

router = APIRouter()
_SAID = {
    "database": "the database does not answer",
    "schema": "the database is not at this version's schema",
}


@router.get("/healthz")
async def health(request: Request) -> Response:
    """``{"status": "ok"}`` when the database answers and has this version's schema; else 503
    ``unavailable``, whose ``params.reason`` is ``database`` or ``schema``."""
    problem = await serving(request).readiness.problem()
    if problem is not None:
        raise WireError(503, "unavailable", _SAID[problem], reason=problem)
    return answer(request, b'{"status":"ok"}')

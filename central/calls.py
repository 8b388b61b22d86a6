"""Around every call: its id, its line in the log, its place in the metrics, the headers that every
answer carries."""

import logging
import time
from collections.abc import Iterable
from uuid import uuid4

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from central.logs import REQUEST_ID
from central.metrics import CALLS, SECONDS

logger = logging.getLogger(__name__)

_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_ONE_YEAR = "max-age=31536000"
_OTHER = "other"


class Calls:
    """ASGI middleware, the outermost. ``paths`` are the templates that there are."""

    def __init__(self, app: ASGIApp, paths: Iterable[str]) -> None:
        self._app = app
        self._paths = frozenset(paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = uuid4().hex
        status = 0
        begun = time.perf_counter()

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _add_headers(MutableHeaders(scope=message), request_id, scope["scheme"])
            await send(message)

        given = REQUEST_ID.set(request_id)
        try:
            await self._app(scope, receive, watch)
        finally:
            self._tell(scope, status, time.perf_counter() - begun)
            REQUEST_ID.reset(given)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        path = scope["path"] if scope["path"] in self._paths else _OTHER
        method = scope["method"] if scope["method"] in _METHODS else _OTHER
        state = scope.get("state", {})
        CALLS.labels(method, path, str(status)).inc()
        SECONDS.labels(path).observe(max(seconds - state.get("waited", 0.0), 0.0))
        said = {"method": method, "path": path, "status": status, "ms": round(seconds * 1000, 1)}
        if "device_id" in state:
            said["device_id"] = state["device_id"]
        level = logging.DEBUG if path == "/healthz" and status == 200 else logging.INFO
        logger.log(level, "call", extra={"told": said})


def _add_headers(headers: MutableHeaders, request_id: str, scheme: str) -> None:
    headers["X-Request-ID"] = request_id
    headers["X-Content-Type-Options"] = "nosniff"
    headers.setdefault("Cache-Control", "no-store")
    if scheme == "https":
        headers["Strict-Transport-Security"] = _ONE_YEAR

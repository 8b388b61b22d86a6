"""Keeps a bug of ours from becoming a stranger's answer or a line of personal data in the log.

What a database says about a broken rule quotes the row; so of an unexpected exception only its
kind and its place in our code are written down.
"""

import logging
import traceback

import orjson
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desktop.sync.protocol import WireError

logger = logging.getLogger(__name__)


class Guard:
    """ASGI middleware: an exception that nobody expected is answered with 500 ``internal``."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except ClientDisconnect:
            logger.info("the client went away in the middle of its request")
        except Exception as problem:
            if scope["type"] != "http" or started:
                raise
            logger.error("unexpected: %s", _place(problem))
            await _answer(send)


def _place(problem: Exception) -> str:
    frames = [
        f"{frame.filename}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(problem.__traceback__)
        if "central" in frame.filename or "desktop" in frame.filename
    ]
    return " < ".join([type(problem).__name__, *reversed(frames)])


async def _answer(send: Send) -> None:
    body = orjson.dumps(WireError(500, "internal", "the store made a mistake").body())
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 500, "headers": headers})
    await send({"type": "http.response.body", "body": body})

"""Calls to the central store: one method a call of the wire, errors told apart.

``UnreachableError`` is a state (no network, store stopped); ``NotAStoreError`` means that
something else answered at that address; ``WireError`` is the store's own word.
"""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, Self
from urllib.parse import urlsplit

import httpx2
import orjson
import zstandard

from desktop.models import SCHEMA_VERSION
from desktop.sync.protocol import MAX_WAIT, WireError

COMPRESS_FROM = 1024
CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 30.0


class UnreachableError(Exception):
    """Nobody answered, or the answer was cut off. What was sent may have arrived."""


class NotAStoreError(Exception):
    """Something answered, but not a central store of Ankomst."""


class InsecureAddressError(ValueError):
    """A store elsewhere must be reached over https."""


class AddressError(ValueError):
    """What was typed is not an address."""


@dataclass(frozen=True)
class Enrolment:
    """The answer to ``enrol``."""

    device_id: str
    token: str
    scopes: tuple[str, ...]
    epoch: str
    schema: int


def checked_address(text: str) -> str:
    """The store's address in its plain form, without a slash at the end.

    Raises AddressError, or InsecureAddressError for http to anything but this machine.
    """
    try:
        parts = urlsplit(text.strip())
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
            raise AddressError(text)
    except ValueError as error:  # a bracket left open, a port that is none
        raise AddressError(text) from error
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        raise InsecureAddressError(text)
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class Client:
    """A connection to one store. Use as ``async with``."""

    def __init__(self, url: str, token: str | None = None) -> None:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        self._http = httpx2.AsyncClient(
            base_url=checked_address(url),
            headers=headers,
            timeout=httpx2.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS),
            follow_redirects=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def enrol(self, code: str, device_name: str) -> Enrolment:
        """Takes this desk in by a code from an administrator."""
        answer = await self._call("POST", "/v1/enrol", {"code": code, "device_name": device_name})
        try:
            return Enrolment(
                device_id=answer["device_id"],
                token=answer["token"],
                scopes=tuple(answer["scopes"]),
                epoch=str(answer["epoch"]),
                schema=int(answer["schema"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise NotAStoreError(str(error)) from error

    async def push(self, epoch: str, ops: list[dict[str, Any]]) -> dict[str, Any]:
        """Sends ops in order; the answer has ``results``."""
        return await self._call(
            "POST", "/v1/push", {"epoch": epoch, "schema": SCHEMA_VERSION, "ops": ops}
        )

    async def pull(
        self, scope: str, cursor: str | None, *, limit: int, wait: float = 0
    ) -> dict[str, Any]:
        """The entries of a scope after a cursor; waits up to ``wait`` seconds for the first."""
        query: dict[str, str | int] = {"scope": scope, "limit": limit}
        if cursor is not None:
            query["cursor"] = cursor
        if wait:
            query["wait"] = int(min(wait, MAX_WAIT))
        return await self._call("GET", "/v1/pull", params=query)

    async def _call(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        params: dict[str, str | int] | None = None,
    ) -> dict[str, Any]:
        headers = {"accept-encoding": "zstd, gzip"}
        content = None
        if body is not None:
            content = orjson.dumps(body)
            headers["content-type"] = "application/json"
            if len(content) >= COMPRESS_FROM:
                content = zstandard.ZstdCompressor().compress(content)
                headers["content-encoding"] = "zstd"
        try:
            response = await self._http.request(
                method, path, content=content, headers=headers, params=params
            )
        except (httpx2.HTTPError, OSError) as error:
            raise UnreachableError(type(error).__name__) from error
        return _read(response)


def _read(response: httpx2.Response) -> dict[str, Any]:
    try:
        answer = orjson.loads(response.content)
    except orjson.JSONDecodeError as error:
        raise _no_json(response) from error
    if not isinstance(answer, dict):
        raise NotAStoreError("the answer is not an object")
    if response.status_code == httpx2.codes.OK:
        return answer
    told = answer.get("error")
    if not isinstance(told, dict) or "code" not in told:
        raise _no_json(response)
    if told["code"] == "busy":  # the store's; a desk's own database may be busy too
        raise UnreachableError("the store is busy")
    raise WireError(
        response.status_code,
        str(told["code"]),
        str(told.get("message", "")),
        **(told.get("params") or {}),
    )


def _no_json(response: httpx2.Response) -> Exception:
    if response.status_code >= 500:  # a proxy whose store is away
        return UnreachableError(f"status {response.status_code}")
    return NotAStoreError(f"status {response.status_code}")

"""Calls to the central store: one method a call of the wire, errors told apart.

``UnreachableError`` is a state (no network, store stopped), ``CertificateError`` among them where
what answers can't prove that it is the store; ``NotAStoreError`` means that
something else answered at that address; ``WireError`` is the store's own word.
"""

import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Any, Literal, Self
from urllib.parse import urlsplit

import httpx2
import orjson
import zstandard

from desktop.models import SCHEMA_VERSION
from desktop.models.base import instant_from
from desktop.sync.access_wire import AccessEntries
from desktop.sync.protocol import MAX_WAIT, WireError

COMPRESS_FROM = 1024
CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 30.0


CertificateFault = Literal["expired", "other_name", "unknown_issuer"]
_FAULTS: dict[int, CertificateFault] = {
    9: "expired",
    10: "expired",
    62: "other_name",
    64: "other_name",
}
"""By OpenSSL's numbers: not valid yet, expired, made out to another name or IP address."""


class UnreachableError(Exception):
    """Nobody answered, or the answer was cut off. What was sent may have arrived."""


class CertificateError(UnreachableError):
    """The store could not prove who it is, so nothing was sent. ``why`` says what is wrong with
    its certificate."""

    def __init__(self, why: CertificateFault) -> None:
        super().__init__(why)
        self.why: CertificateFault = why


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


@dataclass(frozen=True)
class Packed:
    """A body as it goes over the wire, with the headers that say so."""

    content: bytes
    headers: dict[str, str]


def packed(body: dict[str, Any]) -> Packed:
    """JSON, compressed when it is worth it."""
    content = orjson.dumps(body)
    headers = {"content-type": "application/json"}
    if len(content) >= COMPRESS_FROM:
        content = zstandard.ZstdCompressor().compress(content)
        headers["content-encoding"] = "zstd"
    return Packed(content, headers)


def packed_push(epoch: str, ops: list[dict[str, Any]]) -> Packed:
    """The body of a push."""
    return packed({"epoch": epoch, "schema": SCHEMA_VERSION, "ops": ops})


@dataclass
class Traffic:
    """What a line has carried: bytes either way, the last round trip, and by how many seconds this
    PC's clock is ahead of the store's, measured at the middle of that round trip."""

    sent: int = 0
    received: int = 0
    round_trip: float | None = None
    time_offset: float | None = None
    server_time: datetime | None = None

    def answered(self, seconds: float, server_time: str | None) -> None:
        """A call came back after so long; a long pull tells nothing about the clock."""
        self.round_trip = seconds
        if server_time is None:
            return
        try:
            self.server_time = instant_from(server_time)
        except ValueError:
            return
        ahead = datetime.now(UTC) - self.server_time
        self.time_offset = ahead.total_seconds() - seconds / 2


@dataclass(frozen=True)
class Snapshot:
    """A snapshot as it comes in. ``fresh`` unless it goes on where an earlier download broke."""

    fresh: bool
    etag: str
    encoding: str
    pieces: AsyncIterator[bytes] = field(repr=False)


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

    def __init__(self, url: str, token: str | None = None, traffic: Traffic | None = None) -> None:
        self.traffic = traffic or Traffic()
        headers = {"authorization": f"Bearer {token}"} if token else {}
        address = checked_address(url)
        self._http = httpx2.AsyncClient(
            base_url=address,
            headers=headers,
            verify=address.startswith("https:"),  # the authorities take 50 ms to read
            timeout=httpx2.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS),
            follow_redirects=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def enrol(self, code: str, device_name: str) -> Enrolment:
        """Takes this desk in by a code from an administrator."""
        return _enrolment(
            await self._call(
                "POST", "/v1/enrol", packed({"code": code, "device_name": device_name})
            )
        )

    async def rekey(self) -> Enrolment:
        """Makes a desk of its own of this copy of one."""
        return _enrolment(await self._call("POST", "/v1/rekey", packed({})))

    async def sign_in(self, device_id: str, user: str, password: str) -> dict[str, Any]:
        """Who this is, and the keys of the desk where they may sign in."""
        body = {"device_id": device_id, "user": user, "password": password}
        return await self._call("POST", "/v1/sign-in", packed(body))

    async def put_escrow(self, key: str) -> None:
        """Leaves the key of this desk's database with the store."""
        await self._call("PUT", "/v1/escrow", packed({"key": key}))

    async def change_password(self, session: str, old: str, new: str) -> dict[str, Any]:
        """A new password in place of the old; the answer has the slot for this desk."""
        body = {"session": session, "old": old, "new": new}
        return await self._call("POST", "/v1/password", packed(body))

    async def slots(self) -> dict[str, Any]:
        """Who may sign in at this desk, and by what."""
        return await self._call("GET", "/v1/slots")

    async def send_access(self, entries: AccessEntries) -> dict[str, Any]:
        """Sends entries of the access log in order; the answer has ``received``."""
        body = packed(entries.model_dump(exclude_none=True))
        return await self._call("POST", "/v1/access", body)

    async def ask_access(self, name: str, body: dict[str, Any]) -> dict[str, Any]:
        """The answer to a question about the access log: ``search``, ``extract``, …"""
        return await self._call("POST", f"/v1/access/{name}", packed(body))

    async def schema(self) -> int:
        """The version of the store's schema."""
        answer = await self._call("GET", "/v1/schema")
        try:
            return int(answer["schema"])
        except (KeyError, TypeError, ValueError) as error:
            raise NotAStoreError(str(error)) from error

    async def digest(self, scope: str) -> dict[str, Any]:
        """What the store's rows of a scope add up to, with the cursor it belongs to."""
        return await self._call("GET", "/v1/digest", params={"scope": scope})

    @asynccontextmanager
    async def snapshot(
        self, scope: str, etag: str | None = None, start: int = 0, *, only: str | None = None
    ) -> AsyncIterator[Snapshot]:
        """A scope whole, or ``only`` these buckets of it (``resident:3,stay:0``), in the bytes as
        sent; from ``start`` of the one called ``etag``, where the store still has it. The pieces
        raise UnreachableError where the line breaks."""
        params = {"scope": scope} | ({} if only is None else {"only": only})
        headers = {"accept-encoding": "zstd"}
        if etag is not None and start:
            headers |= {"range": f"bytes={start}-", "if-range": etag}
        try:
            async with self._http.stream(
                "GET", "/v1/snapshot", params=params, headers=headers
            ) as response:
                if response.status_code not in (httpx2.codes.OK, httpx2.codes.PARTIAL_CONTENT):
                    await response.aread()
                    _read(response)
                encoding = response.headers.get("content-encoding", "identity")
                if "etag" not in response.headers or encoding not in ("identity", "zstd"):
                    raise NotAStoreError("this is no snapshot")
                yield Snapshot(
                    fresh=response.status_code == httpx2.codes.OK,
                    etag=response.headers["etag"],
                    encoding=encoding,
                    pieces=self._pieces(response),
                )
        except (httpx2.HTTPError, OSError) as error:
            raise _unreachable(error) from error

    async def _pieces(self, response: httpx2.Response) -> AsyncIterator[bytes]:
        async for piece in response.aiter_raw():
            self.traffic.received += len(piece)
            yield piece

    async def push(self, epoch: str, ops: list[dict[str, Any]]) -> dict[str, Any]:
        """Sends ops in order; the answer has ``results``."""
        return await self.send_push(packed_push(epoch, ops))

    async def send_push(self, body: Packed) -> dict[str, Any]:
        """The same with a body that is ready."""
        return await self._call("POST", "/v1/push", body)

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
        body: Packed | None = None,
        params: dict[str, str | int] | None = None,
    ) -> dict[str, Any]:
        headers = {"accept-encoding": "zstd, gzip"} | (body.headers if body else {})
        content = body.content if body else None
        begun = time.monotonic()
        self.traffic.sent += len(content or b"")
        try:
            response = await self._http.request(
                method, path, content=content, headers=headers, params=params
            )
        except (httpx2.HTTPError, OSError) as error:
            raise _unreachable(error) from error
        self.traffic.received += response.num_bytes_downloaded
        answer = _read(response)
        if not (params and "wait" in params):
            self.traffic.answered(time.monotonic() - begun, answer.get("server_time"))
        return answer


def _unreachable(error: BaseException) -> UnreachableError:
    """What the failure of a call means."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return CertificateError(_FAULTS.get(cause.verify_code, "unknown_issuer"))
        cause = cause.__cause__ or cause.__context__
    return UnreachableError(type(error).__name__)


def _enrolment(answer: dict[str, Any]) -> Enrolment:
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

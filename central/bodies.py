"""What comes in and goes out: JSON, perhaps compressed, never more than the contract allows."""

import json
import zlib
from typing import Any

import orjson
import zstandard
from starlette.requests import Request
from starlette.responses import Response

from desktop.sync.protocol import MAX_BODY, WireError

LARGE = 64 * 1024
"""Bytes from which a body is large; nobody who is unknown may send one."""

_COMPRESS_FROM = 1024
_DRAIN = 4 * MAX_BODY
_ZSTD_LEVEL = 3
_GZIP_LEVEL = 5
_WINDOW = 8 * 1024 * 1024


def is_large(request: Request) -> bool:
    """Whether the body says that it is, or does not say."""
    size = request.headers.get("content-length", "0")
    return "transfer-encoding" in request.headers or int(size) > LARGE


async def read_body(request: Request, most: int = MAX_BODY) -> bytes:
    """The body as it was sent. Raises WireError 413 ``too_large``, 415 for what says that it is
    no JSON; who says nothing sends JSON, as the contract knows nothing else."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("", "application/json"):
        raise WireError(415, "invalid", "the body must be application/json")
    parts = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size <= most:
            parts.append(part)
        elif size > _DRAIN:
            break
    if size > most:
        raise too_large(most)
    return b"".join(parts)


def decoded(body: bytes, encoding: str | None, most: int = MAX_BODY) -> bytes:
    """The body without its compression, bounded. Raises WireError 413, 400 ``invalid``, 415."""
    name = (encoding or "identity").strip().lower()
    if name == "identity":
        return body
    try:
        if name == "zstd":
            return _from_zstd(body, most)
        if name in ("gzip", "x-gzip"):
            return _from_gzip(body, most)
    except (zlib.error, zstandard.ZstdError) as problem:
        raise WireError(400, "invalid", "the body is not compressed as it says") from problem
    raise WireError(415, "invalid", "the body may be zstd or gzip")


def _from_zstd(body: bytes, most: int) -> bytes:
    reader = zstandard.ZstdDecompressor(max_window_size=_WINDOW).stream_reader(
        body, read_across_frames=True
    )
    found = reader.read(most + 1)
    if len(found) > most:
        raise too_large(most)
    return found


def _from_gzip(body: bytes, most: int) -> bytes:
    found = b""
    while body:
        member = zlib.decompressobj(wbits=31)
        found += member.decompress(body, most + 1 - len(found))
        if len(found) > most:
            raise too_large(most)
        if not member.eof:
            raise zlib.error("cut short")
        body = member.unused_data
    return found


def too_large(most: int = MAX_BODY) -> WireError:
    """The answer to more than is allowed at once."""
    return WireError(413, "too_large", "the body is too large", limit=most)


def parsed(body: bytes) -> Any:
    """The JSON value of a body. Raises WireError 400 ``invalid``.

    Text with halves of surrogate pairs is let through: it is JSON, and what it does to an op is
    that op's matter, not its neighbours'.
    """
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as problem:
        if b"\\u" not in body:
            raise _malformed() from problem
    try:
        return json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as problem:
        raise _malformed() from problem


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _malformed() -> WireError:
    return WireError(400, "invalid", "the body is no JSON")


def answer(request: Request, body: bytes, status: int = 200) -> Response:
    """A JSON answer, compressed when it is worth it and the client takes it: zstd, else gzip."""
    headers = {"Vary": "Accept-Encoding", "Cache-Control": "no-store"}
    if len(body) > _COMPRESS_FROM:
        accepted = accepted_encodings(request)
        if "zstd" in accepted:
            body = zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compress(body)
            headers["Content-Encoding"] = "zstd"
        elif "gzip" in accepted:
            packer = zlib.compressobj(_GZIP_LEVEL, wbits=31)
            body = packer.compress(body) + packer.flush()
            headers["Content-Encoding"] = "gzip"
    return Response(body, status, headers, media_type="application/json")


def accepted_encodings(request: Request) -> set[str]:
    """The compressions that the client takes."""
    found = set()
    for part in request.headers.get("accept-encoding", "").lower().split(","):
        name, _, weight = part.partition(";")
        if weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000"):
            found.add(name.strip())
    return found

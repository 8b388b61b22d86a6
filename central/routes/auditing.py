"""``POST /v1/access/…``: how an auditor reads the access log, and an extract is made of it."""

from collections.abc import Callable
from typing import TypeVar

import orjson
import psycopg
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from central.access.chains import follow_all
from central.access.extracts import read_extract
from central.access.reading import Wanted, search
from central.access.rights import require, require_extract
from central.access.spot_checks import draw, list_checks, read_check, review
from central.access.taking import write_own_entry
from central.bodies import decoded, parsed, read_body
from central.devices import Device
from central.serving import as_device, no_unknown_parameters, validated
from desktop.sync.audit_wire import (
    AccessChains,
    AccessExtract,
    AccessSearch,
    Asked,
    DrawSample,
    ListSamples,
    ReadSample,
    ReviewEntry,
)

router = APIRouter()
A = TypeVar("A", bound=Asked)
_MOST = 4096


@router.post("/v1/access/search")
async def search_log(request: Request) -> Response:
    """A page of entries. The first page of a search is itself an entry of the store's own log."""

    def work(conn: psycopg.Connection, device: Device, asked: AccessSearch) -> object:
        by = require(conn, device, asked.session, "see_access_log")
        wanted = Wanted(
            *(asked.resident_id, asked.actor, asked.device_id, asked.kinds),
            *(asked.since, asked.until),
        )
        found = search(conn, wanted, limit=asked.limit, after=asked.after)
        if asked.after is None:
            write_own_entry(
                conn,
                actor=by,
                what="see_access_log",
                kind="search",
                residents=[asked.resident_id] if asked.resident_id else [],
                criterion=wanted.criterion(),
            )
        return {"entries": found.entries, "next": found.next}

    return await _answer(request, AccessSearch, work)


@router.post("/v1/access/chains")
async def chains(request: Request) -> Response:
    """Whether each device's entries are all there and as they were written."""

    def work(conn: psycopg.Connection, device: Device, asked: AccessChains) -> object:
        require(conn, device, asked.session, "see_access_log")
        return {"chains": list(follow_all(conn))}

    return await _answer(request, AccessChains, work)


@router.post("/v1/access/extract")
async def extract(request: Request) -> Response:
    """What was done with a resident's data on which days, without any other name."""

    def work(conn: psycopg.Connection, device: Device, asked: AccessExtract) -> object:
        by = require_extract(conn, device, asked.session, asked.resident_id)
        found = read_extract(conn, asked.resident_id)
        write_own_entry(
            conn, actor=by, what="extract_access", kind="export", residents=[asked.resident_id]
        )
        return found

    return await _answer(request, AccessExtract, work)


@router.post("/v1/access/samples")
async def samples(request: Request) -> Response:
    """The spot checks that were made."""

    def work(conn: psycopg.Connection, device: Device, asked: ListSamples) -> object:
        require(conn, device, asked.session, "see_access_log")
        return {"samples": list_checks(conn)}

    return await _answer(request, ListSamples, work)


@router.post("/v1/access/samples/draw")
async def draw_sample(request: Request) -> Response:
    """Draws entries by chance; ``samples/read`` shows them."""

    def work(conn: psycopg.Connection, device: Device, asked: DrawSample) -> object:
        by = require(conn, device, asked.session, "see_access_log")
        return {"id": draw(conn, asked, by)}

    return await _answer(request, DrawSample, work)


@router.post("/v1/access/samples/read")
async def read_sample(request: Request) -> Response:
    """The entries that were drawn, and what was written about each."""

    def work(conn: psycopg.Connection, device: Device, asked: ReadSample) -> object:
        by = require(conn, device, asked.session, "see_access_log")
        entries = read_check(conn, asked.id)
        write_own_entry(
            conn, actor=by, what="see_access_log", kind="read", criterion=f"spot check {asked.id}"
        )
        return {"entries": entries}

    return await _answer(request, ReadSample, work)


@router.post("/v1/access/samples/review")
async def review_entry(request: Request) -> Response:
    """An entry was looked at."""

    def work(conn: psycopg.Connection, device: Device, asked: ReviewEntry) -> object:
        by = require(conn, device, asked.session, "see_access_log")
        return review(conn, asked, by)

    return await _answer(request, ReviewEntry, work)


async def _answer(
    request: Request, model: type[A], work: Callable[[psycopg.Connection, Device, A], object]
) -> Response:
    no_unknown_parameters(request)
    body = await read_body(request, _MOST)
    encoding = request.headers.get("content-encoding")

    def run(conn: psycopg.Connection, device: Device) -> bytes:
        asked = validated(model, parsed(decoded(body, encoding, _MOST)))
        return orjson.dumps(work(conn, device, asked), option=orjson.OPT_UTC_Z)

    return await as_device(request, run)

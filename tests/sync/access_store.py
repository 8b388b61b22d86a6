"""The store's side of ``POST /v1/access``, by the contract alone: what a desk's task talks to.

A real server on a free port. It checks what comes with the same strict models as the store does,
keeps a chain for each token, and can lose its newest entries as one restored from a backup.
"""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
import zstandard
from pydantic import ValidationError

from desktop.models.access_chain import FIRST_PREV
from desktop.sync.access_wire import AccessEntries, AccessEntry
from desktop.sync.protocol import server_time


@dataclass
class AccessStore:
    """What has come, by token; ``calls`` counts requests."""

    url: str = ""
    chains: dict[str, list[AccessEntry]] = field(default_factory=dict)
    calls: int = 0
    knows_access: bool = True

    def chain(self, token: str) -> list[AccessEntry]:
        return self.chains.setdefault(token, [])

    def answer(self, token: str, body: bytes) -> tuple[int, dict[str, Any]]:
        self.calls += 1
        if not self.knows_access:
            return 404, _error("not_found")
        try:
            entries = AccessEntries.model_validate_json(body).entries
        except ValidationError as error:
            return 400, _error("bad_request", detail=str(error))
        chain = self.chain(token)
        for entry in entries:
            if entry.number > len(chain) + 1:
                return 409, _error("access_gap", expected=len(chain) + 1)
            prev = chain[entry.number - 2].hash if entry.number > 1 else FIRST_PREV
            if entry.number <= len(chain):
                if chain[entry.number - 1].hash != entry.hash:
                    return 409, _error("access_forked")
            elif entry.prev != prev or entry.hash != entry.reckoned_hash():
                return 409, _error("access_forked")
            else:
                chain.append(entry)
        return 200, {"received": entries[-1].number, "server_time": server_time()}


def _error(code: str, **params: Any) -> dict[str, Any]:
    return {"error": {"code": code, "message": "", "params": params}}


_BUSY = (503, _error("busy"))
"""What this store answers to all other calls."""


@contextmanager
def access_store() -> Iterator[AccessStore]:
    """The server, until the block ends."""
    store = AccessStore()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            if self.headers.get("content-encoding") == "zstd":
                body = zstandard.ZstdDecompressor().decompressobj().decompress(body)
            known = self.path == "/v1/access"
            self.tell(*(store.answer(self.headers["authorization"], body) if known else _BUSY))

        def do_GET(self) -> None:
            self.tell(*_BUSY)

        def tell(self, status: int, told: dict[str, Any]) -> None:
            answer = orjson.dumps(told)
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    store.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield store
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

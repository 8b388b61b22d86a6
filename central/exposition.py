"""``/metrics`` for Prometheus, on a port of its own, apart from what desks reach."""

import hmac
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import psycopg
from prometheus_client import CollectorRegistry, make_wsgi_app
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from central.metrics import COUNTED

_PATIENCE = 3
_IDLE = 10


class _Database(Collector):
    """Whether the database answers, asked when somebody wants to know."""

    def __init__(self, url: str) -> None:
        self._url = url

    def collect(self) -> Iterable[Metric]:
        up = GaugeMetricFamily("ankomst_database_up", "Whether the database answers.")
        up.add_metric([], float(self._answers()))
        yield up

    def describe(self) -> Iterable[Metric]:
        return []

    def _answers(self) -> bool:
        try:
            with psycopg.connect(self._url, connect_timeout=_PATIENCE) as conn:
                conn.execute("SELECT 1")
        except psycopg.Error:
            return False
        return True


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Handler(WSGIRequestHandler):
    timeout = _IDLE

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # named by its parent
        del format, args


@contextmanager
def metrics_served(
    host: str, port: int, token: str | None, url: str, counts: Path | None
) -> Iterator[None]:
    """Answers ``GET /metrics`` while the block runs: what the workers counted in the folder
    ``counts``, or this process itself. With a token only to who brings it (``Authorization:
    Bearer``). Raises OSError when the port cannot be had."""
    registry = CollectorRegistry()
    if counts is None:
        registry.register(COUNTED)
    else:
        MultiProcessCollector(registry, str(counts))  # type: ignore[no-untyped-call]
    registry.register(_Database(url))
    app = _guarded(make_wsgi_app(registry), token)
    server = make_server(host, port, app, _Server, _Handler)
    thread = threading.Thread(target=server.serve_forever, name="metrics", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _guarded(app: Callable[..., Any], token: str | None) -> Callable[..., Any]:
    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        wanted = f"Bearer {token}".encode()
        given = environ.get("HTTP_AUTHORIZATION", "").encode()
        if token is not None and not hmac.compare_digest(given, wanted):
            return _plain(start, "401 Unauthorized")
        if environ.get("PATH_INFO") != "/metrics" or environ.get("REQUEST_METHOD") != "GET":
            return _plain(start, "404 Not Found")
        return app(environ, start)

    return answer


def _plain(start: Callable[..., Any], status: str) -> list[bytes]:
    start(status, [("Content-Type", "text/plain"), ("Content-Length", "0")])
    return [b""]

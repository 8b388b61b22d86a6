"""A line between desk and store that a test can cut, or on which it can answer for the store."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import orjson

_CHUNK = 16 * 1024


@dataclass
class Line:
    """Carries real HTTP. ``cut_after`` bytes of the next answer to a call that begins with
    ``cut`` it breaks, once; calls that begin with a key of ``answers`` get that refusal."""

    url: str
    cut: str = ""
    cut_after: int = 0
    answers: dict[str, tuple[int, str]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)

    def refusal(self, call: str) -> bytes | None:
        """What to answer to a call in the store's place."""
        for start, (status, code) in self.answers.items():
            if call.startswith(start):
                body = orjson.dumps({"error": {"code": code, "message": "", "params": {}}})
                head = f"HTTP/1.1 {status} No\r\ncontent-type: application/json\r\n"
                return f"{head}content-length: {len(body)}\r\n\r\n".encode() + body
        return None


@contextmanager
def line_to(url: str) -> Iterator[Line]:
    """A line to the store at ``url``, on a free port of this machine."""
    store = (urlsplit(url).hostname or "", urlsplit(url).port or 0)
    listener = socket.create_server(("127.0.0.1", 0))
    line = Line(f"http://127.0.0.1:{listener.getsockname()[1]}")
    sockets: list[socket.socket] = [listener]
    threads: list[threading.Thread] = []

    def accept() -> None:
        while True:
            try:
                desk, _ = listener.accept()
            except OSError:
                return
            there = socket.create_connection(store)
            sockets.extend((desk, there))
            left: list[int | None] = [None]
            for target in (_to_store, _to_desk):
                thread = threading.Thread(target=target, args=(line, desk, there, left))
                threads.append(thread)
                thread.start()

    accepting = threading.Thread(target=accept)
    accepting.start()
    try:
        yield line
    finally:
        for one in sockets:
            _close(one)
        for thread in (accepting, *threads):
            thread.join()


def _to_store(
    line: Line, desk: socket.socket, store: socket.socket, left: list[int | None]
) -> None:
    try:
        while piece := desk.recv(_CHUNK):
            call = piece.split(b" HTTP/1.1\r\n", 1)[0].decode("latin-1")
            if call.startswith(("GET ", "POST ", "PUT ")):
                line.calls.append(call)
                refusal = line.refusal(call)
                if refusal is not None:
                    desk.sendall(refusal)
                    continue
                if line.cut and call.startswith(line.cut):
                    left[0], line.cut = line.cut_after, ""
            store.sendall(piece)
    except OSError:
        pass
    _close(store)


def _to_desk(line: Line, desk: socket.socket, store: socket.socket, left: list[int | None]) -> None:
    try:
        while piece := store.recv(_CHUNK):
            if left[0] is not None:
                piece = piece[: left[0]]
                left[0] -= len(piece)
            desk.sendall(piece)
            if left[0] == 0:
                break
    except OSError:
        pass
    _close(desk)
    _close(store)


def _close(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()

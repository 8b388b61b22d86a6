"""The peer: PouchDB 9 with express-pouchdb on LevelDB, as Node processes.

Its desk does not encrypt, and its LevelDB does not wait for the disk (``sync`` is off, as it
comes): both are in its favour.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import orjson

from bench.sync.residents import Made

PEERS = Path(__file__).parents[1] / "peers"
BATCHES = (100, 500, 1000)


class PeerError(Exception):
    """The peer could not be installed or failed; the message says why."""


def install() -> None:
    """Fetches the peer by npm, once. Raises PeerError."""
    if (PEERS / "node_modules" / "express-pouchdb").is_dir():
        return
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        raise PeerError("Node.js and npm are needed for the peer; --without-peer leaves it out")
    done = subprocess.run(
        [npm, "ci", "--ignore-scripts"], cwd=PEERS, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise PeerError(f"npm could not install the peer:\n{done.stderr}")


def write_docs(path: Path, residents: Sequence[Made]) -> None:
    """The residents as documents, one a line."""
    with path.open("wb") as file:
        for made in residents:
            file.write(orjson.dumps({"_id": made.id, **made.fields}) + b"\n")


class Node:
    """A Node process of the peer that answers a line of JSON with a line of JSON."""

    def __init__(self, script: str, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._process = subprocess.Popen(
            ["node", script, str(folder)],
            cwd=PEERS,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, do: str, **options: Any) -> dict[str, Any]:
        """Sends a command and waits for its answer. Raises PeerError."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": do, **options}) + "\n")
        self._process.stdin.flush()
        return self.hear()

    def hear(self) -> dict[str, Any]:
        """The next line it prints. Raises PeerError."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise PeerError("a process of the peer has ended")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise PeerError(str(answer["error"]))
        return answer

    def close(self) -> None:
        """Ends the process."""
        with suppress(BrokenPipeError):
            self._process.communicate(timeout=30)


class Peer:
    """A fresh store and fresh desks of the peer."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server = Node("server.js", folder / "store")
        self.url = str(self._server.hear()["url"])
        self._desk = Node("desk.js", folder / "desks")

    def prepare(self, docs: Path) -> None:
        """Puts the documents into the writer's own database."""
        self._desk.ask("fill", db="writer", file=str(docs))

    def push(self, batch: int, count: int, url: str | None = None) -> float:
        """Seconds to replicate the writer's documents to the store."""
        return self._replicate("push", "writer", batch, count, url)

    def pull(self, batch: int, count: int, url: str | None = None) -> float:
        """Seconds to replicate the store into an empty desk."""
        return self._replicate("pull", "reader", batch, count, url)

    def _replicate(self, way: str, db: str, batch: int, count: int, url: str | None) -> float:
        place = f"{url or self.url}/residents"
        told = self._desk.ask("replicate", way=way, db=db, batch=batch, url=place)
        if told["written"] != count:
            raise PeerError(f"{told['written']} of {count} documents were replicated")
        return float(told["seconds"])

    def latency(self, docs: Sequence[Made]) -> list[float]:
        """Seconds for one document at a time from the writer to the reader."""
        made = [{"_id": doc.id, **doc.fields} for doc in docs]
        told = self._desk.ask("latency", url=f"{self.url}/residents", docs=made)
        return [float(value) for value in told["seconds"]]

    def close(self) -> None:
        """Ends its processes and removes what they stored."""
        self._desk.close()
        self._server.close()
        shutil.rmtree(self._folder, ignore_errors=True)


@contextmanager
def fresh_peer(folder: Path) -> Iterator[Peer]:
    """A peer that holds nothing, gone at the end."""
    peer = Peer(folder / "peer")
    try:
        yield peer
    finally:
        peer.close()

"""The demo's own central store: a real process on a real PostgreSQL, filled with a made-up city."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import httpx2

from demo.city import City
from demo.ops import org_ops, pushes, site_ops
from desktop.models import SCHEMA_VERSION
from desktop.sync.enrolment import Enrolled, enrol

ROOT = Path(__file__).parents[1]
READY = "Ankomst central store on "


class CentralStore:
    """``python -m central serve`` on the embedded PostgreSQL in a folder.

    Stopping it takes the network away from every desk of the demo; starting it again on the same
    port gives it back.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[str] | None = None
        self.url = ""

    def start(self) -> None:
        """Starts it, on the port it had before if it had one, and waits until it answers."""
        port = self.url.rsplit(":", 1)[1] if self.url else "0"
        self._folder.mkdir(parents=True, exist_ok=True)
        log = self._folder / "central.log"
        with log.open("ab") as errors:
            process = subprocess.Popen(
                self._command("serve", "--port", port),
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        self._process = process
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line.startswith(READY):
            raise RuntimeError(f"the central store did not start, see {log}")
        self.url = line.removeprefix(READY).strip()

    def stop(self) -> None:
        """Ends it in order; what it took stays taken."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        self._process.communicate(timeout=60)
        self._process = None

    def kill(self) -> None:
        """Ends it as a power cut does."""
        if self._process is None:
            return
        self._process.kill()
        self._process.communicate(timeout=60)
        self._process = None

    def command(self, *arguments: str, stdin: str | None = None) -> str:
        """What a command of the store prints."""
        done = subprocess.run(
            self._command(*arguments),
            cwd=ROOT,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stderr.strip())
        return done.stdout

    def enrol(self, desk_name: str, *sites: str) -> Enrolled:
        """Takes a new desk in, for these sites or for all there are."""
        options = [word for site in sites for word in ("--site", site)] or ["--all-sites"]
        code = self.command("device", "code", *options).split()[-1]
        return enrol(self.url, code, desk_name)

    def found(self, city: City) -> int:
        """Sends the sites of a city and who works there; returns how many ops that took."""
        return self._send(org_ops(city), 0, lambda _count: None)

    def fill(self, city: City, sent: int, tell: Callable[[int], None]) -> int:
        """Sends what happened at the sites, each op in the order in which it happened; returns how
        many were sent then, with those ``sent`` before. ``tell`` hears how many so far."""
        return self._send(site_ops(city), sent, tell)

    def _send(self, ops: Iterable[dict[str, Any]], sent: int, tell: Callable[[int], None]) -> int:
        identity = self.enrol("Demo").identity
        headers = {"authorization": f"Bearer {identity.token}"}
        with httpx2.Client(base_url=self.url, headers=headers, timeout=120) as http:
            for batch in pushes(ops):
                body = {"epoch": identity.epoch, "schema": SCHEMA_VERSION, "ops": batch}
                answer = http.post("/v1/push", json=body).raise_for_status().json()
                for result in answer["results"]:
                    if result["status"] != "applied":
                        raise RuntimeError(f"the store did not take a made-up op: {result}")
                sent += len(batch)
                tell(sent)
        return sent

    def _command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "central", *arguments, "--data", str(self._folder)]

"""The event loop in which all calls are made, and the lines by which they go.

A client takes long to make (it reads the certificates of this machine), so that those of the
city's desks are made once and used in every world.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import httpx2

from desktop.sync.client import Client
from tests.properties.line import Fault, Line

Result = TypeVar("Result")


class Network:
    """Lines by the token of the desk at their end; ``port`` is where the store listens now."""

    def __init__(self) -> None:
        self.port = 9
        self._runner = asyncio.Runner()
        self._lines: dict[str, tuple[Line, Client]] = {}
        self._opened: list[Line] = []
        self.http = httpx2.AsyncClient(timeout=30)

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Does work in the loop."""
        return self._runner.run(work)

    def line_of(self, token: str) -> tuple[Line, Client]:
        """The line of a desk, whole and empty, and the client at its end."""
        if token not in self._lines:
            line = self.new_line()
            self._lines[token] = (line, Client(line.url, token))
        line, client = self._lines[token]
        line.fault = Fault.NONE
        line.kept.clear()
        return line, client

    def new_line(self) -> Line:
        """A line for whoever brings a client of its own."""
        line = Line(lambda: self.port)
        self.run(line.open())
        self._opened.append(line)
        return line

    def end(self, line: Line) -> None:
        """Nobody is at this line any more."""
        self.run(line.close())
        self._opened.remove(line)

    def close(self) -> None:
        """Ends all lines."""
        for _, client in self._lines.values():
            self.run(client.__aexit__())
        for line in self._opened:
            self.run(line.close())
        self.run(self.http.aclose())
        self._runner.close()

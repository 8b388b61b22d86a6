"""The event loop in which all calls are made, and the lines by which they go.

A client takes long to make (it reads the certificates of this machine), so that those of the
city's desks are made once and used in every world.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from desktop.sync.client import Client
from tests.properties.line import Fault, Line

Result = TypeVar("Result")


class Network:
    """Lines by the token of the desk at their end; ``port`` is where the store listens now."""

    def __init__(self) -> None:
        self.port = 9
        self._runner = asyncio.Runner()
        self._lines: dict[str, tuple[Line, Client]] = {}

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Does work in the loop."""
        return self._runner.run(work)

    def line_of(self, token: str) -> tuple[Line, Client]:
        """The line of a desk, whole and empty, and the client at its end."""
        if token not in self._lines:
            line = Line(lambda: self.port)
            self._lines[token] = (line, Client(self.run(line.open()), token))
        line, client = self._lines[token]
        line.fault = Fault.NONE
        line.kept.clear()
        return line, client

    def close(self) -> None:
        """Ends all lines."""
        for line, client in self._lines.values():
            self.run(client.__aexit__())
            self.run(line.close())
        self._runner.close()

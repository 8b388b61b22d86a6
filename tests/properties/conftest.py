"""The city in which the machines play, once for the session."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.properties.ground import Ground, ground
from tests.properties.soaking import COUNTS


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """Two sites and four desks, to be copied for every run."""
    folder: Path = tmp_path_factory.mktemp("city")
    with ground(folder) as made:
        yield made


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How much the machines played, and how a round that failed is played again."""
    if COUNTS.examples:
        terminalreporter.write_line(f"machines: {COUNTS.examples} examples, {COUNTS.steps} steps")
    for name, number in COUNTS.seeds.items():
        terminalreporter.write_line(f"{name}: again with python dev.py test --seed {number}")

"""The city in which the machines play, once for the session."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.properties.ground import Ground, ground


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """Two sites and four desks, to be copied for every run."""
    folder: Path = tmp_path_factory.mktemp("city")
    with ground(folder) as made:
        yield made

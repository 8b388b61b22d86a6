"""Fixtures for every test. The real thing wherever it can be: these make small, real databases."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from desktop import i18n
from tests.desks import Housing, make_housing
from tests.house import House, make_house
from tests.stores import CentralProcess, central_process


@pytest.fixture(autouse=True)
def _source_language() -> Iterator[None]:
    """Every test begins with the English msgids."""
    i18n.set_language(i18n.SOURCE)
    yield
    i18n.set_language(i18n.SOURCE)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """The made-up house of ``tests.house``, on a real encrypted database."""
    made = make_house(tmp_path)
    yield made
    made.store.close()


@pytest.fixture(scope="session")
def central() -> Iterator[CentralProcess]:
    """One real central store with its PostgreSQL for the whole run; each test makes its own site.
    A test that stops or kills a store starts one of its own."""
    with central_process() as store:
        yield store


@pytest.fixture
def housing(central: CentralProcess) -> Housing:
    """A fresh site of the running store."""
    return make_housing(central)

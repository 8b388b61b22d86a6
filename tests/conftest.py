"""Fixtures for every test. The real thing wherever it can be: these make small, real databases.

What a fixture needs is imported when it is asked for, so that the store's tests run where Qt and
SQLCipher are not installed.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from tests.desks import Housing
    from tests.house import House
    from tests.patience import PatientBot
    from tests.stores import CentralProcess

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def _source_language() -> Iterator[None]:
    """Every test begins with the English msgids."""
    from desktop import i18n  # noqa: PLC0415

    i18n.set_language(i18n.SOURCE)
    yield
    i18n.set_language(i18n.SOURCE)


@pytest.fixture(autouse=True)
def _no_window_left() -> Iterator[None]:
    """Every test leaves an empty screen: what is left over is styled anew by each test after it,
    and in a long run that takes longer than the tests."""
    yield
    if "PySide6.QtWidgets" in sys.modules:
        from tests.patience import clear_the_screen  # noqa: PLC0415

        clear_the_screen()


@pytest.fixture
def qtbot(qapp: "QApplication", request: pytest.FixtureRequest) -> "PatientBot":
    """The robot of pytest-qt, with the patience that these tests have everywhere."""
    from tests.patience import PatientBot  # noqa: PLC0415

    return PatientBot(request)


@pytest.fixture
def house(tmp_path: Path) -> Iterator["House"]:
    """The made-up house of ``tests.house``, on a real encrypted database."""
    from tests.house import make_house  # noqa: PLC0415

    made = make_house(tmp_path)
    yield made
    made.store.close()


@pytest.fixture(scope="session")
def central() -> Iterator["CentralProcess"]:
    """One real central store with its PostgreSQL for the whole run; each test makes its own site.
    A test that stops or kills a store starts one of its own."""
    from tests.stores import central_process  # noqa: PLC0415

    with central_process() as store:
        yield store


@pytest.fixture
def housing(central: "CentralProcess") -> "Housing":
    """A fresh site of the running store."""
    from tests.desks import make_housing  # noqa: PLC0415

    return make_housing(central)

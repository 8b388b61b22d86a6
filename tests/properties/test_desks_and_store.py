"""Several real desks at a real store, and a network that does its worst."""

from contextlib import ExitStack

from tests.properties.ground import DESKS, Ground, World
from tests.properties.machine import DesksAndStore
from tests.properties.soaking import play


def test_whatever_happens_desks_and_store_agree_at_rest(city: Ground) -> None:
    class Machine(DesksAndStore):
        def begin(self) -> World:
            self._open = ExitStack()
            return self._open.enter_context(city.world(*DESKS))

        def teardown(self) -> None:
            with self._open:
                super().teardown()

    play(Machine, "desks", examples=6)

"""Clients that know only the contract, at a real store that is restored from backups."""

from contextlib import ExitStack

from tests.properties.clients_machine import ContractClients
from tests.properties.ground import Ground, World
from tests.properties.soaking import play


def test_copied_desks_and_a_restored_store_lose_nothing_that_a_desk_still_holds(
    city: Ground,
) -> None:
    class Machine(ContractClients):
        def begin(self) -> World:
            self._open = ExitStack()
            return self._open.enter_context(city.world())

        def teardown(self) -> None:
            with self._open:
                super().teardown()

    play(Machine, "clients", examples=10)

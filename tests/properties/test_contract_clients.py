"""Clients that know only the contract, at a real store that is restored from backups."""

from contextlib import ExitStack

from hypothesis.stateful import run_state_machine_as_test

from tests.properties.clients_machine import ContractClients
from tests.properties.ground import Ground, World
from tests.properties.soaking import budget


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

    run_state_machine_as_test(Machine, settings=budget(15))

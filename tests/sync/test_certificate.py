"""A desk whose store can no longer prove who it is sends nothing, and says so."""

import threading
from dataclasses import replace

import trustme

from desktop.sync.engine import Engine, EngineState
from tests.desks import PATIENCE
from tests.house import House
from tests.tls import tls_server


def test_desk_tells_of_a_certificate_that_it_does_not_trust(house: House) -> None:
    told = threading.Event()

    def look(state: EngineState) -> None:
        if state.problem == "certificate":
            told.set()

    with tls_server(trustme.CA().issue_cert("127.0.0.1")) as address:
        engine = Engine(house.store, replace(house.identity, central_url=address), look)
        engine.start()
        try:
            assert told.wait(PATIENCE)
            assert not engine.state.online
        finally:
            engine.stop()

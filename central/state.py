"""Which life of the store this is: its epoch."""

import psycopg


def epoch_of(conn: psycopg.Connection) -> str:
    """The store's epoch. The store must have been set up (``central.setup``)."""
    found = conn.execute("SELECT epoch::text FROM store_state").fetchone()
    assert found is not None
    epoch: str = found[0]
    return epoch

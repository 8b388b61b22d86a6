"""Sweeps the desk's file when somebody was forgotten: not even free pages hold them then."""

import logging

import sqlalchemy as sa

from desktop.models.identity import set_value
from desktop.models.store import Store, StoreError

SWEEP = "sweep"
"""Set in the transaction that forgets somebody, until the file was swept."""

log = logging.getLogger(__name__)


def ask_to_sweep(connection: sa.Connection) -> None:
    """In the transaction that takes something out of the file for good."""
    set_value(connection, SWEEP, "1")


def sweep_if_asked(store: Store) -> bool:
    """Whether nothing is left to sweep. What could not be done now is tried again next time."""
    if not store.ask("SELECT 1 FROM desk_state WHERE name = ? AND value = '1'", (SWEEP,)):
        return True
    try:
        if not store.sweep():
            return False
    except StoreError as error:
        log.warning("the database could not be swept: %s", error.fault)
        return False
    with store.own() as connection:
        set_value(connection, SWEEP, "")
    return True

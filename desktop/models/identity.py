"""Who this desk is and what it has counted, kept in the encrypted database."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from desktop.models.local import desk_state
from desktop.models.store import Store

LAST_IN_STEP = "last_in_step"
"""When this desk last held the same as the store, which is when it last heard who may sign in."""


@dataclass(frozen=True)
class Identity:
    """What the store gave this desk when it was enrolled. ``token`` never leaves the database
    but in the header of a call to ``central_url``."""

    device_id: str
    device_name: str
    token: str
    central_url: str
    epoch: str
    scopes: tuple[str, ...]

    @property
    def site_ids(self) -> tuple[str, ...]:
        """The sites whose rows this desk holds, the desk's own first."""
        return tuple(scope.removeprefix("site:") for scope in self.scopes if scope != "org")


def get_value(connection: sa.Connection, name: str) -> str | None:
    """One remembered value, None when it was never set."""
    found = connection.exec_driver_sql("SELECT value FROM desk_state WHERE name = ?", (name,))
    value: str | None = found.scalar()
    return value


def get_number(connection: sa.Connection, name: str) -> int:
    """One remembered whole number, 0 when it was never set."""
    return int(get_value(connection, name) or 0)


def set_value(connection: sa.Connection, name: str, value: str) -> None:
    """Remembers one value in the caller's write transaction."""
    statement = insert(desk_state).values(name=name, value=value)
    connection.execute(
        statement.on_conflict_do_update(index_elements=["name"], set_={"value": value})
    )


def load_identity(store: Store) -> Identity | None:
    """This desk's identity, None before it was enrolled."""
    with store.read() as session:
        connection = session.connection()
        values = {str(row[0]): str(row[1]) for row in connection.execute(sa.select(desk_state))}
    if "device_id" not in values:
        return None
    return Identity(
        device_id=values["device_id"],
        device_name=values["device_name"],
        token=values["token"],
        central_url=values["central_url"],
        epoch=values["epoch"],
        scopes=tuple(values["scopes"].split()),
    )


def save_identity(store: Store, identity: Identity) -> None:
    """Writes down who this desk is, replacing what stood there."""
    with store.own() as connection:
        write_identity(connection, identity)


def write_identity(connection: sa.Connection, identity: Identity) -> None:
    """The same in the caller's write transaction."""
    for name in ("device_id", "device_name", "token", "central_url", "epoch"):
        set_value(connection, name, getattr(identity, name))
    set_value(connection, "scopes", " ".join(identity.scopes))


def count_up(connection: sa.Connection, name: str) -> int:
    """The next number of a counter, from 1, in the caller's write transaction. It never goes
    back, whatever happens to the rows that were numbered."""
    value = get_number(connection, name) + 1
    set_value(connection, name, str(value))
    return value

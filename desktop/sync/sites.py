"""The sites that this desk holds, as the org rows tell it: given, withdrawn, or another.

What was taken from the rows is remembered, so that they are acted on once: also where the store
says otherwise in the meantime (``scope_revoked``), nothing goes to and fro.
"""

from dataclasses import replace

import sqlalchemy as sa

from desktop.models.identity import Identity, get_value, load_identity, set_value, write_identity
from desktop.models.sites import DeskSite
from desktop.models.store import Store
from desktop.sync.protocol import ORG, site_scope
from desktop.sync.scope_rows import remove_scope

TAKEN = "sites_taken"


def are_told_anew(store: Store, identity: Identity) -> bool:
    """Whether the rows name other sites than this desk holds, and did not when they were looked at
    last. ``org`` must have been read whole."""
    with store.read() as session:
        connection = session.connection()
        told = _told(connection, identity)
        if told is None or _remembered(identity, told) == get_value(connection, TAKEN):
            return False
    if set(told) != set(identity.site_ids):
        return True
    with store.own() as connection:
        set_value(connection, TAKEN, _remembered(identity, told))
    return False


def take(store: Store) -> frozenset[str]:
    """Holds the sites that the rows name, and lets go of the others in the same transaction; the
    tables that changed. Those held before stay in their order, the first being the desk's own."""
    identity = load_identity(store)
    assert identity is not None
    changed: frozenset[str] = frozenset()
    with store.applying() as connection:
        sites = _told(connection, identity)
        if sites is None:
            return changed
        kept = [site for site in identity.site_ids if site in sites]
        scopes = [ORG, *map(site_scope, kept)]
        scopes += [site_scope(site) for site in sites if site not in kept]
        for scope in identity.scopes:
            if scope not in scopes:
                changed |= remove_scope(connection, scope)
        if tuple(scopes) != identity.scopes:
            write_identity(connection, replace(identity, scopes=tuple(scopes)))
        set_value(connection, TAKEN, _remembered(identity, sites))
    return changed


def _told(connection: sa.Connection, identity: Identity) -> list[str] | None:
    """The sites of which the rows tell, those given last at the end; None where they tell nothing:
    the store is older, or this desk has its name since a moment. No desk is given no site."""
    table = sa.inspect(DeskSite).local_table
    found = connection.scalars(
        sa.select(table.c.site_id)
        .where(table.c.desk_id == identity.device_id)
        .order_by(table.c.row_seq, table.c.id)
    ).all()
    return list(dict.fromkeys(found)) or None


def _remembered(identity: Identity, sites: list[str]) -> str:
    """A desk that was given a new name has rows of its own."""
    return " ".join([identity.device_id, *sorted(sites)])

"""The rows by which a desk learns which sites it holds."""

import pytest

from central.desk_sites import give_sites
from central.devices import revoke
from central.people import add_site
from central.store import Store
from desktop.sync.protocol import WireError
from tests.central.conftest import House
from tests.central.desks import Desk, error_of


def told(desk: Desk) -> set[str]:
    """The sites that the org rows name for a desk."""
    return {
        row["site_id"]
        for (table, _), row in desk.rows("org").items()
        if table == "desk_site" and row["desk_id"] == desk.id
    }


def test_sites_are_told_at_enrolment_and_to_copies(desk: Desk) -> None:
    assert told(desk) == {desk.site_id}
    copy = desk.client.post("/v1/rekey", headers=desk.headers).json()
    ids = {row["desk_id"] for (t, _), row in desk.rows("org").items() if t == "desk_site"}
    assert ids == {desk.id, copy["device_id"]}


def test_what_a_desk_may_read_and_what_rows_say_change_together(desk: Desk, site: House) -> None:
    with site.store.connection() as conn:
        there = add_site(conn, "Nordvest", "centre", False)
    assert error_of(desk.ask(f"site:{there}"))[:2] == (403, "scope_revoked")
    for sites in ([there, desk.site_id], [there], [desk.site_id], [there, desk.site_id]):
        with site.store.connection() as conn:
            scopes = give_sites(conn, desk.id, sites)
        assert set(scopes) == {"org", *(f"site:{one}" for one in sites)}
        assert told(desk) == set(sites)
        for one in (there, desk.site_id):
            assert desk.ask(f"site:{one}").status_code == (200 if one in sites else 403)


def test_revoked_desk_is_given_nothing(desk: Desk, site: House) -> None:
    with site.store.connection() as conn:
        revoke(conn, desk.id)
        with pytest.raises(WireError, match="device_revoked"):
            give_sites(conn, desk.id, [site.site_id])


def test_desks_that_an_older_version_took_in_get_their_rows(
    desk: Desk, other: Desk, store: Store
) -> None:
    with store.connection() as conn, conn.transaction():
        conn.execute("SELECT 1 FROM scope_counter WHERE scope = 'org' FOR UPDATE")
        conn.execute("DELETE FROM desk_site")
        conn.execute("DELETE FROM tombstone WHERE \"table\" = 'desk_site'")
    with Store(store.url) as again, again.connection() as conn:
        found = conn.execute("SELECT desk_id::text, site_id::text FROM desk_site").fetchall()
    assert set(found) == {(desk.id, desk.site_id), (other.id, desk.site_id)}
    seqs = [entry["seq"] for entry in desk.pull("org") if entry["table"] == "desk_site"]
    assert len(seqs) == 4

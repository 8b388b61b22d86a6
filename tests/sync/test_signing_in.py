"""A desk's calls about who may sign in, at a real store."""

import secrets
from pathlib import Path

import pytest

from desktop.models.roles import CONFIDANTS
from desktop.models.sites import Role
from desktop.models.slots import WrongPasswordError
from desktop.sync.client import InsecureAddressError, NotAStoreError, UnreachableError
from desktop.sync.protocol import WireError
from desktop.sync.signing_in import (
    change_password,
    fetch_slots,
    leave_escrow,
    sign_in,
    slots_version,
)
from tests.desks import PASSWORD, Housing, desk_at_work, wait_until
from tests.lines import line_to
from tests.stores import CentralProcess


def test_colleague_signs_in_at_a_desk_and_their_new_password_reaches_another(
    tmp_path: Path, housing: Housing, central: CentralProcess
) -> None:
    assert Role.LEAD in CONFIDANTS
    with (
        desk_at_work(tmp_path, housing, "Here") as here,
        desk_at_work(tmp_path, housing, "There") as there,
    ):
        keys = [secrets.token_bytes(32), secrets.token_bytes(32)]
        desks = [here.identity, there.identity]
        first = sign_in(central.url, desks[0].device_id, f" {housing.lead.upper()} ", PASSWORD)
        assert (first.user_id, first.role) == (here.lead.id, Role.LEAD)
        assert (first.desk_key, first.slot, first.must_change) == (None, None, False)
        assert not fetch_slots(desks[0]).escrow
        for desk, key in zip(desks, keys, strict=True):
            leave_escrow(desk, key)
            leave_escrow(desk, key)
            found = sign_in(central.url, desk.device_id, here.lead.id, PASSWORD)
            assert found.desk_key == key
            assert found.slot is not None
            opened = found.slot.open(PASSWORD)
            assert (opened.desk_key, opened.sealed_key) == (key, found.sealed_key)
        there.go_online()
        there.wait_in_step()
        assert slots_version(there.store, desks[1]) == 0

        changed = change_password(desks[0], first.session, PASSWORD, "et nyt kodeord")
        assert changed.slot is not None
        assert changed.slot.open("et nyt kodeord").desk_key == keys[0]
        wait_until(lambda: slots_version(there.store, desks[1]) == 1, "the other desk is told")
        told = fetch_slots(desks[1])
        assert (told.version, told.escrow, told.void) == (1, True, frozenset())
        assert told.known >= {here.lead.id, here.host.id}
        (slot,) = told.slots
        assert slot.open("et nyt kodeord").desk_key == keys[1]
        with pytest.raises(WrongPasswordError):
            slot.open(PASSWORD)
        with pytest.raises(WireError, match="sign_in_refused"):
            sign_in(central.url, desks[1].device_id, housing.lead, PASSWORD)
        with pytest.raises(WireError, match="wrong_password"):
            change_password(desks[0], first.session, PASSWORD, "endnu et kodeord")


def test_what_is_no_store_and_nobody_at_all_are_told_apart(
    tmp_path: Path, housing: Housing, central: CentralProcess
) -> None:
    device_id = "11111111-1111-7111-8111-111111111111"
    with pytest.raises(InsecureAddressError):
        sign_in("http://example.org", device_id, "Anna", PASSWORD)
    with pytest.raises(UnreachableError):
        sign_in("http://127.0.0.1:9", device_id, "Anna", PASSWORD)
    with line_to(central.url) as line:
        line.answers["POST /v1/sign-in"] = (429, "too_many_attempts")
        with pytest.raises(WireError, match="too_many_attempts"):
            sign_in(line.url, device_id, "Anna", PASSWORD)
        line.answers["POST /v1/sign-in"] = (200, "this is no answer of a store")
        with pytest.raises(NotAStoreError):
            sign_in(line.url, device_id, "Anna", PASSWORD)

"""Somebody who was not expected gets a file; a former resident gets theirs back."""

from dataclasses import replace
from datetime import date

import pytest

from desktop.errors import AppError
from desktop.models.residents import Household, Resident, ResidentStatus
from desktop.models.sites import Role
from desktop.services.check_in import CheckIns
from desktop.services.details import Details
from desktop.services.numbers import number
from desktop.services.protected_files import ProtectedFiles
from desktop.services.registering import Registering
from desktop.services.residents import Residents
from desktop.services.search import Search
from tests.house import TODAY, House, add_resident

VIRA = Details(given_names="Vira", birth_date=date(1992, 1, 1), phone="067 123 45 67")


def row(house: House, resident_id: str) -> Resident:
    with house.store.read() as session:
        found = session.get(Resident, resident_id)
        assert found is not None
        return found


def test_new_resident_has_arrived_and_can_check_in(house: House) -> None:
    workplace = house.workplace()
    made = Registering(workplace).register(VIRA)
    file = Residents(workplace).file(made.id)
    assert file.person.status is ResidentStatus.ARRIVED
    assert (file.person.arrived_on, file.last_contact_on) == (TODAY, TODAY)
    assert file.details == replace(VIRA, phone="+380671234567")
    assert CheckIns(workplace).household(made.id)[0].missing
    assert [line.id for line in Search(workplace).people("0671234567")] == [made.id]
    with house.store.read() as session:
        household = session.get(Household, row(house, made.id).household_id)
        assert household is not None
        assert household.size == 1


def test_numbers_count_on_without_a_network_and_are_never_given_twice(house: House) -> None:
    registering = Registering(house.workplace())
    numbers = [registering.register(VIRA).number for _ in range(3)]
    assert numbers == [number(3, count) for count in (1, 2, 3)]


def test_refused_registration_uses_no_number_and_leaves_nothing(house: House) -> None:
    registering = Registering(house.workplace())
    with pytest.raises(AppError, match="One name alone"):
        registering.register(replace(VIRA, given_names=""))
    assert registering.register(VIRA).number == number(3, 1)


def test_seen_today_is_noted_and_undone(house: House) -> None:
    residents, halyna = Residents(house.workplace()), house.residents["Halyna"]
    before = residents.seen_today(halyna)
    assert row(house, halyna).last_contact_on == TODAY
    residents.undo_seen(halyna, before)
    assert row(house, halyna).last_contact_on is None


def test_only_those_who_live_here_are_seen(house: House) -> None:
    with pytest.raises(AppError, match="lives here"):
        Residents(house.workplace()).seen_today(house.residents["Oksana"])


@pytest.mark.parametrize("status", [ResidentStatus.NO_SHOW, ResidentStatus.CANCELLED])
def test_who_was_expected_no_more_is_here_all_the_same(
    house: House, status: ResidentStatus
) -> None:
    gone = add_resident(
        house,
        "Vira",
        "Лис",
        "Віра",
        "Lys",
        born=TODAY,
        status=status,
        moved_out_on=date(2026, 6, 1),
        arrived_on=date(2026, 1, 5),
    )
    residents = Residents(house.workplace())
    before = residents.here_again(gone)
    found = row(house, gone)
    assert (found.status, found.arrived_on) == (ResidentStatus.ARRIVED, TODAY)
    assert found.moved_out_on == date(2026, 6, 1), "an earlier stay counts no more"
    assert residents.file(gone).moved_out_on is None
    with pytest.raises(AppError, match="settled"):
        residents.here_again(gone)
    residents.put_back(gone, before)
    found = row(house, gone)
    assert (found.status, found.arrived_on) == (status, date(2026, 1, 5))


def test_closed_file_is_written_to_by_nobody(house: House) -> None:
    residents, halyna = Residents(house.workplace()), house.residents["Halyna"]
    ProtectedFiles(house.workplace(Role.LEAD)).protect(halyna, "Sag")
    for work in (
        lambda: residents.seen_today(halyna),
        lambda: residents.undo_seen(halyna, None),
        lambda: residents.here_again(halyna),
    ):
        with pytest.raises(AppError, match="protected"):
            work()

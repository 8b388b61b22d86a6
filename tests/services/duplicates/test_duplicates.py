"""Who may be written down twice: before a record is made, and among those who are there."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from desktop.errors import AppError
from desktop.models.base import new_id
from desktop.models.residents import CheckInStep, Resident, ResidentStatus, StepKind
from desktop.models.sites import Role, Site
from desktop.services.check_in import CheckIns
from desktop.services.duplicates import Described, Duplicates, Merging, Receiving, described
from desktop.services.duplicates.score import Likeness
from desktop.services.protected_files import ProtectedFiles
from desktop.services.residents import Residents, details_of
from tests.chains import entries
from tests.house import House, add_resident
from tests.services.duplicates.twice import BORN, Twice, write_twice


@pytest.fixture
def twice(house: House) -> Twice:
    return write_twice(house)


def pairs(twice: Twice, role: Role = Role.HOST) -> list[set[str]]:
    found = Duplicates(twice.house.workplace(role)).pairs()
    return [{pair.one.id, pair.other.id if pair.other else "?"} for pair in found]


def test_whoever_is_typed_in_is_looked_for_in_every_spelling(twice: Twice) -> None:
    asked = Described(surname="Gritsenko", given_names="Svetlana", birth_date=BORN)
    found = Duplicates(twice.house.workplace()).possible(asked)
    assert {c.person.id for c in found.candidates} == {twice.kept, twice.gone}
    first = found.candidates[0]
    assert first.verdict.likeness is Likeness.LIKELY
    assert first.birth_date == BORN
    assert first.elsewhere == ""
    assert [reason.speaks_for for reason in first.verdict.reasons] == [True, True]


def test_details_of_a_form_and_a_record_are_described_alike(twice: Twice) -> None:
    row = twice.row(twice.kept)
    assert described(details_of(row)) == described(row)
    found = Duplicates(twice.house.workplace()).possible(described(details_of(row)), [twice.kept])
    assert [c.person.id for c in found.candidates] == [twice.gone]


def test_too_little_finds_nobody(twice: Twice) -> None:
    duplicates = Duplicates(twice.house.workplace())
    assert not duplicates.possible(Described(given_names="Svitlana", birth_date=BORN))
    (entry,) = [row for row in entries(twice.house.store) if row["what"] == "find_duplicates"] or [
        {"criterion": "Svitlana"}
    ]
    assert entry["criterion"] == "Svitlana"


def test_rows_of_a_file_are_asked_about_at_once(twice: Twice) -> None:
    asked = [
        Described(surname="Unknown", given_names="Nobody", birth_date=BORN),
        Described(surname="Grytsenko", given_names="Svitlana", birth_date=BORN),
    ]
    nobody, found = Duplicates(twice.house.workplace()).possible_each(asked)
    assert not nobody
    assert len(found.candidates) == 2


def test_pair_is_listed_until_it_is_merged_and_again_when_that_is_undone(twice: Twice) -> None:
    assert pairs(twice) == [{twice.kept, twice.gone}]
    twice.merge()
    assert pairs(twice) == []
    twice.merging().undo(twice.gone)
    assert pairs(twice) == [{twice.kept, twice.gone}]


def test_record_that_comes_or_changes_is_compared(twice: Twice) -> None:
    assert len(pairs(twice)) == 1
    third = add_resident(twice.house, "Svitlana", "", "", "Hrycenko", born=BORN)
    assert len(pairs(twice)) == 3
    twice.write(third, birth_date="1951-01-01", surname="Bilyk")
    assert pairs(twice) == [{twice.kept, twice.gone}]


def test_two_people_are_never_asked_about_again_until_it_is_taken_back(twice: Twice) -> None:
    duplicates = Duplicates(twice.house.workplace())
    duplicates.tell_apart(twice.kept, [twice.gone])
    duplicates.tell_apart(twice.gone, [twice.kept])
    assert pairs(twice) == []
    told = Merging(twice.house.workplace()).of(twice.gone)
    assert not told.possible
    (apart,) = told.apart
    assert (apart.other.id, apart.said_by) == (twice.kept, "host Holm")
    duplicates.take_back(apart.id)
    assert pairs(twice) == [{twice.kept, twice.gone}]
    with pytest.raises(AppError, match="settled this meanwhile"):
        duplicates.take_back(apart.id)


def test_those_who_are_all_gone_are_not_asked_about(twice: Twice) -> None:
    for one in (twice.kept, twice.gone):
        twice.write(one, status="moved_out", moved_out_on="2026-10-01")
    assert pairs(twice) == []
    asked = described(twice.row(twice.kept))
    assert len(Duplicates(twice.house.workplace()).possible(asked).candidates) == 2


def test_record_of_another_site_is_told_with_its_site_and_not_paired(twice: Twice) -> None:
    other = Site(name="Valby", reception=False, capacity=3)
    twice.house.lay_down(other)
    twice.write(twice.gone, site_id=other.id)
    assert pairs(twice) == []
    found = Duplicates(twice.house.workplace()).possible(described(twice.row(twice.kept)))
    assert {(c.person.id, c.elsewhere) for c in found.candidates} == {
        (twice.kept, ""),
        (twice.gone, "Valby"),
    }
    with pytest.raises(AppError, match="at different sites"):
        twice.merging().pair(twice.kept, twice.gone)
    with pytest.raises(AppError, match="another site"):
        Receiving(twice.house.workplace()).again(twice.gone)


def test_protected_person_is_not_revealed_by_a_hint(twice: Twice) -> None:
    twice.write(twice.gone, protected=True)
    host, lead = twice.house.workplace(), twice.house.workplace(Role.LEAD)
    asked = described(twice.row(twice.gone))
    found = Duplicates(host).possible(asked, [twice.kept])
    assert found
    assert (found.candidates, found.protected, found.closed) == ((), True, ())
    (pair,) = Duplicates(host).pairs()
    assert (pair.one.id, pair.other, pair.verdict) == (twice.kept, None, None)
    assert Merging(host).of(twice.kept).possible.protected
    (closed,) = Duplicates(lead).possible(asked, [twice.kept]).closed
    assert (closed.id, closed.masked, closed.name) == (twice.gone, True, "Protected file")
    ProtectedFiles(host).open(twice.gone, "Samme person?")
    assert [c.person.id for c in Duplicates(host).possible(asked, [twice.kept]).candidates] == [
        twice.gone
    ]


def test_merged_record_leads_a_hint_to_its_person(twice: Twice) -> None:
    twice.merge()
    asked = Described(surname="Grizenko", given_names="Swetlana", birth_date=BORN)
    found = Duplicates(twice.house.workplace()).possible(asked)
    assert [c.person.id for c in found.candidates] == [twice.kept]


def test_who_moved_out_is_received_again_on_the_same_record(house: House) -> None:
    resident = add_resident(
        house,
        "Zoia",
        "",
        "",
        "Prykhodko",
        born=date(1960, 3, 1),
        status=ResidentStatus.MOVED_OUT,
        moved_out_on=date(2026, 5, 1),
    )
    house.lay_down(
        CheckInStep(
            site_id=house.site_id,
            resident_id=resident,
            kind=StepKind.LEASE,
            done_at=house.clock() - timedelta(days=300),
            done_by=house.users[Role.HOST],
        )
    )
    host = house.workplace()
    assert Receiving(host).again(resident, expected_from="Center Sandholm") == resident
    assert [a.head.id for a in CheckIns(host).arriving_today()][-1] == resident
    assert CheckIns(host).steps(resident).done == ()
    file = Residents(host).file(resident)
    assert (file.person.status, file.expected_from) == (
        ResidentStatus.EXPECTED,
        "Center Sandholm",
    )
    with house.store.read() as session:
        steps = session.scalars(sa.select(CheckInStep)).all()
    assert len(steps) == 1, "what was signed before stays on record"


def test_who_lives_here_stays_as_they_are_when_received(house: House) -> None:
    Receiving(house.workplace()).again(house.residents["Halyna"])
    with house.store.read() as session:
        row = session.get(Resident, house.residents["Halyna"])
        assert row is not None
        assert row.status is ResidentStatus.RESIDENT


def test_unknown_people_are_not_told_apart(house: House) -> None:
    with pytest.raises(AppError, match="not at this site"):
        Duplicates(house.workplace()).tell_apart(house.residents["Halyna"], [new_id()])

"""Who answers for minors, and that nobody is overlooked for whom nobody does."""

from datetime import date, timedelta

import pytest

from desktop.errors import AppError
from desktop.models.residents import BirthPrecision, HouseholdRole, ResidentStatus
from desktop.models.sites import Role
from desktop.services.guardians import Guardians, GuardianText
from desktop.services.household_lines import Member
from desktop.services.households import Households
from desktop.services.protected_files import ProtectedFiles
from desktop.services.today import Today
from tests.families import Families, lay_families, lay_guardian
from tests.house import TODAY, House, add_resident
from tests.inbox import change_resident


@pytest.fixture
def families(house: House) -> Families:
    return lay_families(house)


def member(house: House, name: str) -> Member:
    found = Households(house.workplace()).of(house.residents[name]).asked
    assert found is not None
    return found


def pointed_out(house: House) -> dict[str, tuple[bool, bool]]:
    return {
        one.person.given_names: (one.lacks_guardian, one.unaccompanied)
        for one in Guardians(house.workplace()).to_point_out()
    }


def test_a_minor_who_is_here_alone_is_pointed_out(house: House, families: Families) -> None:
    assert pointed_out(house) == {"Bohdan": (True, True)}
    assert member(house, "Bohdan").unaccompanied
    assert [one.person.given_names for one in Today(house.workplace()).overview().unguarded] == [
        "Bohdan"
    ]


def test_a_guardian_outside_answers_for_one_who_is_here_alone(
    house: House, families: Families
) -> None:
    text = GuardianText(name=" Anna  Lys ", phone="+45 00 11 22 33", relation="aunt")
    Guardians(house.workplace()).name(house.residents["Bohdan"], text)
    (line,) = member(house, "Bohdan").guardians
    assert (line.name, line.phone, line.relation) == ("Anna Lys", "+45 00 11 22 33", "aunt")
    assert line.here
    assert pointed_out(house) == {"Bohdan": (False, True)}


def test_a_grandmother_who_is_named_answers_though_she_lives_apart(
    house: House, families: Families
) -> None:
    service = Guardians(house.workplace())
    service.name(house.residents["Bohdan"], GuardianText(house.residents["Vira"]))
    assert pointed_out(house) == {}
    change_resident(house, "Vira", status=ResidentStatus.MOVED_OUT)
    assert pointed_out(house) == {"Bohdan": (True, True)}
    (line,) = member(house, "Bohdan").guardians
    assert not line.here


def test_parents_are_written_down_with_the_first_who_is_named(
    house: House, families: Families
) -> None:
    service = Guardians(house.workplace())
    service.name(house.residents["Nina"], GuardianText(house.residents["Vira"], relation="mormor"))
    assert {line.name for line in member(house, "Nina").guardians} == {
        "Olha Moroz",
        "Taras Moroz",
        "Vira Hnatiuk",
    }
    assert all(line.id for line in member(house, "Nina").guardians)


def test_who_is_named_no_more_answers_no_more(house: House, families: Families) -> None:
    service = Guardians(house.workplace())
    service.name(house.residents["Nina"], GuardianText(house.residents["Olha"]))
    for line in member(house, "Nina").guardians:
        service.end(line.id)
    assert member(house, "Nina").lacks_guardian
    assert pointed_out(house)["Nina"] == (True, False)


def test_another_relatives_child_has_no_guardian_by_the_household(
    house: House, families: Families
) -> None:
    change_resident(house, "Marko", household_role=HouseholdRole.OTHER)
    assert pointed_out(house)["Marko"] == (True, False)


def test_in_doubt_somebody_counts_as_a_child(house: House, families: Families) -> None:
    for name, born, precision in (
        ("Yana", date(2008, 1, 1), BirthPrecision.YEAR),
        ("Zlata", date(2007, 1, 1), BirthPrecision.YEAR),
        ("Roman", date(2007, 1, 1), BirthPrecision.ESTIMATED),
    ):
        add_resident(house, name, "К", name, "Kit", born=born, birth_precision=precision)
    assert set(pointed_out(house)) == {"Bohdan", "Yana", "Roman"}


def test_who_is_of_age_needs_no_guardian(house: House, families: Families) -> None:
    with pytest.raises(AppError, match="of age"):
        Guardians(house.workplace()).name(house.residents["Ivan"], GuardianText(name="Anna"))
    house.clock.move(days=365)
    assert "Sofiia" not in pointed_out(house)
    assert member(house, "Sofiia").guardians == ()


@pytest.mark.parametrize(
    ("guardian", "told"),
    [
        ("Nina", "their own guardian"),
        ("Marko", "is of age"),
        ("Petro", "don't live at this site"),
        (None, "write the guardian's name"),
    ],
)
def test_a_guardian_is_an_adult_who_lives_here_or_is_written_down(
    house: House, families: Families, guardian: str | None, told: str
) -> None:
    change_resident(house, "Petro", status=ResidentStatus.MOVED_OUT)
    text = GuardianText(house.residents[guardian] if guardian else None)
    with pytest.raises(AppError, match=told):
        Guardians(house.workplace()).name(house.residents["Nina"], text)


def test_nobody_is_named_twice(house: House, families: Families) -> None:
    service = Guardians(house.workplace())
    service.name(house.residents["Bohdan"], GuardianText(house.residents["Vira"]))
    with pytest.raises(AppError, match="already"):
        service.name(house.residents["Bohdan"], GuardianText(house.residents["Vira"]))


def test_who_would_be_left_alone_is_told_before_guardians_leave(
    house: House, families: Families
) -> None:
    service = Guardians(house.workplace())
    lay_guardian(house, "Bohdan", guardian_id=house.residents["Vira"])

    def left(*names: str) -> list[str]:
        ids = [house.residents[name] for name in names]
        return sorted(line.given_names for line in service.left_by(ids))

    assert left("Olha") == []
    assert left("Olha", "Taras") == ["Marko", "Nina", "Sofiia"]
    assert left("Olha", "Taras", "Nina") == ["Marko", "Sofiia"]
    assert left("Vira") == ["Bohdan"]
    assert left("Ivan") == []
    assert left() == []
    lay_guardian(house, "Bohdan", name="Anna Lys")
    assert left("Vira") == []


def test_a_guardian_who_went_to_another_site_is_named_no_more(
    house: House, families: Families
) -> None:
    """What the store leaves of the row: the relation, and nobody."""
    lay_guardian(house, "Nina", relation="mother")
    assert member(house, "Nina").guardians == ()
    assert pointed_out(house)["Nina"] == (True, False)


def test_ended_guardians_are_told_no_more(house: House, families: Families) -> None:
    lay_guardian(house, "Bohdan", name="Anna", ended_on=TODAY - timedelta(days=1))
    assert pointed_out(house) == {"Bohdan": (True, True)}


def test_a_closed_file_is_neither_listed_nor_written_to(house: House, families: Families) -> None:
    row = lay_guardian(house, "Bohdan", name="Anna Lys")
    ProtectedFiles(house.workplace(Role.LEAD)).protect(house.residents["Bohdan"], "Case")
    service = Guardians(house.workplace())
    assert pointed_out(house) == {}
    with pytest.raises(AppError, match="protected"):
        service.name(house.residents["Bohdan"], GuardianText(name="Anna"))
    with pytest.raises(AppError, match="protected"):
        service.end(row)

"""People join a household, leave it, and are given places in it."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from desktop.errors import AppError
from desktop.models.base import Synced
from desktop.models.guardians import Guardian
from desktop.models.local import outbox_op
from desktop.models.meals import MealEntitlement
from desktop.models.merges import MergeRecord
from desktop.models.residents import (
    Household,
    HouseholdRole,
    KeepTogether,
    Resident,
    ResidentStatus,
)
from desktop.models.sites import Role, Site
from desktop.services.household_rules import Minority
from desktop.services.households import CHANGED_MEANWHILE, Households
from desktop.services.protected_files import ProtectedFiles
from desktop.services.residents import Residents
from tests.chains import entries
from tests.families import Families, lay_families
from tests.house import TODAY, House, add_resident
from tests.inbox import change_resident

HEAD, PARTNER, CHILD, PARENT, OTHER = HouseholdRole


@pytest.fixture
def families(house: House) -> Families:
    return lay_families(house)


def places(house: House, name: str) -> dict[str, HouseholdRole]:
    """Who belongs to a household, by given name."""
    shown = Households(house.workplace()).of(house.residents[name])
    return {one.person.given_names: one.role for one in shown.members}


def ids(house: House, **roles: HouseholdRole) -> dict[str, HouseholdRole]:
    return {house.residents[name]: role for name, role in roles.items()}


def household(house: House, household_id: str) -> Household:
    with house.store.read() as session:
        row = session.get(Household, household_id)
    assert row is not None
    return row


def count_ops(house: House) -> int:
    with house.store.read() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(outbox_op)) or 0


def rows_of(house: House, kind: type[Synced]) -> list[tuple[str, str | None]]:
    fields = {Guardian: "guardian_id", MealEntitlement: "id"}
    with house.store.read() as session:
        return [(r.resident_id, getattr(r, fields[kind])) for r in session.exec(select(kind))]


def test_a_household_shows_its_head_first_and_who_answers_for_its_children(
    house: House, families: Families
) -> None:
    shown = Households(house.workplace()).of(house.residents["Marko"])
    assert [one.person.given_names for one in shown.members] == [
        *("Olha", "Taras", "Sofiia", "Marko", "Nina")
    ]
    assert [one.minority for one in shown.members] == [Minority.ADULT] * 2 + [Minority.MINOR] * 3
    (marko,) = (one for one in shown.members if one.person.given_names == "Marko")
    assert [line.name for line in marko.guardians] == ["Olha Moroz", "Taras Moroz"]
    assert not marko.lacks_guardian
    assert not marko.unaccompanied
    assert shown.asked == marko
    assert [one.person.given_names for one in shown.heads] == ["Olha"]
    (entry,) = [e for e in entries(house.store) if e["what"] == "see_household"]
    assert len(entry["residents"]) == 5


def test_who_lives_alone_is_a_household_of_one(house: House, families: Families) -> None:
    assert places(house, "Vira") == {"Vira": HEAD}


def test_grandmother_joins_and_nothing_else_changes(house: House, families: Families) -> None:
    before = count_ops(house)
    Households(house.workplace()).join(house.residents["Olha"], ids(house, Vira=PARENT))
    assert count_ops(house) == before + 1
    assert places(house, "Vira") == {
        "Olha": HEAD,
        "Taras": PARTNER,
        "Sofiia": CHILD,
        "Marko": CHILD,
        "Nina": CHILD,
        "Vira": PARENT,
    }
    assert household(house, families.five).size == 6
    assert rows_of(house, Guardian) == []
    assert "change_household" in {entry["what"] for entry in entries(house.store)}


def test_two_registered_apart_become_one_household(house: House, families: Families) -> None:
    """Twins with one surname and one birthday are two people."""
    Households(house.workplace()).join(house.residents["Pavlo"], ids(house, Ivan=OTHER))
    assert places(house, "Ivan") == {"Pavlo": HEAD, "Ivan": OTHER}
    assert household(house, families.twins).size == 0
    assert Residents(house.workplace()).file(house.residents["Ivan"]).household[0].name == (
        "Pavlo Rudenko"
    )


def test_two_households_become_one_and_the_empty_one_shows_nowhere(
    house: House, families: Families
) -> None:
    bondar = {"Iryna": OTHER, "Petro": OTHER, "Danylo": OTHER}
    Households(house.workplace()).join(house.residents["Olha"], ids(house, **bondar))
    assert len(places(house, "Danylo")) == 8
    assert household(house, families.five).size == 8
    with house.store.read() as session:
        lived_in = set(session.exec(select(Resident.household_id)))
        kept = set(session.exec(select(Household.id)))
    assert len(kept - lived_in) == 1
    danylo = house.residents["Danylo"]
    assert {g for minor, g in rows_of(house, Guardian) if minor == danylo} == {
        house.residents["Iryna"],
        house.residents["Petro"],
    }


def test_when_the_head_joins_another_household_the_others_get_a_head(
    house: House, families: Families
) -> None:
    Households(house.workplace()).join(house.residents["Vira"], ids(house, Olha=CHILD))
    assert places(house, "Vira") == {"Vira": HEAD, "Olha": CHILD}
    assert places(house, "Taras") == {"Taras": HEAD, "Sofiia": CHILD, "Marko": CHILD, "Nina": CHILD}
    assert household(house, families.five).size == 4
    nina = house.residents["Nina"]
    named = {guardian for minor, guardian in rows_of(house, Guardian) if minor == nina}
    assert named == {house.residents["Olha"], house.residents["Taras"]}


def test_a_household_has_one_head_only(house: House, families: Families) -> None:
    service = Households(house.workplace())
    with pytest.raises(AppError, match="exactly one head"):
        service.join(house.residents["Olha"], ids(house, Vira=HEAD))
    with pytest.raises(AppError, match="exactly one head"):
        service.give_places(ids(house, Ivan=OTHER))
    with pytest.raises(AppError, match="exactly one head"):
        service.split(ids(house, Taras=HEAD, Nina=HEAD), ids(house, Olha=HEAD))


def test_nobody_joins_the_household_they_are_in(house: House, families: Families) -> None:
    service = Households(house.workplace())
    with pytest.raises(AppError, match="already"):
        service.join(house.residents["Olha"], ids(house, Taras=OTHER))
    with pytest.raises(AppError, match="choose who joins"):
        service.join(house.residents["Olha"], ids(house, Olha=OTHER))
    with pytest.raises(AppError, match="choose who joins"):
        service.join(house.residents["Olha"], {})


def test_father_and_a_son_leave_and_both_parents_still_answer_for_him(
    house: House, families: Families
) -> None:
    Households(house.workplace()).split(
        ids(house, Taras=HEAD, Marko=CHILD), ids(house, Olha=HEAD, Sofiia=CHILD, Nina=CHILD)
    )
    assert places(house, "Marko") == {"Taras": HEAD, "Marko": CHILD}
    assert places(house, "Nina") == {"Olha": HEAD, "Sofiia": CHILD, "Nina": CHILD}
    shown = Households(house.workplace()).of(house.residents["Marko"])
    marko = shown.members[1]
    assert {line.name for line in marko.guardians} == {"Olha Moroz", "Taras Moroz"}
    assert household(house, families.five).size == 3
    with house.store.read() as session:
        taras = session.get(Resident, house.residents["Taras"])
        assert taras is not None
        assert household(house, taras.household_id or "").size == 2


def test_a_split_names_everybody_and_leaves_somebody(house: House, families: Families) -> None:
    service = Households(house.workplace())
    with pytest.raises(AppError, match="at least one member stays"):
        service.split(ids(house, Ivan=HEAD), {})
    with pytest.raises(AppError) as refused:
        service.split(ids(house, Taras=HEAD), ids(house, Olha=HEAD))
    assert refused.value.msgid == CHANGED_MEANWHILE


def test_grandmother_becomes_head_and_the_parents_go_on_answering(
    house: House, families: Families
) -> None:
    service = Households(house.workplace())
    service.join(house.residents["Olha"], ids(house, Vira=PARENT))
    service.give_places(
        ids(house, Vira=HEAD, Olha=CHILD, Taras=OTHER, Sofiia=OTHER, Marko=OTHER, Nina=OTHER)
    )
    members = {one.person.given_names: one for one in service.of(house.residents["Olha"]).members}
    assert {line.name for line in members["Nina"].guardians} == {"Olha Moroz", "Taras Moroz"}
    assert not members["Nina"].lacks_guardian


def test_children_get_meals_with_the_household_they_join(house: House, families: Families) -> None:
    nephew = add_resident(
        house, "Lev", "Бондар", "Лев", "Bondar", born=TODAY - timedelta(days=365 * 6)
    )
    aunt = add_resident(
        house, "Maria", "Бондар", "Марія", "Bondar", born=TODAY - timedelta(days=365 * 40)
    )
    done = Households(house.workplace()).join(
        house.residents["Iryna"], {nephew: OTHER, aunt: OTHER}
    )
    fed = {resident for resident, _ in rows_of(house, MealEntitlement)}
    assert nephew in fed
    assert aunt not in fed
    Households(house.workplace()).take_back(done)
    assert nephew not in {resident for resident, _ in rows_of(house, MealEntitlement)}


def test_what_was_done_is_taken_back_whole(house: House, families: Families) -> None:
    service = Households(house.workplace())
    before = places(house, "Olha")
    done = service.split(
        ids(house, Olha=HEAD, Marko=CHILD), ids(house, Taras=HEAD, Sofiia=CHILD, Nina=CHILD)
    )
    assert rows_of(house, Guardian)
    service.take_back(done)
    assert places(house, "Olha") == before
    assert rows_of(house, Guardian) == []
    assert household(house, families.five).size == 5


def test_what_somebody_changed_again_is_not_taken_back(house: House, families: Families) -> None:
    service = Households(house.workplace())
    done = service.join(house.residents["Olha"], ids(house, Vira=PARENT))
    change_resident(house, "Vira", household_role=OTHER)
    with pytest.raises(AppError) as refused:
        service.take_back(done)
    assert refused.value.msgid == CHANGED_MEANWHILE


def test_what_the_desk_should_know_is_written_down(house: House, families: Families) -> None:
    service = Households(house.workplace())
    service.describe(house.residents["Marko"], KeepTogether.YES, " Two prams ")
    shown = service.of(house.residents["Olha"])
    assert (shown.keep_together, shown.note) == (KeepTogether.YES, "Two prams")
    service.describe(house.residents["Olha"], None, "")
    assert service.of(house.residents["Olha"]).keep_together is None
    with pytest.raises(AppError, match="too long"):
        service.describe(house.residents["Olha"], None, "x" * 1001)


def test_who_has_moved_out_is_told_apart_and_takes_part_in_nothing(
    house: House, families: Families
) -> None:
    change_resident(house, "Taras", status=ResidentStatus.MOVED_OUT, moved_out_on=TODAY)
    service = Households(house.workplace())
    shown = service.of(house.residents["Olha"])
    assert [line.given_names for line in shown.gone] == ["Taras"]
    assert len(shown.members) == 4
    assert service.of(house.residents["Taras"]).asked is None
    with pytest.raises(AppError, match="moved out"):
        service.join(house.residents["Vira"], ids(house, Taras=CHILD))


def test_when_two_desks_named_a_head_both_show_until_one_is_chosen(
    house: House, families: Families
) -> None:
    with house.store.applying() as connection:
        connection.exec_driver_sql(
            "UPDATE resident SET household_role = 'head' WHERE id = ?", (house.residents["Taras"],)
        )
    service = Households(house.workplace())
    shown = service.of(house.residents["Olha"])
    assert len(shown.heads) == 2
    service.give_places(ids(house, Olha=PARTNER, Taras=HEAD, Sofiia=CHILD, Marko=CHILD, Nina=CHILD))
    assert [one.person.given_names for one in service.of(house.residents["Olha"]).heads] == [
        "Taras"
    ]


def test_household_of_another_site_is_joined_by_nobody_here(
    house: House, families: Families
) -> None:
    other = Site(name="Amager")
    house.lay_down(other)
    with house.store.applying() as connection:
        connection.exec_driver_sql(
            "UPDATE resident SET site_id = ? WHERE id = ?", (other.id, house.residents["Pavlo"])
        )
    with pytest.raises(AppError, match="another site"):
        Households(house.workplace()).join(house.residents["Ivan"], ids(house, Pavlo=OTHER))


def test_a_members_closed_file_closes_the_note_and_keeps_the_household_as_it_is(
    house: House, families: Families
) -> None:
    service = Households(house.workplace())
    service.describe(house.residents["Olha"], None, "Taras works nights")
    ProtectedFiles(house.workplace(Role.LEAD)).protect(house.residents["Nina"], "Case 1")
    shown = service.of(house.residents["Olha"])
    masked = next(one for one in shown.members if one.person.masked)
    assert shown.closed
    assert shown.note == ""
    assert (masked.guardians, masked.is_minor) == ((), False)
    for refused in (
        lambda: service.describe(house.residents["Olha"], None, "Over it"),
        lambda: service.join(house.residents["Vira"], ids(house, Nina=OTHER)),
        lambda: service.of(house.residents["Nina"]),
    ):
        with pytest.raises(AppError, match="protected"):
            refused()
    ProtectedFiles(house.workplace()).open(house.residents["Nina"], "A visit")
    assert service.of(house.residents["Olha"]).note == "Taras works nights"


def test_a_record_that_was_merged_away_is_no_member(house: House, families: Families) -> None:
    marko, taras = house.residents["Marko"], house.residents["Taras"]
    house.lay_down(
        MergeRecord(
            site_id=house.site_id,
            kept_id=taras,
            gone_id=marko,
            merged_at=house.clock(),
            merged_by=house.users[Role.HOST],
            before={taras: {}, marko: {}},
        )
    )
    assert "Marko" not in places(house, "Olha")


def test_undo_is_refused_for_who_is_no_longer_held(house: House, families: Families) -> None:
    done = Households(house.workplace()).join(house.residents["Olha"], ids(house, Vira=PARENT))
    ghost = replace(done.after[0], resident_id="00000000-0000-8000-8000-000000000000")
    with pytest.raises(AppError):
        Households(house.workplace()).take_back(replace(done, after=(ghost,)))

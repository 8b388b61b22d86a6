"""Households at real desks and a real store: changed at two desks at once, moved between sites."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from desktop.models.base import new_id
from desktop.models.housing import Stay
from desktop.models.local import outbox_op
from desktop.models.residents import (
    Household,
    HouseholdRole,
    Language,
    Resident,
    ResidentStatus,
    StepKind,
)
from desktop.models.sites import Role
from desktop.services.check_in import CheckIns
from desktop.services.guardians import Guardians, GuardianText
from desktop.services.household_moves import HouseholdMoves
from desktop.services.households import Households
from desktop.services.needs_you import NeedsYou
from desktop.services.site_moves import SiteMoves
from desktop.services.workplace import Actor, Workplace
from desktop.sync.protocol import tables
from tests.desks import DeskAtWork, Housing, desk_at_work, make_housing, wait_until
from tests.stores import CentralProcess
from tests.sync.test_engine import has, statuses
from tests.sync.test_moves import add_bed, held_of

HEAD, PARTNER, CHILD, PARENT, OTHER = HouseholdRole


@dataclass
class Family:
    """A family of five with a grandmother who lives apart: ids by name."""

    ids: dict[str, str]
    household_id: str

    def roles(self, **roles: HouseholdRole) -> dict[str, HouseholdRole]:
        return {self.ids[name]: role for name, role in roles.items()}


def add_family(desk: DeskAtWork) -> Family:
    site_id = desk.identity.site_ids[0]
    household = Household(site_id=site_id, size=5)
    family = Family({}, household.id)
    today = desk.workplace().today()
    with desk.workplace().op("register_resident") as session:
        session.add(household)
        session.flush()
        for name, years, role in (
            ("Olha", 40, HEAD),
            ("Taras", 43, PARTNER),
            ("Sofiia", 16, CHILD),
            ("Marko", 9, CHILD),
            ("Nina", 4, CHILD),
            ("Vira", 70, HEAD),
        ):
            row = Resident(
                site_id=site_id,
                number=f"001-{new_id()[-5:]}-0",
                surname="Moroz",
                given_names=name,
                birth_date=date(today.year - years, 1, 1),
                household_id=None if name == "Vira" else household.id,
                household_role=role,
                status=ResidentStatus.RESIDENT,
                arrived_on=today - timedelta(days=20),
            )
            session.add(row)
            family.ids[name] = row.id
    return family


@pytest.fixture
def two(tmp_path: Path, housing: Housing) -> Iterator[tuple[DeskAtWork, DeskAtWork, Family]]:
    """Two desks of one site that both know the family."""
    with (
        desk_at_work(tmp_path, housing, "First") as first,
        desk_at_work(tmp_path, housing, "Second") as second,
    ):
        for desk in (first, second):
            desk.go_online()
            desk.wait_in_step()
        family = add_family(first)
        wait_until(lambda: has(second, family.ids["Nina"]), "the other desk knows them")
        first.wait_in_step()
        for desk in (first, second):
            desk.go_offline()
        yield first, second, family


def agree(*desks: DeskAtWork) -> None:
    """One after the other goes online, and again, so that all have heard of all."""
    for desk in desks:
        desk.go_online()
        desk.wait_in_step()
    told = [places(desk) for desk in desks]
    wait_until(
        lambda: len({frozenset(places(desk).items()) for desk in desks}) == 1,
        f"the desks agree: {told}",
    )


def places(desk: DeskAtWork) -> dict[str, tuple[str | None, HouseholdRole]]:
    with desk.store.read() as session:
        rows = session.exec(
            select(Resident.given_names, Resident.household_id, Resident.household_role)
        )
        return {name: (household_id, role) for name, household_id, role in rows}


def test_what_one_desk_does_reaches_the_other_whole(
    two: tuple[DeskAtWork, DeskAtWork, Family],
) -> None:
    first, second, family = two
    service = Households(first.workplace())
    service.join(family.ids["Olha"], family.roles(Vira=PARENT))
    service.split(
        family.roles(Taras=HEAD, Marko=CHILD),
        family.roles(Olha=HEAD, Sofiia=CHILD, Nina=CHILD, Vira=PARENT),
    )
    agree(first, second)
    assert statuses(first)[-2:] == ["applied", "applied"]
    shown = Households(second.workplace()).of(family.ids["Marko"])
    assert [one.person.given_names for one in shown.members] == ["Taras", "Marko"]
    assert {line.name for line in shown.members[1].guardians} == {"Olha Moroz", "Taras Moroz"}


def test_two_desks_take_one_person_into_two_households_and_somebody_decides(
    two: tuple[DeskAtWork, DeskAtWork, Family],
) -> None:
    first, second, family = two
    Households(first.workplace()).join(family.ids["Olha"], family.roles(Vira=PARENT))
    Households(second.workplace()).split(
        family.roles(Taras=HEAD), family.roles(Olha=HEAD, Sofiia=CHILD, Marko=CHILD, Nina=CHILD)
    )
    Households(second.workplace()).join(family.ids["Taras"], family.roles(Vira=PARENT))
    agree(first, second)
    assert places(first)["Vira"] == (family.household_id, PARENT)
    lead = NeedsYou(second.workplace(Role.LEAD))
    wait_until(lambda: bool(lead.needs().conflicts), "somebody is asked")
    (conflict,) = [one for one in lead.needs().conflicts if one.group == "household_id"]
    taras_home, _ = places(first)["Taras"]
    NeedsYou(second.workplace(Role.LEAD)).decide_conflict(conflict.id, {"household_id": taras_home})
    agree(first, second)
    assert places(first)["Vira"] == (taras_home, PARENT)


def test_two_heads_named_at_once_are_both_shown_and_one_is_chosen(
    two: tuple[DeskAtWork, DeskAtWork, Family],
) -> None:
    first, second, family = two
    children = family.roles(Sofiia=CHILD, Marko=CHILD, Nina=CHILD)
    Households(first.workplace()).give_places(family.roles(Olha=PARTNER, Taras=HEAD) | children)
    Households(second.workplace()).give_places(
        family.roles(Olha=OTHER, Taras=OTHER, Marko=OTHER, Nina=OTHER, Sofiia=HEAD)
    )
    agree(first, second)
    service = Households(first.workplace())
    assert len(service.of(family.ids["Olha"]).heads) == 2
    service.give_places(family.roles(Olha=PARTNER, Taras=HEAD) | children)
    agree(first, second)
    shown = Households(second.workplace()).of(family.ids["Olha"])
    assert [one.person.given_names for one in shown.heads] == ["Taras"]


def test_two_desks_let_one_join_each_and_nobody_is_lost(
    two: tuple[DeskAtWork, DeskAtWork, Family],
) -> None:
    first, second, family = two
    with second.workplace().op("register_resident") as session:
        uncle = Resident(
            site_id=second.identity.site_ids[0],
            number="009-00001-0",
            surname="Moroz",
            given_names="Lev",
            birth_date=date(1990, 1, 1),
            status=ResidentStatus.RESIDENT,
        )
        session.add(uncle)
    Households(first.workplace()).join(family.ids["Olha"], family.roles(Vira=PARENT))
    Households(second.workplace()).join(family.ids["Olha"], {uncle.id: OTHER})
    agree(first, second)
    assert len(Households(first.workplace()).of(family.ids["Nina"]).members) == 7
    assert NeedsYou(first.workplace(Role.LEAD)).needs().conflicts == ()


@pytest.fixture
def coordinator(central: CentralProcess) -> str:
    name = f"Coordinator {new_id()[-6:]}"
    central.cli("user", "add", name, "--role", "coordinator")
    return name


def as_coordinator(desk: DeskAtWork, name: str) -> Workplace:
    found = next(one for one in desk.colleagues if one.name == name)
    return Workplace(desk.store, desk.identity, Actor(found.id, found.name, found.role))


@pytest.mark.parametrize("holds_both", [False, True])
def test_a_family_moves_to_another_site_with_all_that_hangs_on_it(
    tmp_path: Path, housing: Housing, central: CentralProcess, coordinator: str, holds_both: bool
) -> None:
    """By a desk that holds only the site they leave, and by one that holds both."""
    elsewhere = make_housing(central)
    with ExitStack() as stack:
        more = (elsewhere.site,) if holds_both else ()
        office = stack.enter_context(desk_at_work(tmp_path, housing, "Office", *more))
        old = stack.enter_context(desk_at_work(tmp_path, housing, "Old"))
        new = stack.enter_context(desk_at_work(tmp_path, elsewhere, "New"))
        for desk in (office, old, new):
            desk.go_online()
            desk.wait_in_step()
        family = add_family(old)
        ids = family.ids
        CheckIns(old.workplace()).explain_rules([ids["Olha"], ids["Nina"]], Language.UK)
        CheckIns(old.workplace()).sign_lease([ids["Olha"]])
        bed_id = add_bed(old)
        HouseholdMoves(old.workplace()).move(ids["Olha"], {ids["Olha"]: bed_id})
        Guardians(old.workplace()).name(ids["Nina"], GuardianText(ids["Vira"]))
        old.wait_in_step()
        wait_until(lambda: len(held_of(office, ids["Nina"])) >= 3, "the office knows them")
        office.wait_in_step()
        there = new.identity.site_ids[0]
        service = SiteMoves(as_coordinator(office, coordinator))
        assert there in {site.id for site in service.plan(ids["Marko"]).sites}
        service.move(ids["Marko"], there)
        office.wait_in_step()
        assert statuses(office)[-1] == "applied", refusals(office)
        wait_until(lambda: has(new, ids["Nina"]), "the new desk expects them")
        wait_until(lambda: not has(old, ids["Nina"]), "the old desk lets them go")
        new.wait_in_step()
        shown = Households(new.workplace()).of(ids["Marko"])
        assert len(shown.members) == 5
        assert {one.person.status for one in shown.members} == {ResidentStatus.EXPECTED}
        arrivals = CheckIns(new.workplace()).arrivals()
        assert [(one.size, one.expected_from) for one in arrivals] == [(5, housing.site)]
        steps = CheckIns(new.workplace()).steps(ids["Olha"])
        assert StepKind.HOUSE_RULES in steps.done
        assert {StepKind.LEASE, StepKind.BED} <= set(steps.missing)
        nina = next(one for one in shown.members if one.person.id == ids["Nina"])
        assert {line.name for line in nina.guardians} == {
            *("Olha Moroz", "Taras Moroz", "Vira Moroz"),
        }
        assert [line.name for line in nina.guardians if line.person is None] == ["Vira Moroz"]
        assert has(old, ids["Vira"])
        wait_until(lambda: beds_taken(office) == beds_taken(old) == 0, "their bed is free")
        wait_until(lambda: has(office, ids["Nina"]) is holds_both, "the office holds its sites")
        wait_until(lambda: strangers(office) == [], "nothing of other sites has stayed")
        assert has(office, family.ids["Vira"])


def refusals(desk: DeskAtWork) -> list[str]:
    with desk.store.read() as session:
        return [str(error) for error in session.scalars(sa.select(outbox_op.c.error)) if error]


def beds_taken(desk: DeskAtWork) -> int:
    today = desk.workplace().today()
    with desk.store.read() as session:
        open_stays = session.exec(
            select(Stay).where(sa.or_(col(Stay.ends_on).is_(None), col(Stay.ends_on) > today))
        )
        return len(open_stays.all())


def strangers(desk: DeskAtWork) -> list[str]:
    """Tables with rows of sites that the desk does not hold."""
    found = []
    sites = set(desk.identity.site_ids)
    with desk.store.read() as session:
        for table in tables().values():
            if "site_id" in table.fields and table.scope == "site":
                held = set(session.scalars(sa.text(f'SELECT DISTINCT site_id FROM "{table.name}"')))
                if held - sites - {None}:
                    found.append(table.name)
    return found

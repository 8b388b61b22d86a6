"""Concern for a child: that it was passed on is on record, for few to see."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from desktop.errors import AppError
from desktop.models.local import access_entry
from desktop.models.sites import Role, User, UserSite
from desktop.services.child_concerns import ChildConcerns, ConcernText
from desktop.services.sending import Sending
from desktop.services.workplace import Actor, Workplace
from desktop.sync import outbox
from tests.house import NOON, TODAY, House, add_resident

TEXT = ConcernText("Modtagelsen, Børn og Unge", NOON, "På telefon", "Sag 26/9")


def concerns(house: House, role: Role = Role.HOST) -> ChildConcerns:
    return ChildConcerns(house.workplace(role))


def other_host(house: House) -> Workplace:
    user = User(name="Ida Bak", role=Role.HOST)
    house.lay_down(user)
    house.lay_down(UserSite(user_id=user.id, site_id=house.site_id))
    actor = Actor(user.id, user.name, user.role)
    return Workplace(house.store, house.identity, actor, house.clock)


def test_a_host_notes_it_on_the_child_or_from_a_parents_file(house: House) -> None:
    danylo, iryna = house.residents["Danylo"], house.residents["Iryna"]
    found = concerns(house).of(iryna)
    assert [child.id for child in found.children] == [danylo]
    concerns(house).pass_on(danylo, TEXT)
    for asked in (danylo, iryna):
        (line,) = concerns(house).of(asked).lines
        assert (line.child.id, line.text, line.by, line.mine) == (danylo, TEXT, "host Holm", True)


@pytest.mark.parametrize(
    ("role", "sees"), [(Role.LEAD, True), (Role.LIAISON, True), (Role.COORDINATOR, False)]
)
def test_lead_and_liaison_see_it_afterwards(house: House, role: Role, sees: bool) -> None:
    concerns(house).pass_on(house.residents["Danylo"], TEXT)
    lines = concerns(house, role).of(house.residents["Danylo"]).lines
    assert bool(lines) is sees
    assert not any(line.mine for line in lines)


def test_another_host_sees_nothing_of_it_not_even_that_it_was_sent(house: House) -> None:
    concerns(house).pass_on(house.residents["Danylo"], TEXT)
    other = other_host(house)
    assert ChildConcerns(other).of(house.residents["Danylo"]).lines == ()
    (item,) = Sending(other).outgoing().waiting
    assert (item.words(), item.people) == ("Confidential", ())
    (item,) = Sending(house.workplace()).outgoing().waiting
    assert item.words() == "Concern for a child passed on"


def test_only_who_wrote_it_takes_it_back_with_a_reason_for_the_access_log(house: House) -> None:
    danylo = house.residents["Danylo"]
    concerns(house).pass_on(danylo, TEXT)
    (line,) = concerns(house).of(danylo).lines
    with pytest.raises(AppError, match="Only who has written this down"):
        concerns(house, Role.LEAD).take_back(line.id, "Forkert barn")
    with pytest.raises(AppError, match="why it is taken back"):
        concerns(house).take_back(line.id, " ")
    concerns(house).take_back(line.id, "Forkert barn")
    (line,) = concerns(house, Role.LEAD).of(danylo).lines
    assert line.voided_at == NOON
    with house.store.read() as session:
        reasons = session.scalars(
            sa.select(access_entry.c.reason).where(access_entry.c.what == "pass_on_concern")
        ).all()
    assert reasons == [None, "Forkert barn"]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("Danylo", ConcernText(" ", NOON), "to whom"),
        ("Danylo", ConcernText("x" * 201, NOON), "too long"),
        ("Danylo", ConcernText("Modtagelsen", NOON + timedelta(hours=1)), "still to come"),
        ("Petro", TEXT, "under 18"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(
    house: House, name: str, text: ConcernText, message: str
) -> None:
    with pytest.raises(AppError, match=message):
        concerns(house).pass_on(house.residents[name], text)
    assert outbox.next_batch(house.store) == []


def test_a_young_person_counts_until_the_day_they_are_eighteen(house: House) -> None:
    for name, born in (
        ("Nina", TODAY.replace(year=2008)),
        ("Vira", TODAY.replace(year=2008) + timedelta(days=1)),
    ):
        add_resident(house, name, "Лис", "Ніна", "Lys", born=born)
    assert concerns(house).of(house.residents["Nina"]).children == ()
    assert len(concerns(house).of(house.residents["Vira"]).children) == 1

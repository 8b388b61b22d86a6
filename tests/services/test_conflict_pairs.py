"""Two who must not live in one room: the desk learns "not suitable", and not why."""

import pytest
from sqlmodel import select

from desktop.errors import AppError
from desktop.models.confidential import ConflictPair
from desktop.models.sites import Role
from desktop.services.conflict_pairs import ConflictPairs, PairReason
from desktop.services.rooms import Criterion, Rooms
from desktop.services.sending import Sending
from desktop.services.vault import KEY_MISSING
from desktop.services.who_may import NotAllowedError
from tests.house import TODAY, House


def pairs(house: House, role: Role = Role.LEAD) -> ConflictPairs:
    return ConflictPairs(house.workplace(role))


def keep_apart(house: House, one: str = "Oksana", other: str = "Halyna") -> None:
    pairs(house).record(house.residents[one], house.residents[other], "Anmeldte hende i 2025")


@pytest.mark.parametrize(("one", "other"), [("Oksana", "Halyna"), ("Halyna", "Oksana")])
def test_the_rooms_say_not_suitable_and_stand_last(house: House, one: str, other: str) -> None:
    oksana = house.residents["Oksana"]
    rooms = Rooms(house.workplace())
    before = [choice.bed.place for choice in rooms.choices(oksana)]
    assert before[0] == "2.14 B"
    keep_apart(house, one, other)
    choices = rooms.choices(oksana)
    assert choices[-1].bed.place == "2.14 B"
    failed = {c.bed.place: Criterion.NOT_SUITABLE in c.failed for c in choices}
    assert failed == {place: place == "2.14 B" for place in before}
    assert "2025" not in repr(choices)


def test_confidants_read_why_on_either_file(house: House) -> None:
    keep_apart(house)
    for name, other in (("Oksana", "Halyna Koval"), ("Halyna", "Oksana Shevchenko")):
        (pair,) = pairs(house, Role.LIAISON).of(house.residents[name])
        assert (pair.other.name, pair.reason) == (other, PairReason("Anmeldte hende i 2025"))


def test_an_ended_pair_is_suitable_again(house: House) -> None:
    keep_apart(house)
    (pair,) = pairs(house).of(house.residents["Oksana"])
    pairs(house).end(pair.id)
    assert pairs(house).of(house.residents["Oksana"]) == ()
    choices = Rooms(house.workplace()).choices(house.residents["Oksana"])
    assert choices[0].bed.place == "2.14 B"
    with house.store.read() as session:
        assert session.exec(select(ConflictPair.ended_on)).one() == TODAY
    keep_apart(house)


@pytest.mark.parametrize("role", [Role.HOST, Role.COORDINATOR, Role.ADMIN, Role.AUDITOR])
def test_others_neither_read_nor_record(house: House, role: Role) -> None:
    keep_apart(house)
    oksana, petro = house.residents["Oksana"], house.residents["Petro"]
    for ask in (
        lambda: pairs(house, role).of(oksana),
        lambda: pairs(house, role).record(oksana, petro, "x"),
        lambda: pairs(house, role).end("x"),
    ):
        with pytest.raises(NotAllowedError):
            ask()


def test_the_list_of_what_was_sent_names_nobody_to_a_host(house: House) -> None:
    keep_apart(house)
    (item,) = Sending(house.workplace()).outgoing().waiting
    assert (item.words(), item.people) == ("Confidential", ())
    (item,) = Sending(house.workplace(Role.LIAISON)).outgoing().waiting
    assert [person.name for person in item.people] == ["Oksana Shevchenko"]


def test_what_is_wrong_is_said(house: House) -> None:
    oksana, halyna = house.residents["Oksana"], house.residents["Halyna"]
    with pytest.raises(AppError, match="choose another resident"):
        pairs(house).record(oksana, oksana, "x")
    with pytest.raises(AppError, match="Please write the reason"):
        pairs(house).record(oksana, halyna, " ")
    keep_apart(house)
    with pytest.raises(AppError, match="kept apart already"):
        pairs(house).record(halyna, oksana, "x")
    workplace = house.workplace(Role.LEAD)
    workplace.sealed_key = None
    with pytest.raises(AppError) as refused:
        ConflictPairs(workplace).of(oksana)
    assert refused.value.msgid == KEY_MISSING

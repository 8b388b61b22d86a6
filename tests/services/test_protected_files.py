"""Protected files: closed to everybody who has not opened them with a reason."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from desktop.errors import AppError
from desktop.models.confidential import ProtectedOpening
from desktop.models.kits import KitAudience
from desktop.models.meals import Meal
from desktop.models.residents import Resident
from desktop.models.sites import Role
from desktop.services.check_in import CheckIns
from desktop.services.kits import Kits
from desktop.services.meals import AlreadyServedError, Meals
from desktop.services.needs_you import NeedsYou
from desktop.services.protected_files import ProtectedFiles
from desktop.services.residents import Residents
from desktop.services.rooms import Rooms
from desktop.services.search import Search
from desktop.services.seen import saw_nobody
from desktop.services.who_may import NotAllowedError
from tests.house import NOON, TODAY, House
from tests.inbox import lay_conflict


def files(house: House, role: Role = Role.HOST) -> ProtectedFiles:
    return ProtectedFiles(house.workplace(role))


def protect(house: House, name: str = "Danylo") -> str:
    files(house, Role.LEAD).protect(house.residents[name], "Sag 26/114")
    return house.residents[name]


def found(house: House, text: str, role: Role = Role.HOST) -> list[str]:
    return [line.name for line in Search(house.workplace(role)).people(text)]


@pytest.mark.parametrize("role", [Role.LEAD, Role.COORDINATOR, Role.LIAISON])
def test_those_who_may_protect_a_file_and_take_it_back(house: House, role: Role) -> None:
    halyna = house.residents["Halyna"]
    files(house, role).protect(halyna, "Sag 26/114")
    assert Residents(house.workplace()).file(halyna).person.masked
    files(house, role).unprotect(halyna, "Sagen er lukket")
    assert not Residents(house.workplace()).file(halyna).person.masked
    with house.store.read() as session:
        rows = session.exec(select(ProtectedOpening)).all()
    assert {(row.reason, row.ends_at == row.opened_at) for row in rows} == {
        ("Sag 26/114", True),
        ("Sagen er lukket", True),
    }


def test_a_host_may_neither_protect_nor_take_it_back(house: House) -> None:
    halyna = house.residents["Halyna"]
    with pytest.raises(NotAllowedError):
        files(house).protect(halyna, "x")
    protect(house, "Halyna")
    with pytest.raises(NotAllowedError):
        files(house).unprotect(halyna, "x")


def test_its_file_tells_what_to_heed_and_nothing_else(house: House) -> None:
    danylo = protect(house)
    file = Residents(house.workplace()).file(danylo)
    assert file.person.name == "Protected file"
    assert (file.person.age, file.person.phone, file.details.birth_date) == (None, "", None)
    assert file.allergies.text == "Mælk"
    assert (file.household, file.events, file.steps_done) == ((), (), ())
    assert file.protected
    assert file.open_until is None


def test_it_is_hidden_from_search_until_it_is_opened(house: House) -> None:
    danylo = protect(house)
    assert found(house, "Danylo") == []
    assert found(house, "Данило") == []
    assert set(found(house, "3.07")) == {"Iryna Bondar", "Petro Bondar"}
    assert found(house, "003-00003-0") == ["Protected file"]
    assert found(house, "003-0000") == found(house, "003-0000", Role.LEAD)
    files(house).open(danylo, "Ambulancen er her")
    assert found(house, "Danylo") == ["Danylo Bondar"]
    assert found(house, "Danylo", Role.LEAD) == []


def test_it_is_hidden_from_search_without_an_index_too(house: House) -> None:
    protect(house)
    workplace = house.workplace()
    search = Search(workplace)

    def plainly(text: str) -> list[str]:
        with workplace.read("search_people") as session:
            saw_nobody(session)
            lines = search._found_plainly(session, text)
        return [line.name for line in lines]

    assert plainly("Danylo") == []
    assert plainly("003-00003-0") == ["Protected file"]
    assert "Danylo Bondar" not in plainly("3.07")


def test_lists_show_it_masked_and_last(house: House) -> None:
    protect(house, "Iryna")
    names = [line.sort_name for line in Residents(house.workplace()).list()]
    assert names == ["Bondar, Danylo", "Bondar, Petro", "Koval, Halyna", "Protected file"]


def test_the_board_shows_it_masked(house: House) -> None:
    protect(house)
    rows = {row.place: row for row in Rooms(house.workplace()).board(TODAY, 1)}
    assert rows["3.07 B"].stays[0].person.name == "Protected file"


def test_its_household_is_served_with_its_allergies(house: House) -> None:
    danylo = protect(house)
    meals = Meals(house.workplace())
    guests = {guest.person.id: guest for guest in meals.household(danylo, TODAY, Meal.LUNCH)}
    guest = guests[danylo]
    assert (guest.person.name, guest.allergies, guest.ready) == ("Protected file", "Mælk", True)
    assert meals.serve([danylo], TODAY, Meal.LUNCH).names == ("Protected file",)
    with pytest.raises(AlreadyServedError, match=r"^Protected file was already served"):
        meals.serve([danylo], TODAY, Meal.LUNCH)


def test_a_diet_counts_in_the_kitchen_and_stands_on_no_card(house: House) -> None:
    danylo = protect(house)
    with house.store.applying() as connection:
        connection.exec_driver_sql(
            "UPDATE resident SET diet = 'Halal', allergies = NULL WHERE id = ?", (danylo,)
        )
    meals = Meals(house.workplace())
    assert meals.portions(TODAY, Meal.LUNCH).diets_left == (("Halal", 1),)
    assert {g.diet for g in meals.not_collected(TODAY, Meal.LUNCH)} == {""}
    assert {g.diet for g in meals.household(danylo, TODAY, Meal.LUNCH)} == {""}


def test_a_kit_is_handed_out_under_the_mask(house: House) -> None:
    danylo = protect(house)
    kits = Kits(house.workplace())
    assert [shelf.audience for shelf in kits.suggested(danylo)] == [KitAudience.CHILD]
    kits.hand_out(danylo, [house.kit_types[KitAudience.CHILD]])
    assert kits.handouts()[0].person.name == "Protected file"


def test_it_opens_for_three_hours_for_who_opened_it(house: House) -> None:
    danylo = protect(house)
    until = files(house).open(danylo, " Ambulancen  er her ")
    assert until == NOON + timedelta(hours=3)
    file = Residents(house.workplace()).file(danylo)
    assert (file.person.name, file.open_until) == ("Danylo Bondar", until)
    assert Residents(house.workplace(Role.LEAD)).file(danylo).person.masked
    house.clock.move(hours=3, seconds=-1)
    assert not Residents(house.workplace()).file(danylo).person.masked
    house.clock.move(seconds=1)
    assert Residents(house.workplace()).file(danylo).person.masked


def test_a_clock_set_back_does_not_open_it(house: House) -> None:
    danylo = protect(house)
    files(house).open(danylo, "Ambulancen er her")
    house.clock.move(seconds=-1)
    assert Residents(house.workplace()).file(danylo).person.masked


@pytest.mark.parametrize("role", [Role.LEAD, Role.COORDINATOR, Role.LIAISON])
def test_the_lead_is_told_and_takes_note_once(house: House, role: Role) -> None:
    danylo = protect(house)
    files(house).open(danylo, "Ambulancen er her")
    inbox = NeedsYou(house.workplace(role))
    (opening,) = inbox.needs().openings
    assert (opening.person.name, opening.by) == ("Protected file", "host Holm")
    assert (opening.at, opening.until) == (NOON, NOON + timedelta(hours=3))
    assert opening.reason == "Ambulancen er her"
    assert files(house, role).unseen() == (opening,)
    inbox.see_opening(opening.id)
    assert inbox.needs().count == 0
    with pytest.raises(AppError, match="settled this meanwhile"):
        inbox.see_opening(opening.id)


def test_one_does_not_take_note_of_ones_own_opening(house: House) -> None:
    danylo = protect(house)
    files(house, Role.LEAD).open(danylo, "Tilsyn")
    assert NeedsYou(house.workplace(Role.LEAD)).needs().openings == ()
    assert len(NeedsYou(house.workplace(Role.COORDINATOR)).needs().openings) == 1


def test_a_host_is_not_told_of_openings(house: House) -> None:
    danylo = protect(house)
    files(house, Role.LEAD).open(danylo, "Tilsyn")
    assert NeedsYou(house.workplace()).needs().openings == ()
    with pytest.raises(NotAllowedError):
        files(house).unseen()
    with pytest.raises(NotAllowedError):
        files(house).mark_seen("x")


def test_nobody_writes_over_what_they_do_not_see(house: House) -> None:
    danylo = protect(house)
    workplace = house.workplace()
    masked = Residents(workplace).file(danylo).details
    with house.store.read() as session:
        resident = session.get(Resident, danylo)
    assert resident is not None
    details = Residents(house.workplace()).file(house.residents["Petro"]).details
    for write in (
        lambda: Residents(workplace).change(danylo, details),
        lambda: CheckIns(workplace).confirm_identity(danylo, details),
    ):
        with pytest.raises(AppError, match="This file is protected"):
            write()
    assert masked.birth_date is None
    files(house).open(danylo, "Nyt pas")
    opened = Residents(workplace).file(danylo).details
    assert opened.birth_date == date(2020, 6, 9)
    Residents(workplace).change(danylo, opened)


def test_a_conflict_about_it_is_decided_after_it_was_opened(house: House) -> None:
    conflict = lay_conflict(house, "Danylo", "phone", {"phone": "20111111"}, {"phone": "20222222"})
    danylo = protect(house)
    inbox = NeedsYou(house.workplace(Role.LEAD))
    (shown,) = inbox.needs().conflicts
    assert (shown.closed, shown.values, shown.may_decide, shown.editor) == (True, (), False, None)
    assert shown.subject.words() == "Protected file"
    with pytest.raises(AppError, match="This file is protected"):
        inbox.decide_conflict(conflict, {"phone": "20222222"})
    files(house, Role.LEAD).open(danylo, "Afklaring")
    (shown,) = inbox.needs().conflicts
    assert (shown.closed, len(shown.values), shown.may_decide) == (False, 2, True)
    inbox.decide_conflict(conflict, {"phone": "20222222"})


def test_a_reason_is_asked_for(house: House) -> None:
    danylo = protect(house)
    for ask in (
        lambda: files(house).open(danylo, "  "),
        lambda: files(house, Role.LEAD).unprotect(danylo, ""),
    ):
        with pytest.raises(AppError, match="Please write the reason"):
            ask()
    with pytest.raises(AppError, match="too long"):
        files(house).open(danylo, "x" * 501)


def test_what_is_done_twice_is_said(house: House) -> None:
    danylo = protect(house)
    with pytest.raises(AppError, match="settled this meanwhile"):
        files(house, Role.LEAD).protect(danylo, "x")
    files(house, Role.LEAD).unprotect(danylo, "x")
    with pytest.raises(AppError, match="not protected any more"):
        files(house).open(danylo, "x")

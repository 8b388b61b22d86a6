"""What an auditor's desk knows by itself: whom somebody means, and what things are called."""

from datetime import date

import pytest

from desktop import i18n
from desktop.errors import AppError
from desktop.models.access_chain import KINDS
from desktop.models.base import new_id
from desktop.models.residents import Resident
from desktop.models.roles import ACTIONS, READS
from desktop.models.sites import Role
from desktop.services.access_lines import Filters, Whom
from desktop.services.access_words import KIND_WORDS, PURPOSE_WORDS, READ_WORDS
from desktop.services.auditing import STORE_DEVICE, Ask, Auditing
from desktop.services.extracts import Extracts, language_of
from desktop.services.sending import ACTION_WORDS
from desktop.services.who_may import NotAllowedError
from desktop.views.access.entries_model import why_words
from tests.house import House


def never(name: str, body: dict[str, object]) -> dict[str, object]:
    raise AssertionError(f"{name} was asked of the store")


ASK: Ask = never


def test_resident_is_found_by_number_name_cpr_and_id(house: House) -> None:
    auditing = Auditing(house.workplace(Role.AUDITOR), ASK)
    with house.store.read() as session:
        halyna = session.get(Resident, house.residents["Halyna"])
        assert halyna is not None
        number, name = halyna.number, f"{halyna.given_names} {halyna.surname}"
    whom = Whom(halyna.id, number, name)
    for typed in (number, name.lower(), halyna.id, halyna.id.upper()):
        assert auditing.find_people(typed)[0] == whom
    unknown = new_id()
    assert auditing.find_people(unknown) == [Whom(unknown, "", "")]
    assert auditing.find_people("Nobody Whatsoever") == []
    assert auditing.find_people("") == []


def test_filters_of_days_are_whole_days_in_copenhagen() -> None:
    filters = Filters(since=date(2026, 3, 28), until=date(2026, 3, 29), kinds=("read",))
    assert filters.body() == {
        "since": "2026-03-27T23:00:00Z",
        "until": "2026-03-29T22:00:00Z",
        "kinds": ["read"],
    }
    assert Filters().body() == {}


def test_whoever_is_no_auditor_asks_nothing(house: House) -> None:
    for role in set(Role) - {Role.AUDITOR}:
        auditing = Auditing(house.workplace(role), ASK)
        for work in (
            auditing.choices,
            auditing.chains,
            auditing.samples,
            lambda auditing=auditing: auditing.entries(Filters()),
            lambda auditing=auditing: auditing.find_people("Halyna"),
            lambda auditing=auditing: auditing.draw(
                date(2026, 3, 1), date(2026, 3, 2), "colleague", 1
            ),
        ):
            with pytest.raises(NotAllowedError):
                work()
        if role is not Role.LEAD:
            with pytest.raises(NotAllowedError):
                Extracts(house.workplace(role), ASK).make(house.residents["Halyna"])


def test_period_that_ends_before_it_begins_is_not_asked_for(house: House) -> None:
    auditing = Auditing(house.workplace(Role.AUDITOR), ASK)
    with pytest.raises(AppError, match="ends before it begins"):
        auditing.draw(date(2026, 3, 2), date(2026, 3, 1), "colleague", 1)


def test_everything_that_may_be_logged_has_words_for_auditor_and_resident() -> None:
    assert set(KIND_WORDS) == set(KINDS)
    assert set(READS) <= set(READ_WORDS)
    assert set(ACTIONS) <= set(ACTION_WORDS)
    assert {*READS, *ACTIONS} - {"see_own_desk"} <= set(PURPOSE_WORDS)


def test_extract_is_in_the_first_language_that_can_be_written() -> None:
    assert language_of(["pl", "ru", "uk"]) == "ru"
    assert language_of(["en", "uk"]) == "en"
    assert language_of(["ar"]) == language_of([]) == i18n.SOURCE


def test_what_the_store_wrote_about_a_look_into_its_log_is_said_in_words(house: House) -> None:
    lead = house.users[Role.LEAD]
    row = {
        "device_id": STORE_DEVICE,
        "number": 1,
        "at": "2026-11-20T11:30:00Z",
        "actor": lead,
        "what": "see_access_log",
        "kind": "search",
        "site_id": None,
        "reason": None,
        "residents": [],
        "count": 0,
        "hash": "0" * 64,
    }
    asked = f"colleague={lead} kind=read,search since=2026-03-27T23:00:00Z"
    told = {
        "entries": [
            {**row, "criterion": f"{asked} until=2026-03-29T22:00:00Z desk={STORE_DEVICE}"},
            {**row, "criterion": f"spot check {new_id()}"},
            {**row, "criterion": None},
        ],
        "next": None,
    }
    auditing = Auditing(house.workplace(Role.AUDITOR), lambda _name, _body: told)
    found = [why_words(line) for line in auditing.entries(Filters()).lines]
    days = "From 28.03.2026 · until 29.03.2026"
    assert found == [f"lead Holm · Read and Searched · {days} · Central store", "Spot checks", ""]

"""What Ctrl+K finds: people, pages, and how a check-in or check-out begins."""

from desktop.app import PAGES
from desktop.i18n import set_language
from desktop.models.residents import ResidentStatus
from desktop.models.sites import Role
from desktop.services.residents import Residents
from desktop.views.shell.finding import find
from tests.house import House


def test_who_is_expected_is_found_with_their_check_in(house: House) -> None:
    oksana = house.residents["Oksana"]
    hits = find(house.workplace(), PAGES, "oksana")
    assert [(hit.page, hit.argument) for hit in hits] == [
        ("residents", oksana),
        ("check_in", oksana),
    ]
    assert hits[1].title == "Check in Oksana Shevchenko"


def test_who_lives_here_is_found_without(house: House) -> None:
    hits = find(house.workplace(), PAGES, "halyna")
    assert [hit.page for hit in hits] == ["residents"]
    status = Residents(house.workplace()).file(house.residents["Halyna"]).person.status
    assert status is ResidentStatus.RESIDENT


def test_check_in_and_check_out_are_found_by_their_words(house: House) -> None:
    hits = find(house.workplace(), PAGES, "check")
    assert [(hit.title, hit.page, hit.argument) for hit in hits] == [
        ("Check in", "check_in", None),
        ("Check out", "check_out", None),
    ]


def test_pages_are_found_as_before_in_every_language(house: House) -> None:
    for code, typed in (("da", "vær"), ("uk", "кім"), ("ru", "ком")):
        set_language(code)
        hits = find(house.workplace(), PAGES, typed)
        assert [hit.page for hit in hits if hit.kind == "page"] == ["rooms"]


def test_administrator_finds_no_residents_and_no_check_ins(house: House) -> None:
    hits = find(house.workplace(Role.ADMIN), [], "check")
    assert hits == []

"""What may stand in a person's details, what is only told, and what is written."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from desktop.errors import AppError
from desktop.models.residents import BirthPrecision, LegalGroup, Resident, Sex
from desktop.models.sites import Role
from desktop.services.details import Details, check_details, detail_problems
from desktop.services.details_hints import detail_hints
from desktop.services.emails import email_doubt
from desktop.services.field_words import FieldValue
from desktop.services.needs_you import NeedsYou
from desktop.services.residents import Residents
from desktop.services.search import Search
from desktop.services.sending import Sending
from tests.house import TODAY, House, add_resident
from tests.inbox import lay_conflict

SOMEBODY = Details(surname="Koval", given_names="Halyna")


def row(house: House, name: str = "Halyna") -> Resident:
    with house.store.read() as session:
        found = session.get(Resident, house.residents[name])
        assert found is not None
        return found


@pytest.mark.parametrize("names", [{"given_names": "Suharto"}, {"surname": "Suharto"}])
def test_one_name_alone_will_do(names: dict[str, str]) -> None:
    details = Details(**names)
    assert detail_problems(details, TODAY) == {}
    assert details.name == "Suharto"


def test_nobody_is_without_a_name() -> None:
    with pytest.raises(AppError, match="One name alone will do"):
        check_details(Details(surname=" ", surname_cyrillic="Коваль"), TODAY)


def test_single_name_is_shown_and_found(house: House) -> None:
    residents, halyna = Residents(house.workplace()), house.residents["Halyna"]
    shown = residents.file(halyna).details
    residents.change(halyna, replace(shown, surname="", surname_cyrillic=""), shown)
    line = residents.file(halyna).person
    assert (line.name, line.sort_name, line.name_cyrillic) == ("Halyna", "Halyna", "Галина")
    assert Search(house.workplace()).people("halyna")[0].id == halyna


def test_every_field_is_written_and_read_back(house: House) -> None:
    residents, halyna = Residents(house.workplace()), house.residents["Halyna"]
    wanted = replace(
        residents.file(halyna).details,
        foreigner_number="99123456",
        document_type="Pas",
        document_number="FX123456",
        document_expires_on=date(2029, 2, 28),
        permit_expires_on=date(2027, 3, 17),
        legal_group=LegalGroup.QUOTA,
        languages=("ru", "uk"),
        emergency_contact="Mor, Lviv",
        considerations="Stueetagen",
        cpr="020594 1234",
    )
    residents.change(halyna, wanted)
    assert residents.file(halyna).details == replace(wanted, cpr="0205941234")
    residents.change(halyna, replace(wanted, languages=(), document_expires_on=None))
    assert row(house).languages is None
    assert row(house).document_expires_on is None


def test_what_was_not_touched_is_left_alone(house: House) -> None:
    """Somebody else's change is not taken back by a form that was opened before it."""
    residents, halyna = Residents(house.workplace()), house.residents["Halyna"]
    shown = residents.file(halyna).details
    residents.change(halyna, replace(shown, phone="+45 20 12 34 56"))
    residents.change(halyna, replace(shown, diet="Vegetar"), shown)
    assert row(house).phone == "+4520123456"
    assert row(house).diet == "Vegetar"


def test_phone_as_an_earlier_version_kept_it_stays_until_it_is_typed_anew(house: House) -> None:
    add_resident(house, "Bo", "", "", "Dahl", born=date(1990, 1, 1), phone="20 12 34 56")
    residents, bo = Residents(house.workplace()), house.residents["Bo"]
    residents.change(bo, replace(residents.file(bo).details, diet="Vegetar"))
    assert row(house, "Bo").phone == "20 12 34 56"


def test_changed_fields_alone_are_sent(house: House) -> None:
    residents, halyna = Residents(house.workplace()), house.residents["Halyna"]
    residents.change(halyna, residents.file(halyna).details)
    assert Sending(house.workplace()).outgoing().waiting == ()


def test_estimated_birth_stands_as_the_first_of_january(house: House) -> None:
    residents, halyna = Residents(house.workplace()), house.residents["Halyna"]
    details = residents.file(halyna).details
    residents.change(halyna, replace(details, birth_precision=BirthPrecision.ESTIMATED))
    assert row(house).birth_date == date(1994, 1, 1)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"surname": "Коваль"}, "surname", "Cyrillic letters"),
        ({"surname_cyrillic": "Koval"}, "surname_cyrillic", "Latin letters"),
        ({"surname": "K0val"}, "surname", "digit"),
        ({"surname": ""}, "surname", "one name only"),
        ({"cpr": "0205941234", "sex": Sex.MALE}, "cpr", "odd for men"),
        ({"cpr": "0205941234"}, "cpr", "since 2007"),
        ({"document_expires_on": TODAY - timedelta(days=1)}, "document_expires_on", "19 Nov 2026"),
        ({"permit_expires_on": date(2020, 1, 1)}, "permit_expires_on", "Ran out"),
        ({"phone": "067 123 45 67"}, "phone", "Ukrainian: +380 67 123 4567"),
        ({"phone": "mor 20"}, "phone", "kept as you wrote it"),
        ({"email": "halyna(at)ukr.net"}, "email", "doesn't look like"),
        ({"birth_date": date(1994, 5, 2)}, "birth_date", "32 years"),
    ],
)
def test_hint_is_told_beside_its_field_and_blocks_nothing(
    changes: dict[str, object], field: str, words: str
) -> None:
    details = replace(SOMEBODY, **changes)
    assert words in detail_hints(details, TODAY)[field].words()
    check_details(details, TODAY)


def test_papers_that_end_today_still_hold() -> None:
    details = replace(SOMEBODY, document_expires_on=TODAY, permit_expires_on=TODAY)
    assert detail_hints(details, TODAY) == {}


@pytest.mark.parametrize(
    "typed", ["", "anna.berg@example.org", "o'neil+x@mail.kk.dk", "ira@gmail.com"]
)
def test_likely_address_raises_no_doubt(typed: str) -> None:
    assert email_doubt(typed) is None


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("ira@gmial.com", "Is ira@gmail.com meant?"),
        ("ira@ukr.nett", "Is ira@ukr.net meant?"),
        ("ira@сom.ua", "Cyrillic"),
        ("ira@", "doesn't look like"),
        ("ira, ola@ukr.net", "doesn't look like"),
    ],
)
def test_slip_in_an_address_is_told(typed: str, words: str) -> None:
    doubt = email_doubt(typed)
    assert doubt is not None
    assert words in doubt.words()


def test_inbox_shows_numbers_as_people_write_them_and_keeps_them_as_they_are_kept(
    house: House,
) -> None:
    conflict = lay_conflict(
        house, "Halyna", "phone", {"phone": "+4520123456"}, {"phone": "+380671234567"}
    )
    assert FieldValue("resident", "phone", "+4520123456").words() == "+45 20 12 34 56"
    assert FieldValue("resident", "cpr", "0205941234").words() == "020594-1234"
    NeedsYou(house.workplace(Role.LEAD)).decide_conflict(conflict, {"phone": "30 12 34 56"})
    assert row(house).phone == "+4530123456"

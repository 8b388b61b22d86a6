"""What a row of a list says, and what is wrong with it."""

from datetime import date, time

import pytest

from desktop.models.residents import BirthPrecision, HouseholdRole, LegalGroup, Sex
from desktop.services.arrivals.columns import ListField as F
from desktop.services.arrivals.households import checked_together
from desktop.services.arrivals.list_rows import ListRow, RowReader
from tests.house import TODAY
from tests.services.arrivals.lists import row, said


def read(**told: object) -> ListRow:
    """A row with these fields and a name and a day besides."""
    plain = {"surname": "Lysenko", "given_names": "Petro", "arrival_date": "23.11.2026"}
    wanted = {F(name): value for name, value in (plain | told).items()}
    reader = RowReader(dict(enumerate(wanted)), TODAY)
    return reader.row(2, list(wanted.values()))


def test_a_good_row_says_everything_and_nothing_is_wrong() -> None:
    found = row(
        Sagsnr="26-0102",
        CPRnr="030458-0021",
        Udlændingenr=99000101,
        Skånebehov="Stueetagen",
        Kæledyr="Kat",
        Mad="Ja",
        Visitationsdato="2/11-26",
    )
    assert found.problems == ()
    assert found.day == date(2026, 11, 23)
    assert found.clock == time(10, 30)
    assert found.person.birth_date == date(1958, 4, 3)
    assert found.person.sex is Sex.MALE
    assert found.person.foreigner_number == "99000101", "a number without a decimal point"
    assert found.legal_group is LegalGroup.SPECIAL_ACT
    assert found.needs_meals is True
    assert found.visitated_on == date(2026, 11, 2)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"surname": ""}, "The surname or the given names are missing."),
        ({"given_names": " "}, "The surname or the given names are missing."),
        ({"surname": "---"}, "“---” is no name."),
        ({"arrival_date": ""}, "The date of arrival is missing."),
        (
            {"arrival_date": "31.02.2026"},
            "Date of arrival: “31.02.2026” is no date. "
            "Please write it as day, month, year: 02.03.2026.",
        ),
        (
            {"arrival_date": "23.11.2062"},
            "The arrival on 23.11.2062 lies more than a year ahead. Please check the year.",
        ),
        (
            {"legal_group": "Turist"},
            "Legal group: “Turist” is no legal group. "
            "Please write særlov, kvote, familiesammenført or patient.",
        ),
        (
            {"considerations": "x" * 501},
            "Special considerations: longer than 500 characters. Please shorten it.",
        ),
    ],
)
def test_what_keeps_a_row_out_is_said_in_words(told: dict[str, object], words: str) -> None:
    found = read(**told)
    assert found.is_wrong
    assert said(found) == [words]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (
            {"cpr": "310258-0021"},
            "The first six digits of the CPR number are not a date. The CPR number is left out.",
        ),
        (
            {"cpr": "12345"},
            "A CPR number has ten digits: day, month, year and four more. "
            "The CPR number is left out.",
        ),
        (
            {"cpr": "030458-0021", "birth_date": "04.04.1958"},
            "The CPR number and the date of birth don't agree. Please check both. "
            "The CPR number is left out.",
        ),
        (
            {"birth_date": "03.04.2058"},
            "The date of birth lies in the future. Please check the year.",
        ),
        ({"sex": "?!"}, "Sex: “?!” is no sex. Please write K or M."),
        ({"needs_meals": "måske"}, "Needs meals: “måske” is neither yes nor no."),
        (
            {"household_role": "genbo"},
            "Place in the household: “genbo” is no place in the household.",
        ),
        (
            {"size": "mange"},
            "Number of people: “mange” is no number of people. It is left out.",
        ),
        (
            {"takeover_on": "24.12.2026"},
            "The takeover date, 24.12.2026, is no working day. 28.12.2026 is taken instead.",
        ),
        (
            {"visitated_on": "25.11.2026"},
            "The visitation date, 25.11.2026, lies in the future. It is left out.",
        ),
        ({"arrival_date": "19.11.2026"}, "The day of arrival, 19.11.2026, is over."),
        (
            {"surname": "Лисенко"},
            "The name is in Cyrillic letters. Please write it as in the passport on arrival.",
        ),
    ],
)
def test_what_is_worth_a_look_is_said_and_the_row_is_taken(
    told: dict[str, object], words: str
) -> None:
    found = read(**told)
    assert not found.is_wrong
    assert said(found) == [words]


def test_wrong_values_are_left_out_and_not_guessed() -> None:
    assert read(cpr="310258-0021").person.cpr == ""
    assert read(birth_date="03.04.2058").person.birth_date is None
    assert read(takeover_on="24.12.2026").takeover_on == date(2026, 12, 28)
    assert read(surname="Лисенко").person.surname_cyrillic == "Лисенко"


def test_a_cpr_number_that_lost_its_first_zero_gets_it_back() -> None:
    assert read(cpr=304580021).person.cpr == "0304580021"


def test_a_year_of_birth_alone_is_a_year_alone() -> None:
    for told, precision in (
        ("1958", BirthPrecision.YEAR),
        (1958, BirthPrecision.YEAR),
        ("ca. 1958", BirthPrecision.ESTIMATED),
        ("00-00-1958", BirthPrecision.YEAR),
    ):
        person = read(birth_date=told).person
        assert (person.birth_date, person.birth_precision) == (date(1958, 1, 1), precision)


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("Særlov", LegalGroup.SPECIAL_ACT),
        ("SÆRLOVEN", LegalGroup.SPECIAL_ACT),
        ("særlov (Ukraine)", LegalGroup.SPECIAL_ACT),
        ("Kvote", LegalGroup.QUOTA),
        ("FN-kvote", LegalGroup.QUOTA),
        ("Familiesammenført", LegalGroup.FAMILY_REUNIFIED),
        ("family reunification", LegalGroup.FAMILY_REUNIFIED),
        ("Patientspor", LegalGroup.PATIENT),
        ("", None),
    ],
)
def test_legal_groups_are_known_in_the_words_of_lists(text: str, group: LegalGroup | None) -> None:
    assert read(legal_group=text).legal_group is group


def test_names_are_read_whole_or_in_two_and_not_in_capitals() -> None:
    both = RowReader({0: F.FULL_NAME, 1: F.ARRIVAL_DATE}, TODAY)
    for whole in ("Lysenko, Petro Ivan", "Petro Ivan Lysenko"):
        person = both.row(2, [whole, "23.11.2026"]).person
        assert (person.surname, person.given_names) == ("Lysenko", "Petro Ivan")
    assert both.row(2, ["Petro", "23.11.2026"]).is_wrong
    assert read(surname="LYSENKO-KOVAL’CHUK").person.surname == "Lysenko-Koval’chuk"
    assert read(surname="van der Berg").person.surname == "van der Berg"


def test_blanks_that_cannot_be_seen_are_no_text() -> None:
    found = read(surname="  Lysenko\u200b ", given_names="Petro\t Ivan", pets=" nej ")
    assert (found.person.surname, found.person.given_names) == ("Lysenko", "Petro Ivan")
    assert found.pets == ""


def test_the_same_person_twice_is_left_out_the_second_time() -> None:
    rows = [
        read(birth_date="03.04.1958", foreigner_number="99-000.101"),
        read(birth_date="03.04.1958"),
        read(given_names="Another", foreigner_number="99 000 101"),
        read(given_names="Ivan", birth_date="05.04.1988"),
    ]
    rows = [ListRow(**{**vars(one), "number": n}) for n, one in enumerate(rows, start=2)]
    found = checked_together(rows)
    assert [one.is_wrong for one in found] == [False, True, True, False]
    assert said(found[1]) == ["The same person stands in row 2 already. This row is left out."]


def test_a_household_is_told_of_who_is_left_out_and_of_different_days() -> None:
    rows = [
        read(household="A1"),
        read(household="a 1", given_names=""),
        read(household="A-1", given_names="Ivan", arrival_date="24.11.2026"),
    ]
    rows = [ListRow(**{**vars(one), "number": n}) for n, one in enumerate(rows, start=2)]
    first, second, third = checked_together(rows)
    assert (
        said(first)
        == said(third)
        == [
            "Row 3 of the same household is left out.",
            "The household comes on different days.",
        ]
    )
    assert second.is_wrong


def test_a_column_that_is_no_household_does_not_make_one_of_everybody() -> None:
    rows = [
        ListRow(**{**vars(read(household="Ja", given_names=f"Person {n}")), "number": n})
        for n in range(2, 40)
    ]
    found = checked_together(rows)
    assert all(one.is_wrong for one in found)
    assert "which column holds it" in said(found[0])[0]


def test_roles_are_known_in_the_words_of_lists() -> None:
    assert read(household_role="Ægtefælle").person.role is HouseholdRole.PARTNER
    assert read(household_role="søn").person.role is HouseholdRole.CHILD
    assert read(household_role="Hovedperson").person.role is HouseholdRole.HEAD

"""Columns are known by their names, in Danish and English, with slips."""

import pytest

from desktop.services.arrivals.columns import (
    FIELD_NAMES,
    ListField,
    heading_row,
    match_columns,
    missing_columns,
)
from desktop.services.arrivals.sample import HEADERS

F = ListField


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Efternavn", F.SURNAME),
        ("EFTERNAVN:", F.SURNAME),
        ("Efternavn(e)", F.SURNAME),
        ("Efternavnn", F.SURNAME),
        ("Last name", F.SURNAME),
        ("last_name", F.SURNAME),
        (" Fornavn ", F.GIVEN_NAMES),
        ("Fødselsdato (dd-mm-åååå)", F.BIRTH_DATE),
        ("Foedselsdato", F.BIRTH_DATE),
        ("Date of Birth", F.BIRTH_DATE),
        ("CPR-nr.", F.CPR),
        ("Cpr nr", F.CPR),
        ("Udlændinge-nr.", F.FOREIGNER_NUMBER),
        ("Udl.nr.", F.FOREIGNER_NUMBER),
        ("Foreigner's number", F.FOREIGNER_NUMBER),
        ("Forventet ankomst", F.ARRIVAL_DATE),
        ("Kl.", F.ARRIVAL_TIME),
        ("Sagsnr.", F.HOUSEHOLD),
        ("Household", F.HOUSEHOLD),
        ("Fra center", F.EXPECTED_FROM),
        ("Skånebehov", F.CONSIDERATIONS),
        ("Skaanebehov", F.CONSIDERATIONS),
        ("Kæledyr?", F.PETS),
        ("Behov for madudlevering", F.NEEDS_MEALS),
        ("Retsgrundlag", F.LEGAL_GROUP),
        ("Visitationsdato", F.VISITATED_ON),
        ("Overtagelsesdato", F.TAKEOVER_ON),
        ("Antal personer", F.SIZE),
        ("Lokation", F.SITE),
        ("Navn", F.FULL_NAME),
    ],
)
def test_a_column_is_known_by_its_name(header: str, field: ListField) -> None:
    assert match_columns([header]) == {0: field}


@pytest.mark.parametrize("header", ["", "Nr.", "#", "Sagsbehandler", "Oprettet af", "Alder"])
def test_other_columns_are_nothing(header: str) -> None:
    assert match_columns([header]) == {}


def test_every_field_is_known_by_what_the_app_calls_it() -> None:
    for field, name in FIELD_NAMES.items():
        assert match_columns([name]) == {0: field}, name


def test_a_field_is_given_to_one_column_only() -> None:
    assert match_columns(["Dato", "Ankomstdato", "Efternavn", "Efternavn"]) == {
        0: F.ARRIVAL_DATE,
        2: F.SURNAME,
    }


def test_the_pattern_has_all_its_columns_known() -> None:
    assert len(match_columns(HEADERS)) == len(HEADERS)


def test_names_of_columns_are_found_below_a_title() -> None:
    rows = [["Ankomster uge 48"], [], ["Efternavn", "Fornavn", "Ankomst"], ["Lysenko", "Petro"]]
    assert heading_row(rows) == 2
    assert heading_row([["a", "b"], ["c", "d"]]) == 0


def test_what_no_list_can_do_without_is_told() -> None:
    assert missing_columns({0: F.FULL_NAME}) == (F.ARRIVAL_DATE,)
    assert missing_columns({0: F.SURNAME}) == (F.ARRIVAL_DATE, F.GIVEN_NAMES)
    assert missing_columns({0: F.SURNAME, 1: F.GIVEN_NAMES, 2: F.ARRIVAL_DATE}) == ()

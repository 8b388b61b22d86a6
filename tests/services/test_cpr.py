"""CPR numbers: the century, the agreement with the date of birth, and what is only a hint."""

from datetime import date

import pytest

from desktop.models.residents import Sex
from desktop.services.cpr import born_by_cpr, cpr_doubt, cpr_problem, kept_cpr, shown_cpr


@pytest.mark.parametrize(
    ("cpr", "born"),
    [
        ("140292-1234", date(1992, 2, 14)),
        ("140292-3234", date(1992, 2, 14)),
        ("140236-4234", date(2036, 2, 14)),
        ("140237-4234", date(1937, 2, 14)),
        ("140236-9234", date(2036, 2, 14)),
        ("140237-9234", date(1937, 2, 14)),
        ("140257-5234", date(2057, 2, 14)),
        ("140258-5234", date(1858, 2, 14)),
        ("140210-8234", date(2010, 2, 14)),
        ("290200-4234", date(2000, 2, 29)),
    ],
)
def test_seventh_digit_tells_the_century(cpr: str, born: date) -> None:
    assert born_by_cpr(cpr) == born
    assert cpr_problem(cpr, born) is None
    assert cpr_problem(cpr, born.replace(year=born.year - 1, day=1)) is not None


@pytest.mark.parametrize("cpr", ["290201-1234", "000192-1234", "12345", "140292-123a"])
def test_what_is_no_number_has_no_date(cpr: str) -> None:
    assert born_by_cpr(cpr) is None
    assert cpr_problem(cpr, None) is not None


def test_modulus_11_is_a_hint_and_never_a_problem() -> None:
    assert cpr_doubt("211062-5629", None, Sex.OTHER) is None
    for cpr in ("211062-5620", "010165-1111"):
        assert cpr_problem(cpr, None) is None
    doubt = cpr_doubt("211062-5620", None, Sex.OTHER)
    assert doubt is not None
    assert "since 2007" in doubt


def test_sex_and_year_of_birth_are_compared_as_hints() -> None:
    assert "even for women" in (cpr_doubt("211062-5629", None, Sex.FEMALE) or "")
    assert cpr_doubt("211062-5629", None, Sex.MALE) is None
    assert "another year" in (cpr_doubt("211062-5629", 1963, Sex.MALE) or "")
    assert cpr_doubt("12", 1963, Sex.MALE) is None


def test_number_is_kept_as_digits_and_shown_with_a_hyphen() -> None:
    assert kept_cpr("211062 5629") == kept_cpr("211062-5629") == "2110625629"
    assert shown_cpr("2110625629") == "211062-5629"
    assert shown_cpr("123") == "123"

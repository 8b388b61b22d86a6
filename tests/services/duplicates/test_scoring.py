"""Whether two descriptions are of one person, and why: measured on pairs and on made-up offices."""

from datetime import date

import pytest

from bench.duplicates import measure
from desktop import i18n
from desktop.models.residents import Sex
from desktop.services.duplicates.described import Described
from desktop.services.duplicates.nets import nets_of
from desktop.services.duplicates.score import Likeness, compare
from tests.services.duplicates.pairs import HELD_OUT, TUNED, Pair, person

BORN = date(1992, 2, 14)


def said(pair: Pair) -> str:
    return f"{pair.one} | {pair.other}"


@pytest.mark.parametrize("pair", TUNED, ids=said)
def test_pair_is_judged_as_it_should_be(pair: Pair) -> None:
    assert compare(pair.one, pair.other).likeness in pair.wanted


@pytest.mark.parametrize("pair", HELD_OUT, ids=said)
def test_held_out_pair_is_shown_when_it_is_one_person_and_only_then(pair: Pair) -> None:
    assert compare(pair.one, pair.other).is_candidate is pair.is_one_person


@pytest.mark.parametrize("pair", [*TUNED, *HELD_OUT], ids=said)
def test_order_of_two_does_not_matter(pair: Pair) -> None:
    one, other = compare(pair.one, pair.other), compare(pair.other, pair.one)
    assert (one.likeness, one.score) == (other.likeness, other.score)


@pytest.mark.parametrize(
    "pair", [pair for pair in (*TUNED, *HELD_OUT) if pair.is_one_person], ids=said
)
def test_one_person_is_compared_without_comparing_everybody(pair: Pair) -> None:
    assert nets_of(pair.one) & nets_of(pair.other)


def test_who_is_written_down_twice_by_any_office_is_found_and_few_others() -> None:
    outcome = measure(800)
    assert outcome.found() >= 0.93
    assert outcome.right(Likeness.LIKELY) >= 0.98
    assert outcome.right(Likeness.POSSIBLE) >= 0.9


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Олександр", "Alexander"),
        ("Александр", "Oleksandr"),
        ("Ганна", "Anna"),
        ("Михайло", "Michael"),
        ("Катерина", "Ekaterina"),
    ],
)
def test_names_of_one_saint_are_one_name(name: str, other: str) -> None:
    one = Described(surname_cyrillic="Бондар", given_names_cyrillic=name, birth_date=BORN)
    two = Described(surname="Bondar", given_names=other, birth_date=BORN)
    assert compare(one, two).likeness is Likeness.LIKELY


def test_reasons_are_sentences_with_dates_of_the_language() -> None:
    verdict = compare(
        person("Melnyk, Olena; 1975-03-04; f; tel=20123456"),
        person("/ Мельник, Елена; 1975-04-03; f; tel=+45 20 12 34 56"),
    )
    assert [reason.words() for reason in verdict.reasons] == [
        "It is the same name, written otherwise: Olena Melnyk – Елена Мельник.",
        "Day and month of birth have changed places (4 Mar 1975 – 3 Apr 1975).",
        "The phone number is the same.",
    ]
    i18n.set_language("da")
    assert "4. mar. 1975" in verdict.reasons[1].words()


def test_what_speaks_against_it_stands_last() -> None:
    verdict = compare(
        person("Rudenko, Svitlana; 1970-06-15; f; fn=99123456"),
        person("Rudenko, Svitlana; 1970-06-15; m; fn=99654321"),
    )
    assert [reason.speaks_for for reason in verdict.reasons] == [True, True, False, False]


def test_nothing_is_said_while_nothing_is_known() -> None:
    assert compare(Described(), Described()).likeness is Likeness.NO
    assert not Described(given_names="Oksana").says_enough()
    assert Described(cpr="1402924440", sex=Sex.FEMALE).says_enough()

"""The made-up people are as many, as old and as named as the seeds say."""

import random
from collections import Counter
from datetime import date
from itertools import pairwise

import pytest
from stdnum.dk import cpr

from demo.names import Names, feminine, transliterate
from demo.people import (
    Family,
    Person,
    birth_date,
    describe,
    made_up_cpr,
    make_families,
    provisional_number,
)

TODAY = date(2026, 11, 20)


def city(residents: int = 3500, seed: int = 1) -> list[Family]:
    rng = random.Random(seed)
    return make_families(rng, Names(seed, rng), residents, TODAY)


@pytest.fixture(scope="module")
def families() -> list[Family]:
    return city()


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("Згурський", "Zghurskyi"),
        ("Розгон", "Rozghon"),
        ("Юлія", "Yuliia"),
        ("Щербухи", "Shcherbukhy"),
        ("Єнакієве", "Yenakiieve"),
        ("Їжакевич", "Yizhakevych"),
        ("Кадиївка", "Kadyivka"),
        ("Йосипівка", "Yosypivka"),
        ("Стрий", "Stryi"),
        ("Яготин", "Yahotyn"),
        ("Костянтин", "Kostiantyn"),
        ("Знам’янка", "Znamianka"),
        ("Гоща", "Hoshcha"),
        ("Ґалаґан", "Galagan"),
        ("Львів", "Lviv"),
        ("Біла-Яворівська", "Bila-Yavorivska"),
        ("В’ячеслав", "Viacheslav"),
        ("Шевченко Оксана", "Shevchenko Oksana"),
        ("Ярошенко", "Yaroshenko"),
        ("Хмельницький", "Khmelnytskyi"),
        ("Цибуленко", "Tsybulenko"),
        ("Жужа", "Zhuzha"),
    ],
)
def test_transliterates_as_the_passport_does(cyrillic: str, latin: str) -> None:
    assert transliterate(cyrillic) == latin


@pytest.mark.parametrize(
    ("man", "woman"),
    [
        ("Левицький", "Левицька"),
        ("Вишневський", "Вишневська"),
        ("Чорний", "Чорна"),
        ("Іванов", "Іванова"),
        ("Гаврилишин", "Гаврилишина"),
        ("Шевченко", "Шевченко"),
        ("Мельник", "Мельник"),
        ("Яремків", "Яремків"),
        ("Бабій", "Бабій"),
    ],
)
def test_a_surname_takes_its_form_for_a_woman(man: str, woman: str) -> None:
    assert feminine(man) == woman


def test_a_family_bears_one_surname_in_the_right_form(families: list[Family]) -> None:
    for family in families:
        forms: dict[str, set[str]] = {}
        for person in family.members:
            forms.setdefault(person.sex, set()).add(person.fields["surname"])
            cyrillic = person.fields.get("surname_cyrillic")
            if cyrillic:
                assert person.fields["surname"] == transliterate(cyrillic)
                assert not (person.sex == "female" and cyrillic.endswith(("ий", "ов")))
                assert not (person.sex == "male" and cyrillic.endswith(("ська", "цька", "ова")))
        assert all(len(names) == 1 for names in forms.values())
        assert (family.legal_group == "quota") == ("surname_cyrillic" not in family.head.fields)


def test_given_names_differ_within_a_family(families: list[Family]) -> None:
    for family in families:
        names = [person.fields["given_names"] for person in family.members]
        assert len(set(names)) == len(names)


def age(person: Person) -> int:
    born = date.fromisoformat(person.fields["birth_date"])
    return TODAY.year - born.year - ((TODAY.month, TODAY.day) < (born.month, born.day))


@pytest.mark.parametrize(
    ("low", "high", "share", "tolerance"),
    [
        (0, 15, 0.16, 0.01),
        (16, 66, 0.77, 0.02),
        (67, 120, 0.07, 0.01),
        (6, 17, 0.20, 0.025),
        (18, 29, 0.21, 0.02),
        (30, 64, 0.47, 0.045),
    ],
)
def test_ages_are_shared_out_as_counted(
    families: list[Family], low: int, high: int, share: float, tolerance: float
) -> None:
    ages = [age(person) for family in families for person in family.members]
    found = sum(low <= years <= high for years in ages) / len(ages)
    assert found == pytest.approx(share, abs=tolerance)


def test_households_and_grounds_are_shared_out_as_counted(families: list[Family]) -> None:
    people = [person for family in families for person in family.members]
    assert len(people) == 3500
    assert 0.55 <= sum(p.sex == "female" for p in people) / 3500 <= 0.59
    assert sum(f.size == 1 for f in families) / 3500 == pytest.approx(0.65, abs=0.025)
    assert 0.10 <= sum("instruction" in p.fields for p in people) / 3500 <= 0.20
    assert sum("pets" in p.fields for p in people) == 90
    grounds = Counter(p.fields["legal_group"] for p in people)
    assert (grounds["quota"], grounds["patient"]) == (200, 27)
    assert 20 <= grounds["family_reunified"] <= 40


def test_children_live_with_someone_who_may_be_their_parent(families: list[Family]) -> None:
    for family in families:
        children = [age(p) for p in family.members if p.role == "child"]
        assert age(family.head) >= 18
        assert all(age(family.head) >= child + 18 for child in children)
        elders = [age(p) for p in family.members if p.role == "parent"]
        assert all(elder >= age(family.head) + 16 for elder in elders)


def test_nothing_in_the_papers_can_be_somebodys(families: list[Family]) -> None:
    weights = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
    for person in (person for family in families for person in family.members):
        fields = person.fields
        assert fields.get("phone", "+4500").startswith("+4500")
        assert fields.get("email", "a@example.org").endswith("@example.org")
        number = fields.get("cpr")
        if number:
            assert sum(int(d) * w for d, w in zip(number, weights, strict=True)) % 11


@pytest.mark.parametrize("born", [date(1936, 2, 3), date(1974, 12, 31), date(2012, 6, 1)])
def test_a_made_up_cpr_holds_the_birthday(born: date) -> None:
    rng = random.Random(3)
    for sex in ("female", "male"):
        number = made_up_cpr(rng, born, "female" if sex == "female" else "male")
        assert cpr.get_birth_date(number) == born
        assert int(number[-1]) % 2 == (sex == "male")


@pytest.mark.parametrize("years", [0, 1, 34, 80])
@pytest.mark.parametrize("today", [date(2026, 11, 30), date(2028, 2, 29), date(2027, 1, 1)])
def test_a_birthday_gives_the_age(years: int, today: date) -> None:
    rng = random.Random(5)
    for _ in range(200):
        born = birth_date(rng, today, years)
        assert born <= today
        turned = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
        assert turned == years


def test_the_same_seed_makes_the_same_people() -> None:
    assert city(80) == city(80)
    assert city(80) != city(80, seed=2)


def test_numbers_differ_and_have_the_form() -> None:
    numbers = [provisional_number(900, count) for count in range(1, 200)]
    assert numbers[0].startswith("900-00001-")
    assert all(a < b for a, b in pairwise(numbers))


def test_a_description_can_be_made_anew() -> None:
    rng = random.Random(1)
    family = Family([Person("female", 34)])
    describe(rng, Names(1, rng), family, TODAY)
    assert family.head.fields["sex"] == "female"

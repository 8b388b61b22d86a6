"""A name is found however an office spelt it, and what was typed exactly stands first."""

from datetime import date

import pytest

from desktop.models.residents import ResidentStatus
from desktop.services.search import Search
from tests.house import House, add_resident

BORN = date(1980, 4, 3)


def add(house: House, surname: str, given: str, cyrillic: str = "", **more: object) -> str:
    """Someone named so; ``cyrillic`` is surname and given name, empty for Latin papers only."""
    in_cyrillic = cyrillic.split()
    return add_resident(
        house,
        given,
        in_cyrillic[0] if cyrillic else "",
        in_cyrillic[1] if cyrillic else "",
        surname,
        born=BORN,
        **more,
    )


def found(house: House, typed: str) -> list[str]:
    return [line.name for line in Search(house.workplace()).people(typed)]


@pytest.mark.parametrize(
    "typed",
    [
        "Шевченко",
        "Shevchenko",
        "Schewtschenko",
        "Sjevtjenko",
        "Sjevtsjenko",
        "Szewczenko",
        "Ševčenko",
        "Chevtchenko",
        "Shevtchenko",
        "oxana schewtschenko",
        "SJEVTJENKO OKSANA",
        "Ксенія Шевченко",
        "Shevchnko",
        "Shevhcenko Oksana",
        "vchenk",
    ],
)
def test_oksana_is_found_however_she_is_spelt(house: House, typed: str) -> None:
    assert found(house, typed)[0] == "Oksana Shevchenko"


@pytest.mark.parametrize(
    ("cyrillic", "latin", "typed"),
    [
        ("Ющенко Юлія", "Yushchenko Yuliia", "Iouchtchenko Ioulia|Juszczenko Julia|Jusjtjenko"),
        ("Щербак Сергій", "Shcherbak Serhii", "Scherbak|Szczerbak Sergej|Sjtjerbak|Щербак Сергей"),
        ("Цимбалюк Микола", "Tsymbaliuk Mykola", "Zymbaljuk Nikolaj|Cymbaluk|Цымбалюк Николай"),
        ("Їжак Ганна", "Yizhak Hanna", "Jizjak Anna|Ижак Анна|Izhak"),
        ("Гнатюк Володимир", "Hnatiuk Volodymyr", "Gnatjuk Vladimir|Hnatiouk|Gnatyuk Wladimir"),
        ("Кириленко Євген", "Kyrylenko Yevhen", "Kirilenko Eugen|Кириленко Женя"),
        ("Зеленська Олена", "Zelenska Olena", "Zelenskaya Elena|Selenskyj|Zelenskaja Helena"),
        ("Іванова Катерина", "Ivanova Kateryna", "Ivanov|Iwanowa Jekaterina|Иванова Екатерина"),
        ("Лук’яненко В’ячеслав", "Lukianenko Viacheslav", "Лук'яненко|Лукяненко|Loukianenko"),
        ("Ґудзь Олексій", "Gudz Oleksii", "гудзь|Hudz Aleksej|Gudz Алексей"),
        ("Хмельницький Олександр", "Khmelnytskyi Oleksandr", "Chmielnicki|Chmelnyzkyj Alexander"),
        ("Жуков Дмитро", "Zhukov Dmytro", "Schukow Dimitri|Joukov|Zjukov|Żukow|Zukow"),
    ],
)  # fmt: skip
def test_offices_agree_on_a_person(house: House, cyrillic: str, latin: str, typed: str) -> None:
    surname, given = latin.split()
    add(house, surname, given, cyrillic)
    for spelling in typed.split("|"):
        assert found(house, spelling)[:1] == [f"{given} {surname}"], spelling


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("Schtscherbakow Jewgenij", "Щербаков Євген"),
        ("Szewczuk Małgorzata", "Shevchuk Margarita"),
        ("Jouravlev Serge", "Zhuravlov Serhii"),
        ("Sørensen Åse", "Sorensen Aase"),
        ("Kjær Bo", "Kjaer"),
    ],
)
def test_name_in_latin_letters_alone_is_found_too(house: House, stored: str, typed: str) -> None:
    surname, given = stored.split()
    add(house, surname, given)
    assert found(house, typed)[:1] == [f"{given} {surname}"]


def test_half_of_a_double_name_is_enough(house: House) -> None:
    add(house, "Ivanenko-Hnatiuk", "Vira", "Іваненко-Гнатюк Віра")
    for typed in ("Hnatiuk", "Іваненко", "ivanenko hnatiuk", "Ivanenko-Gnatjuk", "ivanenkohnatiuk"):
        assert found(house, typed) == ["Vira Ivanenko-Hnatiuk"]


def test_exact_stands_before_alike_before_part_before_slip(house: House) -> None:
    add(house, "Melnik", "Exact")
    add(house, "Melnyk", "Alike", "Мельник Alike")
    add(house, "Melnikova", "Part")
    assert found(house, "melnik") == ["Exact Melnik", "Alike Melnyk", "Part Melnikova"]
    add(house, "Melnok", "Slip")
    assert found(house, "melnok") == ["Slip Melnok"]
    assert found(house, "melnof")[0] == "Slip Melnok"


def test_who_lives_here_stands_before_who_moved_out_and_then_names_decide(house: House) -> None:
    add(house, "Melnyk", "Anna", status=ResidentStatus.MOVED_OUT)
    add(house, "Melnyk", "Zoia")
    add(house, "Melnyk", "Borys")
    assert found(house, "melnyk") == ["Borys Melnyk", "Zoia Melnyk", "Anna Melnyk"]


def test_cancelled_arrival_is_not_found(house: House) -> None:
    add(house, "Melnyk", "Anna", status=ResidentStatus.CANCELLED)
    assert found(house, "melnyk") == []


def test_word_that_nobody_bears_does_not_hide_who_answers_the_others(house: House) -> None:
    assert found(house, "Shevchenko Bohdanivna") == ["Oksana Shevchenko"]
    assert found(house, "oksana vasylivna shevchenko") == ["Oksana Shevchenko"]
    assert found(house, "oksana bondar") == []


@pytest.mark.parametrize(
    "typed", ["o", "ок", "б", "sh", "'", "-", '"', "*", "%", "a b c d e f g h i"]
)
def test_a_letter_or_a_sign_is_answered(house: House, typed: str) -> None:
    assert isinstance(found(house, typed), list)

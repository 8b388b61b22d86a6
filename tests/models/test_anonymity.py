"""How a person's names and numbers are found in a text."""

import pytest

from desktop.models.anonymity import MARK, Traits

OKSANA = Traits.of(
    [
        {
            "surname": "Shevchenko",
            "given_names": "Oksana Li",
            "surname_cyrillic": "Шевченко",
            "given_names_cyrillic": "Оксана",
            "number": "003-00041-7",
            "cpr": "140292-1234",
            "phone": "+45 20 11 22 33",
            "email": "oksana.s@example.org",
        }
    ]
)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Оксану бачили з Шевченком", "[…] бачили з […]"),
        ("ОКСАНІ дали Оксанин ключ", "[…] дали […] ключ"),
        ("Oksanas nøgle, Shevchenko's", "[…] nøgle, […]"),
        ("med Oksanu, Oksana-sagen", "med […], […]-sagen"),
        ("cpr 1402921234 og 140292 1234", "cpr […] og […]"),
        ("tlf. 20112233, +45 2011 2233", "tlf. […], […]"),
        ("nr. 003-00041-7 eller 00300041 7", "nr. […] eller […]"),
        ("skriv til Oksana.S@example.org.", "skriv til […]."),
        ("Li kom", "[…] kom"),
    ],
)
def test_found(text: str, clean: str) -> None:
    assert OKSANA.scrubbed(text) == clean
    assert OKSANA.are_in(text)


@pytest.mark.parametrize(
    "text",
    ["Оксамит", "Oksanahuset", "li", "1140292 12341", "Shevchenkivskyi", "20 11 22 334", ""],
)
def test_left_alone(text: str) -> None:
    assert OKSANA.scrubbed(text) == text


@pytest.mark.parametrize(
    ("name", "inflected"),
    [
        ("Федір", "Федора Федору Федором"),
        ("Ольга", "Ольги Ользі Ольгу Ольгою"),
        ("Кравець", "Кравця Кравцю Кравцем"),
        ("Лев", "Лева Льва Левом"),
        ("Зеленський", "Зеленського Зеленському Зеленська Зеленської"),
        ("Марія", "Марії Марію Марією"),
        ("Дар'я", "Дар’ї Дарʼю Дарье"),
        ("Ігор", "Ігоря Ігорем Ігореві"),
        ("Андрій", "Андрія Андрієві"),
        ("Фёдоров", "Федорова Фёдоровым"),
        ("Hansen", "Hansens"),
    ],
)
def test_inflected_names(name: str, inflected: str) -> None:
    clean = Traits.of([{"given_names": name}]).scrubbed(inflected)
    assert set(clean.split()) == {MARK}


def test_parts_of_a_double_name_and_of_several_times() -> None:
    traits = Traits.of([{"surname": "Koval-Melnyk"}, {"surname": "Bondar"}])
    assert traits.scrubbed("Melnyk, Koval, Bondars") == "[…], […], […]"
    assert Traits.from_told(traits.told()) == traits


def test_what_is_left_of_a_person_tells_nothing() -> None:
    assert not Traits.of([{"surname": "–", "given_names": "–", "phone": None}])
    assert Traits().scrubbed("Oksana") == "Oksana"


def test_text_stays_within_its_length_and_ids_in_json_stay() -> None:
    short = Traits.of([{"given_names": "Yu"}])
    assert short.scrubbed("Yu Yu", 5) == "[…] ["
    row_id = "01900000-1402-7921-8234-000000000000"
    told = {"id": row_id, "on": "2011-22-33", "texts": ["Oksana", 1, None]}
    clean = OKSANA.scrubbed_json(told)
    assert (clean["id"], clean["texts"]) == (row_id, [MARK, 1, None])

"""The index follows the residents whichever way they are written, and mends itself."""

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa

from desktop.models.local import outbox_op
from desktop.models.store import Store
from desktop.services.search import Search
from desktop.services.search.index import index_of
from tests.house import TODAY, House, add_resident, make_house


def found(house: House, typed: str) -> list[str]:
    return [line.name for line in Search(house.workplace()).people(typed)]


def index_text(house: House) -> str:
    """Everything that stands in the tables of the index."""
    with house.store.read() as session:
        rows = [
            row
            for table in ("search_person", "search_word", "search_place", "search_terms")
            for row in session.connection().exec_driver_sql(f"SELECT * FROM {table}")
        ]
    return repr(rows)


def test_new_name_is_found_and_the_old_one_is_not(house: House) -> None:
    assert found(house, "Schewtschenko") == ["Oksana Shevchenko"]
    with house.workplace().op("register_resident") as session:
        session.connection().exec_driver_sql(
            "UPDATE resident SET surname = 'Lysenko', surname_cyrillic = 'Лисенко' WHERE id = ?",
            (house.residents["Oksana"],),
        )
    assert found(house, "Lyssenko") == ["Oksana Lysenko"]
    assert found(house, "Schewtschenko") == []


@pytest.mark.parametrize("verb", ["INSERT OR REPLACE", "INSERT OR ABORT"])
def test_row_laid_down_by_plain_sql_is_found(house: House, verb: str) -> None:
    assert found(house, "Дорошенко") == []
    with house.store.applying() as connection:
        names = [row[1] for row in connection.exec_driver_sql("PRAGMA table_info (resident)")]
        values = ", ".join(
            {"id": "'0198aaaa-0000-7000-8000-000000000001'", "surname": "'Doroschenko'"}.get(
                name, f'"{name}"'
            )
            for name in names
        )
        connection.exec_driver_sql(
            f"{verb} INTO resident SELECT {values} FROM resident WHERE given_names = 'Petro'"
        )
        connection.exec_driver_sql("UPDATE resident SET number = number WHERE TRUE")
    assert found(house, "Дорошенко") == ["Petro Doroschenko"]


def test_deleted_resident_leaves_no_trace(house: House) -> None:
    add_resident(
        house, "Quirina", "Ксав’юк", "Квірина", "Xaviuk", born=date(1977, 7, 7), phone="20777777"
    )
    assert found(house, "Xaviuk") == ["Quirina Xaviuk"]
    assert "xaviuk" in index_text(house)
    with house.store.applying() as connection:
        connection.exec_driver_sql(
            "DELETE FROM resident WHERE id = ?", (house.residents["Quirina"],)
        )
    for typed in ("Xaviuk", "Ксав’юк", "Quirina", "20777777", "07.07.1977"):
        assert found(house, typed) == []
    left = index_text(house)
    for word in ("xaviuk", "ксав", "quirina", "20777777", "19770707"):
        assert word not in left.casefold()
    with house.store.read() as session:
        trigrams = session.connection().exec_driver_sql(
            "SELECT count(*) FROM search_terms WHERE search_terms MATCH '\"777\"'"
        )
        assert trigrams.scalar() == 0
    with index_of(house.store).held() as (vocabulary, _):
        assert vocabulary.find("xaviuk", slips=True) == {}


def test_name_that_another_still_bears_stays(house: House) -> None:
    assert len(found(house, "Бондар")) == 3
    with house.store.applying() as connection:
        connection.exec_driver_sql(
            "UPDATE resident SET surname = 'Lys' WHERE given_names = 'Iryna'"
        )
    assert found(house, "Бондар Петро") == ["Petro Bondar"]
    assert len(found(house, "Bondar")) == 3
    with index_of(house.store).held() as (vocabulary, roll):
        assert [roll.count(word) for word in vocabulary.find("lys", slips=False)] == [1]


def test_keeping_the_index_makes_no_op(house: House) -> None:
    found(house, "Oksana")
    with house.store.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(outbox_op)) == 0


def test_change_that_nobody_is_found_by_leaves_the_index_alone(house: House) -> None:
    found(house, "Oksana")
    with house.store.applying() as connection:
        connection.exec_driver_sql("UPDATE resident SET allergies = 'Nødder', row_seq = 7")
        assert connection.exec_driver_sql("SELECT count(*) FROM search_stale").scalar() == 0


def test_index_is_read_again_when_the_desk_opens(house: House) -> None:
    assert found(house, "Sjevtjenko") == ["Oksana Shevchenko"]
    house.store.close()
    house.store = Store(house.store.path, house.store.key)
    with house.store.read() as session:
        assert session.connection().exec_driver_sql("SELECT * FROM search_stale").all() == []
    assert found(house, "Sjevtjenko") == ["Oksana Shevchenko"]
    assert found(house, "2.14") == ["Halyna Koval"]


DAMAGES: dict[str, Callable[[sa.Connection], object]] = {
    "terms gone": lambda it: it.exec_driver_sql("DROP TABLE search_terms"),
    "terms hollow": lambda it: it.exec_driver_sql("DROP TABLE search_terms_data"),
    "terms unreadable": lambda it: it.exec_driver_sql(
        "UPDATE search_terms_data SET block = x'ffffffffffffffffffff'"
    ),
    "terms of nobody": lambda it: it.exec_driver_sql("DELETE FROM search_terms WHERE rowid = 2"),
    "words gone": lambda it: it.exec_driver_sql("DROP TABLE search_word"),
    "people gone": lambda it: it.exec_driver_sql("DELETE FROM search_person"),
    "a person too many": lambda it: it.exec_driver_sql(
        "INSERT INTO search_person VALUES (99, '0198aaaa-0000-7000-8000-000000000009', 0, '', '')"
    ),
    "other rules": lambda it: it.exec_driver_sql(
        "UPDATE desk_state SET value = '0' WHERE name = 'search_rules'"
    ),
    "a word too many": lambda it: it.exec_driver_sql(
        "UPDATE search_person SET words = words || ' 4711' WHERE id = 1"
    ),
}


@pytest.mark.parametrize("open_again", [True, False])
@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_index_is_made_anew(house: House, damage: str, open_again: bool) -> None:
    assert found(house, "003-00005-0") == ["Oksana Shevchenko"]
    with house.store.own() as connection:
        DAMAGES[damage](connection)
    if open_again:
        house.store.close()
        house.store = Store(house.store.path, house.store.key)
    assert found(house, "Koval") == ["Halyna Koval"]
    assert found(house, "003-00005-0") == ["Oksana Shevchenko"]
    assert found(house, "2.14") == ["Halyna Koval"]
    add_resident(house, "Zoia", "Лис", "Зоя", "Lys", born=date(1990, 1, 1), phone="20998877")
    assert found(house, "Soja Lyss") == ["Zoia Lys"]
    assert found(house, "998877") == ["Zoia Lys"]


def test_full_disk_still_finds_by_the_plain_way(house: House) -> None:
    with house.store.own() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    house.store.close()
    house.store = Store(house.store.path, house.store.key)
    limit = f"PRAGMA max_page_count = {pages}"
    sa.event.listen(house.store._engine, "checkout", lambda raw, *_: raw.execute(limit).fetchall())
    assert found(house, "Shevchenko") == ["Oksana Shevchenko"]
    assert found(house, "2.14") == ["Halyna Koval"]


def test_prepare_brings_everybody_in(house: House) -> None:
    Search(house.workplace()).prepare()
    with house.store.read() as session:
        connection = session.connection()
        people = connection.exec_driver_sql("SELECT count(*) FROM search_person").scalar()
        stale = connection.exec_driver_sql("SELECT count(*) FROM search_stale").scalar()
    assert (people, stale) == (len(house.residents), 0)


def test_two_desks_do_not_share_an_index(
    house: House, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = make_house(tmp_path_factory.mktemp("other"))
    add_resident(other, "Zoia", "Лис", "Зоя", "Lys", born=TODAY)
    assert found(other, "lys") == ["Zoia Lys"]
    assert found(house, "lys") == []
    other.store.close()

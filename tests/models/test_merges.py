"""Which records stand for whom after merges."""

from desktop.models.merges import heads, records_of


def test_last_of_several_merges_stands_for_all() -> None:
    links = [("b", "a"), ("c", "b"), ("c", "x")]
    assert heads(links) == {"a": "c", "b": "c", "x": "c"}
    assert records_of("c", links) == ("c", "a", "b", "x")
    assert records_of("b", links) == ("b",)
    assert records_of("somebody else", links) == ("somebody else",)


def test_two_desks_that_merged_in_a_circle_show_the_same_record() -> None:
    for links in ([("b", "a"), ("a", "b")], [("a", "b"), ("b", "a")]):
        assert heads(links) == {"b": "a"}
    assert heads([("b", "a"), ("a", "b"), ("b", "z")]) == {"b": "a", "z": "a"}


def test_record_merged_into_two_counts_for_one_of_them_everywhere() -> None:
    assert heads([("c", "a"), ("b", "a")]) == heads([("b", "a"), ("c", "a")]) == {"a": "b"}

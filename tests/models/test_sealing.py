"""A sealed text opens with its key at its place, and tells nothing to anybody else."""

import base64

import pytest

from desktop.models.confidential import MAX_SEALED
from desktop.models.sealing import SIZES, SealError, TooLongError, new_key, seal, unseal

KEY = new_key()
ROW, OTHER = "70000000-0000-8000-8000-000000000001", "70000000-0000-8000-8000-000000000002"


def sealed(content: dict[str, object], row_id: str = ROW) -> str:
    return seal(KEY, content, "support_need", row_id, "sealed")


def test_what_was_sealed_is_opened() -> None:
    content = {"group": "mental", "reason": "Søvnløs · не спить 🌙", "list": [1, None, True]}
    assert unseal(KEY, sealed(content), "support_need", ROW, "sealed") == content


@pytest.mark.parametrize(
    ("table", "row_id", "field"),
    [
        ("conflict_pair", ROW, "sealed"),
        ("support_need", OTHER, "sealed"),
        ("support_need", ROW, "instruction"),
    ],
)
def test_it_opens_at_its_place_alone(table: str, row_id: str, field: str) -> None:
    with pytest.raises(SealError):
        unseal(KEY, sealed({"reason": "x"}), table, row_id, field)


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(SealError):
        unseal(new_key(), sealed({"reason": "x"}), "support_need", ROW, "sealed")


def test_a_changed_letter_is_noticed() -> None:
    text = sealed({"reason": "x"})
    changed = text[:40] + ("A" if text[40] != "A" else "B") + text[41:]
    with pytest.raises(SealError):
        unseal(KEY, changed, "support_need", ROW, "sealed")


@pytest.mark.parametrize("text", ["", "k1.", "k1.AAAA", "k1.ÆØÅ", "k2.AAAA", "ikke forseglet"])
def test_anything_else_is_not_taken_for_sealed(text: str) -> None:
    with pytest.raises(SealError):
        unseal(KEY, text, "support_need", ROW, "sealed")


def test_well_sealed_nonsense_is_not_an_object() -> None:
    text = seal(KEY, ["x"], "support_need", ROW, "sealed")  # type: ignore[arg-type]
    with pytest.raises(SealError):
        unseal(KEY, text, "support_need", ROW, "sealed")


def test_the_length_does_not_tell() -> None:
    one, many = sealed({"reason": "x"}), sealed({"reason": "x" * 900})
    assert len(one) == len(many)
    assert len({len(sealed({"reason": "x" * size})) for size in range(0, 40_000, 500)}) == len(
        SIZES
    )


def test_the_same_text_never_looks_the_same() -> None:
    assert sealed({"reason": "x"}) != sealed({"reason": "x"})


def test_the_longest_fits_its_column_and_more_is_refused() -> None:
    longest = sealed({"reason": "x" * (SIZES[-1] - 4 - len('{"reason":""}'))})
    assert len(longest) <= MAX_SEALED
    with pytest.raises(TooLongError):
        sealed({"reason": "x" * (SIZES[-1] - 3 - len('{"reason":""}'))})


def test_it_is_plain_ascii_after_its_form() -> None:
    form, _, code = sealed({"reason": "Я"}).partition(".")
    assert form == "k1"
    assert len(base64.urlsafe_b64decode(code + "=" * (-len(code) % 4))) == 12 + SIZES[0] + 16

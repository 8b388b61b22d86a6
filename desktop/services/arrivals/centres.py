"""The asylum centres from which people come, however a list spells them."""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from desktop.services.search.words import folded

CENTRES = Path(__file__).parents[3] / "resources" / "asylum_centres.json"

_GENERAL = ("asylcenter", "center", "centre", "centret", "udrejsecenter", "modtagecenter", "lejren")


@cache
def _known() -> dict[str, str]:
    """The names by how they are compared, and by their other names."""
    loaded: list[dict[str, list[str] | str]] = json.loads(CENTRES.read_text("utf-8"))
    found = {}
    for centre in loaded:
        name = str(centre["name"])
        for spelt in (name, *centre.get("also", [])):
            found[_core(spelt)] = name
    return found


def centre_of(text: str, used: Iterable[str] = ()) -> str | None:
    """The centre that a text names as we write it; None for one that is not known. ``used`` are
    places from which people came before."""
    wanted = _core(text)
    found = _known().get(wanted)
    if found is None:
        found = next((one for one in used if _core(one) == wanted), None)
    return found


def centre_names(used: Iterable[str] = ()) -> tuple[str, ...]:
    """Every name, also of places from which people came before, in the order of the alphabet."""
    names = dict.fromkeys(_known().values())
    for text in used:
        if centre_of(text) is None:
            names[text] = None
    return tuple(sorted(names, key=str.casefold))


def _core(text: str) -> str:
    """What is left of a name without the words that every centre bears."""
    words = [folded(word.strip(".,()-")) for word in text.replace("-", " ").split()]
    kept = [word for word in words if word and word not in _GENERAL]
    return "".join(kept or words)

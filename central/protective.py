"""Which of two values in conflict is shown until a person has decided.

Where safety is at stake (``SyncRule.protective``: allergies) the value that protects more shows,
whichever came first: a cook who reads "nuts" too often does no harm, one who misses it may kill.
The rule knows nothing of medicine. It sees only that one value says all that the other says, and
more:

- something beats nothing, and nothing is null, blank text or an empty list;
- True beats False: whoever did not know of a protection does not take it away;
- of two texts, read as lists (comma, semicolon or new line between the items; case and space
  around them do not count), one that has all items of the other and more beats it.

Between two that neither holds the other nothing is chosen: what the store has stays, and a desk
shows both from the conflict. So where one value holds all others it is shown in whichever order
they arrive.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

_BETWEEN = re.compile(r"[,;\n\r]")


def protects_more(value: Any, other: Any) -> bool:
    """Whether ``value`` beats ``other``."""
    if isinstance(value, bool) or isinstance(other, bool):
        return _rank(value) > _rank(other)
    return _items(value) > _items(other)


def _rank(value: Any) -> int:
    return 0 if value is None else 1 + bool(value)


def _items(value: Any) -> frozenset[str]:
    if value is None:
        return frozenset()
    parts = _BETWEEN.split(value) if isinstance(value, str) else _listed(value)
    return frozenset(item for part in parts if (item := " ".join(part.casefold().split())))


def _listed(value: Any) -> list[str]:
    """A list of JSON item by item; anything else is one item."""
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]


def group_protects_more(
    names: Iterable[str], value: Mapping[str, Any], other: Mapping[str, Any]
) -> bool:
    """The same for the protective fields of a group: better in one, and worse in none. A field
    that ``value`` does not name is as in ``other``."""
    pairs = [(value.get(name, other.get(name)), other.get(name)) for name in names]
    better = any(protects_more(mine, theirs) for mine, theirs in pairs)
    return better and not any(protects_more(theirs, mine) for mine, theirs in pairs)

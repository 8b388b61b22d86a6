"""How far two sounds are apart, where not every step is as long as another."""

from collections.abc import Mapping
from functools import lru_cache

_NEAR = (
    "ei.25 ao.3 ea.5 eo.4 iu.6 ou.5 ea.5 ia.7 io.7 eu.7 au.7 ij.1 "
    "gh.3 gk.6 hk.5 sz.2 SZ.3 SC.5 Cc.5 cz.3 cs.4 ck.4 sS.5 zZ.3 CZ.5 Ch.6 Sh.7 "
    "vf.2 vu.5 vb.8 dt.7 bp.7 mn.8 Zj.5 Zi.8 vg.8 Sc.7 hv.9"
)
_CHANGE: Mapping[tuple[str, str], float] = {
    pair: float(near[2:])
    for near in _NEAR.split()
    for pair in ((near[0], near[1]), (near[1], near[0]))
}
_DROP: Mapping[str, float] = {"j": 0.2, "i": 0.4, "e": 0.5, "a": 0.7, "o": 0.7, "u": 0.7, "g": 0.7}


@lru_cache(maxsize=8192)
def distance(one: str, other: str) -> float:
    """How many slips apart two sounds are: 0 when equal, 1 for one letter wrong, less for what
    offices mix up. Two letters that changed places are one slip."""
    before: list[float] = []
    row = [0.0]
    for letter in other:
        row.append(row[-1] + _DROP.get(letter, 1.0))
    for place, letter in enumerate(one):
        older, before = before, row
        row = [before[0] + _DROP.get(letter, 1.0)]
        for column, beside in enumerate(other):
            change = 0.0 if letter == beside else _CHANGE.get((letter, beside), 1.0)
            best = min(
                before[column] + change,
                before[column + 1] + _dropped(one, place),
                row[column] + _dropped(other, column),
            )
            if place and column and letter == other[column - 1] and one[place - 1] == beside:
                best = min(best, older[column - 1] + 1.0)
            row.append(best)
    return row[-1]


def _dropped(sound: str, place: int) -> float:
    if place and sound[place] == "C" and sound[place - 1] == "S":
        return 0.3  # щ is written as ш
    return _DROP.get(sound[place], 1.0)


def likeness(one: str, other: str) -> float:
    """1 for equal sounds, 0 for sounds that share nothing."""
    longer = max(len(one), len(other))
    return max(0.0, 1 - distance(one, other) / longer) if longer else 0.0

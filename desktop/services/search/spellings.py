"""How offices write the sounds of Ukrainian and Russian names: one table for each way of writing.

A sound is one letter: vowels ``a e i o u``, ``j`` before a vowel, and the usual consonants with
``g`` for г ґ, ``h`` for х, ``c`` ц, ``C`` ч, ``S`` ш, ``Z`` ж; щ is ``SC``. и і ї й ы are ``i``.
"""

import re
from collections.abc import Mapping

# fmt: off
CYRILLIC: Mapping[str, str] = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ё": "io",
    "ж": "Z", "з": "z", "и": "i", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m",
    "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ў": "v", "ф": "f",
    "х": "h", "ц": "c", "ч": "C", "ш": "S", "щ": "SC", "ы": "i", "ь": "'", "ъ": "'", "э": "e",
    "ю": "iu", "я": "ia",
}

_LETTERS: Mapping[str, str] = {
    "a": "a", "b": "b", "d": "d", "e": "e", "f": "f", "g": "g", "h": "g", "i": "i", "j": "i",
    "k": "k", "l": "l", "m": "m", "n": "n", "o": "o", "p": "p", "q": "k", "r": "r", "s": "s",
    "t": "t", "u": "u", "v": "v", "w": "v", "x": "ks", "y": "i", "z": "z",
    "č": "C", "ć": "c", "š": "S", "ś": "s", "ş": "S", "ș": "S", "ž": "Z", "ź": "z", "ż": "Z",
    "ł": "l", "ß": "s", "ø": "o", "æ": "e", "ä": "e", "å": "a", "đ": "d", "ı": "i", "þ": "t",
}
# fmt: on
"""What a letter stands for where no table says otherwise."""

# fmt: off
_SHARED: Mapping[str, str] = {
    "ph": "f", "th": "t", "kh": "h", "ts": "c", "tz": "c", "gh": "g", "zgh": "zg", "sh": "S",
    "zh": "Z", "šč": "SC", "tš": "C", "dzh": "dZ", "tsch": "C", "schtsch": "SC", "sch": "S",
}
# fmt: on
"""Groups of letters that mean the same wherever they are used."""


class Spelling:
    """One way of writing. ``tells`` finds what only makes a difference there; ``never`` finds what
    it does not use."""

    def __init__(self, tells: str, never: str, groups: Mapping[str, str]) -> None:
        self._tells = re.compile(tells)
        self._never = re.compile(never)
        self._groups = {**_LETTERS, **_SHARED, **groups}
        longest_first = sorted(self._groups, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first)))

    def fits(self, word: str) -> bool:
        """Whether a word may have been written so, and would sound otherwise than in English."""
        return bool(self._tells.search(word)) and not self._never.search(word)

    def sounds(self, word: str) -> str:
        """A lower-case word with its letter groups replaced by their sounds."""
        return self._pattern.sub(self._sound, word)

    def _sound(self, found: re.Match[str]) -> str:
        return self._groups[found[0]]


# fmt: off
ENGLISH = Spelling("", "(?!)", {
    "shch": "SC", "shtch": "SC", "ch": "C", "tch": "C", "tsh": "C", "c": "k", "ce": "ce",
    "ci": "ci", "cy": "ci", "ck": "k",
})
"""English, and the passports of Ukraine and of Russia since 2013."""

SHCHA_AS_SCH = Spelling("sch", "t[sz]?ch|tsch", {"sch": "SC", "ch": "C", "c": "k", "ck": "k"})
GERMAN = Spelling("z|ch|dsch", "v|[skz]h|[crs]z|ou", {
    "stsch": "SC", "dsch": "dZ", "ch": "h", "z": "c", "tz": "c", "ck": "k", "c": "k",
})
_NORDIC = {
    "sjtj": "SC", "sjtsj": "SC", "stj": "SC", "schtj": "SC", "tj": "C", "tsj": "C", "sj": "S",
    "zj": "Z", "dzj": "dZ", "ch": "C", "c": "k", "oe": "u",
}
NORDIC = Spelling("[stz]j", "sch|[crs]z|[skz]h", _NORDIC)
"""Danish, Norwegian and Dutch."""

NORDIC_SOFT = Spelling("[stz]j[au]", "sch|[crs]z|[skz]h", _NORDIC | {
    "tja": "ta", "tju": "tu", "sja": "sa", "sju": "su", "zja": "za", "zju": "zu",
})
"""The same where ``tju`` is тю, not чу."""

_POLISH = {
    "szcz": "SC", "sz": "S", "cz": "C", "rz": "Z", "dż": "dZ", "ch": "h", "c": "c", "ó": "u",
}
_NOT_POLISH = "v(?!.*[čšž])|[skz]h|sch|y[aeou]|ou|tj|sj"
POLISH = Spelling("c|[rs]z|ó", _NOT_POLISH, _POLISH)
"""Polish, and Czech with its hooks."""

POLISH_UNSIGNED = Spelling("(?<![cdrs])z", _NOT_POLISH, _POLISH | {"z": "Z"})
"""Polish where a plain z stands for ż."""

FRENCH = Spelling("ch|ou|j|gu[eéiïy]", "w|[sz]h|[crs]z|sch", {
    "chtch": "SC", "tch": "C", "ch": "S", "ou": "u", "j": "Z", "dj": "dZ", "gue": "ge",
    "gué": "ge", "gui": "gi", "guï": "gi", "c": "k", "ce": "se", "ci": "si",
})
"""French, and the passports of the Soviet Union."""
GOST = Spelling("x|shh|cz", "w|sz", {
    "shh": "SC", "cz": "c", "x": "h", "ch": "C", "c": "k", "ck": "k",
})
"""GOST 7.79 as letters and tickets have it."""
# fmt: on

SPELLINGS = (
    ENGLISH,
    SHCHA_AS_SCH,
    GERMAN,
    NORDIC,
    NORDIC_SOFT,
    POLISH,
    POLISH_UNSIGNED,
    FRENCH,
    GOST,
)

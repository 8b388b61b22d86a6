"""How offices of several countries write a Cyrillic name, from their own tables.

Written apart from the program's folding, and knows nothing of it: each function takes a name as it
stands in Ukrainian or Russian letters and gives it in Latin ones.
"""

from collections.abc import Callable, Mapping

Office = Callable[[str], str]
_VOWELS = "аеєёиіїоуыэюя"
_SIGNS = "ьъ’'"


def _table(letters: str, latin: str, **more: str) -> dict[str, str]:
    return dict(zip(letters, latin.split(), strict=True)) | more


def _write(
    name: str,
    table: Mapping[str, str],
    first: Mapping[str, str],
    after_vowel: Mapping[str, str] | None = None,
) -> str:
    """Letter by letter; ``first`` holds at the beginning, ``after_vowel`` there and after signs."""
    told, before = [], ""
    for letter in name.lower():
        if not before and letter in first:
            latin = first[letter]
        elif after_vowel and before and before in _VOWELS + _SIGNS and letter in after_vowel:
            latin = after_vowel[letter]
        else:
            latin = table.get(letter, "")
        told.append(latin)
        before = letter
    return "".join(told).capitalize()


_UKRAINIAN = "абвгґдежзиіклмнопрстуфхцчшщ"
_NATIONAL = _table(
    _UKRAINIAN,
    "a b v h g d e zh z y i k l m n o p r s t u f kh ts ch sh shch",
    є="ie", ї="i", й="i", ю="iu", я="ia",
)  # fmt: skip
_INITIAL = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
_RUSSIAN = "абвгдежзийклмнопрстуфхцчшщыэюяё"
_ICAO = _table(
    _RUSSIAN,
    "a b v g d e zh z i i k l m n o p r s t u f kh ts ch sh shch y e iu ia e",
    ъ="ie",
)  # fmt: skip
_BGN_RUSSIAN = _table(
    _RUSSIAN, "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch y e yu ya yo"
)
_DUDEN_RUSSIAN = _table(
    _RUSSIAN, "a b w g d e sch s i i k l m n o p r s t u f ch z tsch sch schtsch y e ju ja jo"
)
_DUDEN = _table(
    _UKRAINIAN,
    "a b w h g d e sch s y i k l m n o p r s t u f ch z tsch sch schtsch",
    є="je", ї="ji", й="j", ю="ju", я="ja",
)  # fmt: skip
_DANISH = _table(
    _UKRAINIAN,
    "a b v h g d e zj z y i k l m n o p r s t u f kh ts tj sj sjtj",
    є="je", ї="ji", й="j", ю="ju", я="ja",
)  # fmt: skip
_DANISH_RUSSIAN = _table(
    _RUSSIAN, "a b v g d e sj z i j k l m n o p r s t u f kh ts tj sj sjtj y e ju ja jo"
)
_POLISH = _table(
    _UKRAINIAN,
    "a b w h g d e ż z y i k ł m n o p r s t u f ch c cz sz szcz",
    є="ie", ї="i", й="j", ю="iu", я="ia",
)  # fmt: skip
_FRENCH = _table(
    _RUSSIAN, "a b v g d e j z i i k l m n o p r s t ou f kh ts tch ch chtch y e iou ia e"
)
_J_FIRST = {"є": "je", "ї": "ji", "ю": "ju", "я": "ja"}


def national(name: str) -> str:
    """Ukraine's passports: resolution 55 of the Cabinet of Ministers, 2010."""
    return _write(name, _NATIONAL, _INITIAL).replace("zh", "zh")


def bgn_ukrainian(name: str) -> str:
    """BGN/PCGN of 1965 for Ukrainian, without its signs."""
    table = _NATIONAL | {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
    return _write(name, table, {})


def passport_2013(name: str) -> str:
    """Russia's passports since 2013 (ICAO 9303)."""
    return _write(name, _ICAO, {})


def gost(name: str) -> str:
    """GOST 7.79-2000, system B, without its signs."""
    table = _BGN_RUSSIAN | {"й": "j", "х": "x", "ц": "cz", "щ": "shh", "ы": "y"}
    return _write(name, table, {}).replace("xx", "x")


def bgn_russian(name: str) -> str:
    """BGN/PCGN of 1947 for Russian, as English papers write."""
    told = _write(name, _BGN_RUSSIAN, {"е": "ye"}, {"е": "ye"})
    return told.removesuffix("iy") + "y" if told.endswith("iy") else told


def german(name: str) -> str:
    """Duden, from Ukrainian."""
    return _write(name, _DUDEN, _J_FIRST)


def german_russian(name: str) -> str:
    """Duden, from Russian: ss between vowels, je at the beginning."""
    told = []
    letters = name.lower()
    for at, letter in enumerate(letters):
        between = 0 < at < len(letters) - 1 and letters[at - 1] in _VOWELS
        if letter == "с" and between and letters[at + 1] in _VOWELS:
            told.append("ss")
        elif letter == "е" and (at == 0 or letters[at - 1] in _VOWELS + _SIGNS):
            told.append("je")
        else:
            told.append(_DUDEN_RUSSIAN.get(letter, ""))
    return "".join(told).capitalize()


def danish(name: str) -> str:
    """Danish, from Ukrainian."""
    return _write(name, _DANISH, _J_FIRST)


def danish_russian(name: str) -> str:
    """Danish, from Russian."""
    return _write(name, _DANISH_RUSSIAN, {"е": "je"}, {"е": "je"})


def polish(name: str) -> str:
    """Polish, from Ukrainian, with its signs."""
    told = _write(name, _POLISH, _J_FIRST, _J_FIRST)
    for hard, soft in (("łi", "li"), ("łe", "le"), ("ski", "ski"), ("kyj", "ki"), ("ij", "ij")):
        told = told.replace(hard, soft)
    return told


def polish_plain(name: str) -> str:
    """Polish, as typed where its signs are not at hand."""
    return polish(name).translate(str.maketrans("żźćńśłŻŹĆŃŚŁ", "zzcnslZZCNSL"))


def french(name: str) -> str:
    """Passports of the Soviet Union and France: from Russian, by French ears."""
    told = _write(name, _FRENCH, {})
    for plain, heard in (("ge", "gue"), ("gi", "gui"), ("iy", "y"), ("ii", "i")):
        told = told.replace(plain, heard)
    return told + "e" if told.endswith("in") else told


UKRAINIAN: Mapping[str, Office] = {
    "Ukraine": national,
    "English": bgn_ukrainian,
    "German": german,
    "Danish": danish,
    "Polish": polish,
    "Polish, no signs": polish_plain,
}
"""Offices that wrote from Ukrainian papers."""

RUSSIAN: Mapping[str, Office] = {
    "Russia 2013": passport_2013,
    "GOST": gost,
    "English, Russian": bgn_russian,
    "German, Russian": german_russian,
    "Danish, Russian": danish_russian,
    "French, Soviet": french,
}
"""Offices that wrote from Russian papers."""

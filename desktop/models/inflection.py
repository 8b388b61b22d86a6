"""How a name may stand in a sentence: in Ukrainian, Russian and Danish it takes endings.

Patterns only; who a name belongs to is told in ``desktop.models.anonymity``. They rather find too
much than too little: what they are made for is to take a person's names out of texts.
"""

import re

LEAST = 3
"""A word or stem of fewer letters is found only as it stands."""

_VOWELS = "аеєиіїоуюяыэё"
_CONSONANTS = "бвгґджзйклмнпрстфхцчшщ"
_ENDINGS = """
а я у ю о е є ё и і ї ы й ь ою ею єю ёю йою ом ем єм ём им ім їм ым ові еві єві йові
ого його ему єму ому йому ої йої ей єй ий ій ый ая яя ую юю ее оє ам ям ами ями ах ях
ів їв ев єв ов их іх ых ими іми ыми ія ію ії іє ією ієм ієві ия ию ии ие ием ией
ин ина ині ину ине ини иної иною иним иними иних иному ином їн їна їну іна ины иного
ова ову ове ові ового овій овы ева еву еве еві евого
"""
_LATIN_VOWELS = "aeiouy"
_GENITIVES = ("'s", "’s", "es", "s", "'", "’")
_LATIN_ENDINGS = """
a i y u o e ia iia ii yi iu yu oiu oyu ieiu eiu ou om em im ym ovi evi oi ei yn in yna
as is us os es oho omu
"""
_ALTERNATING = {"г": "з", "к": "ц", "х": "с"}
"""Before -і, at the end of a word in -а: Ольга, Ользі."""

_LETTERS = {"е": "[её]", "ё": "[её]", "г": "[гґ]", "ґ": "[гґ]"}
_APOSTROPHES = "'’ʼ`"


def words_of(name: str) -> list[str]:
    """The words of a name; the parts of a double name are words too."""
    return [word for word in re.split(r"[\s\-\u2010-\u2015.,()/]+", name) if word]


def pattern(word: str) -> str:
    """A regular expression, to be used without regard to case, that finds a word of a name with
    any of its endings."""
    plain = word.strip(_APOSTROPHES).lower()
    if sum(letter.isalpha() for letter in plain) < LEAST:
        return rf"(?<!\w)(?-i:{re.escape(word)})(?!\w)"
    if re.search("[а-яёіїєґ]", plain):
        forms = [f"{_spelled(stem)}(?:{_either(_ENDINGS)})?" for stem in _stems(plain)]
    else:
        forms = [f"{_spelled(plain)}(?:{'|'.join(_GENITIVES)})?"]
        stem = plain.rstrip(_LATIN_VOWELS) if plain[-1] in _LATIN_VOWELS else plain
        if len(stem) >= LEAST:
            forms.append(f"{_spelled(stem)}(?:{_either(_LATIN_ENDINGS)})")
    return rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)"


def _either(endings: str) -> str:
    return "|".join(endings.split())


def _stems(word: str) -> list[str]:
    """What stays of a Cyrillic word when it is inflected; the vowel of its last syllable may
    change (Федір, Федора) or go (Кравець, Кравця)."""
    stem = word
    if len(word) - 2 >= LEAST and re.search("[иіыоеєї]й$|[аяоеє]я$", word):
        stem = word[:-2]
    elif len(word) - 1 >= LEAST and word[-1] in _VOWELS + "йь":
        stem = word[:-1]
    found = [word, stem]
    if word[-1] in "ая" and stem[-1] in _ALTERNATING:
        found.append(stem[:-1] + _ALTERNATING[stem[-1]])
    closed = re.fullmatch(f"(.+)([іїеоєё])([{_CONSONANTS}])ь?", word)
    if closed is not None:
        before, vowel, last = closed.groups()
        if vowel in "ії":
            found += [before + other + last for other in "оеє"]
        elif before[-1] in _CONSONANTS:
            found += [before + "ь" + last, before + last]
    return list(dict.fromkeys(one for one in found if len(one) >= LEAST))


def _spelled(text: str) -> str:
    return "".join(
        f"[{_APOSTROPHES}ь]?" if letter in _APOSTROPHES else _LETTERS.get(letter, re.escape(letter))
        for letter in text
    )

"""What a name sounds like: both scripts become one short alphabet of sounds (``spellings``)."""

import re
import unicodedata
from functools import lru_cache

from desktop.services.search.spellings import CYRILLIC, ENGLISH, SPELLINGS

_NOT_LETTERS = re.compile("[^a-zA-Z']")
_YO = re.compile("[i']+o")
_IOTA_AFTER_CONSONANT = re.compile("(?<=[^aeiou])[i']+(?=[aeu])")
_IOTA = re.compile("i+(?=[au])")
_IOTA_BEFORE_E = re.compile("i+(?=e)")
_DOUBLE = re.compile(r"(.)\1+")
_LETTER_OF_OWN = frozenset("čćšśşșžźżłßøæäåđıþó")
_COARSE = str.maketrans({"e": "i", "o": "a", "z": "s", "Z": "S", "g": "h", "f": "v", "j": None})


def _plain(word: str) -> str:
    """Latin letters without accents, but for those that stand for a sound of their own."""
    kept = []
    for letter in unicodedata.normalize("NFC", word):
        if letter in _LETTER_OF_OWN:
            kept.append(letter)
        else:
            kept += [
                part
                for part in unicodedata.normalize("NFKD", letter)
                if not unicodedata.combining(part)
            ]
    return "".join(kept)


def _joined(sounds: str) -> str:
    """Letters to sounds is done; joins what is one sound and drops what is not heard.

    й, і and ь before a vowel only make it soft, so Юлія, Yuliia, Julia and Ioulia become one.
    """
    sounds = _YO.sub("e", _NOT_LETTERS.sub("", sounds))
    sounds = _IOTA_AFTER_CONSONANT.sub("", sounds)
    sounds = _IOTA_BEFORE_E.sub("", _IOTA.sub("j", sounds)).replace("'", "")
    return _DOUBLE.sub(r"\1", sounds)


def _is_cyrillic(word: str) -> bool:
    return any("а" <= letter <= "ґ" for letter in word)


@lru_cache(maxsize=65536)
def sounds_of(word: str) -> frozenset[str]:
    """How a lower-case word in either script may be spoken; empty for a word without letters.

    A Cyrillic word has one sound, a Latin one as many as the offices disagree about it.
    """
    if _is_cyrillic(word):
        found = {_joined("".join(CYRILLIC.get(letter, "") for letter in word))}
    else:
        plain = _plain(word)
        found = {_joined(way.sounds(plain)) for way in SPELLINGS if way.fits(plain)}
    return frozenset(found - {""})


@lru_cache(maxsize=65536)
def passport_sound(word: str) -> str:
    """The sound of a Latin word as passports and English papers write; may be empty."""
    return _joined(ENGLISH.sounds(_plain(word)))


def stem(sound: str) -> str:
    """A sound without the endings that differ between men and women and between offices."""
    short = sound.rstrip("aeiuj")
    return short if len(short) > 1 else sound


def coarse(sound: str) -> str:
    """A stem in which sounds that offices mix up are one: a net to catch candidates with."""
    return _DOUBLE.sub(r"\1", stem(sound).translate(_COARSE).replace("SC", "S"))

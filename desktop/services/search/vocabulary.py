"""The words of all names of a desk, in memory, and which of them a typed word may mean.

A desk with 100,000 people holds some tens of thousands of words, so that looking at every one of
them costs a few milliseconds, and no clever key can miss one.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import chain

from rapidfuzz.distance import OSA, Levenshtein

from desktop.services.search.given_names import same_names
from desktop.services.search.likeness import distance, likeness
from desktop.services.search.rank import Tier
from desktop.services.search.shelves import Shelves
from desktop.services.search.sounds import coarse, sounds_of
from desktop.services.search.words import folded

_LAST = "\U0010ffff"
_PART = Tier.PART + 0.03
_PART_BY_SOUND = Tier.PART + 0.1
_INSIDE = Tier.PART + 0.4
_SAME_NAME = Tier.SOUND + 0.3
_ALIKE, _NEARLY, _LEAST = 0.86, 0.94, 0.7
"""Likeness from which a word in the same net sounds alike, from which one in another net does, and
under which it is another word."""

_SOUNDS_A_SLIP = 5
"""One slip is forgiven for every so many sounds."""


class Vocabulary:
    """Words by number, kept in step by ``take`` and ``remove``. Not safe to share unguarded."""

    def __init__(self) -> None:
        self._spelling: dict[int, str] = {}
        self._sounds: dict[int, tuple[str, ...]] = {}
        self._by_word: dict[str, list[int]] = {}
        self._by_sound: dict[str, list[int]] = {}
        self._by_coarse: dict[str, list[int]] = {}
        self._by_name: dict[str, list[int]] = {}
        self._words: list[str] = []
        self._heard: list[str] = []
        self._nets = Shelves()
        self._spelt = Shelves()
        self._text: str | None = None

    def __len__(self) -> int:
        return len(self._spelling)

    def take(self, rows: Iterable[tuple[int, str, str]]) -> None:
        """Takes in words: number, spelling, sounds. One that is known sounds so from now on."""
        for number, spelling, sounds in rows:
            self.remove(number)
            self._take(number, spelling, sounds)
        self._words.sort()
        self._heard.sort()
        self._text = None

    def remove(self, number: int) -> None:
        """Forgets a word; nothing happens when it is not known."""
        if number not in self._spelling:
            return
        self._text = None
        word = folded(self._spelling.pop(number))
        if _leave(self._by_word, word, number):
            self._words.remove(word)
            self._spelt.remove(word)
        for sound in self._sounds.pop(number):
            if sound.startswith("="):
                _leave(self._by_name, sound, number)
                continue
            if _leave(self._by_sound, sound, number):
                self._heard.remove(sound)
            if _leave(self._by_coarse, net := coarse(sound), number):
                self._nets.remove(net)

    def _take(self, number: int, spelling: str, sounds: str) -> None:
        self._spelling[number] = spelling
        self._sounds[number] = tuple(sounds.split())
        word = folded(spelling)
        if _enter(self._by_word, word, number):
            self._words.append(word)
            self._spelt.add(word)
        for sound in self._sounds[number]:
            if sound.startswith("="):
                _enter(self._by_name, sound, number)
                continue
            if _enter(self._by_sound, sound, number):
                self._heard.append(sound)
            if _enter(self._by_coarse, net := coarse(sound), number):
                self._nets.add(net)

    def find(self, typed: str, *, slips: bool) -> dict[int, float]:
        """The words that a typed one may mean, and their ranks, best first; with ``slips`` also
        those that it would be with a letter or two wrong."""
        word, sounds = folded(typed), sounds_of(typed)
        found: dict[int, float] = {}
        ways = [self._surely(word, sounds)]
        if slips:
            ways.append(self._perhaps(word, sounds))
        for number, rank in chain.from_iterable(ways):
            if rank < found.get(number, 9.0):
                found[number] = rank
        spelling = self._spelling
        return dict(sorted(found.items(), key=lambda item: (item[1], spelling[item[0]])))

    def _surely(self, word: str, sounds: frozenset[str]) -> Iterator[tuple[int, float]]:
        for number in self._by_word.get(word, ()):
            yield number, float(Tier.EXACT)
        for sound in sounds:
            yield from self._alike(sound, [coarse(sound)], _ALIKE)
        for name in same_names(sounds):
            for number in self._by_name.get(name, ()):
                yield number, _SAME_NAME
        for number in _beginning(self._words, self._by_word, word):
            yield number, _PART
        for sound in sounds:
            if len(sound) >= 3:
                for number in _beginning(self._heard, self._by_sound, sound):
                    yield number, _PART_BY_SOUND
        if len(word) >= 3:
            for whole in self._containing(word):
                for number in self._by_word[whole]:
                    yield number, _INSIDE

    def _perhaps(self, word: str, sounds: frozenset[str]) -> Iterator[tuple[int, float]]:
        for sound in sounds:
            net = coarse(sound)
            if len(net) >= 3:
                near = self._nets.near(net, 1 if len(net) < 5 else 2, Levenshtein.distance)
                yield from self._alike(sound, list(near), _NEARLY)
        if len(word) >= 4:
            for other, slips in self._spelt.near(word, 1, OSA.distance).items():
                for number in self._by_word[other]:
                    yield number, Tier.TYPO + 0.1 + slips / len(word)

    def _alike(self, sound: str, nets: list[str], sure: float) -> Iterator[tuple[int, float]]:
        """The words in these nets, as sounding alike from a likeness on and as slips below it."""
        for net in nets:
            for number in self._by_coarse.get(net, ()):
                others = (one for one in self._sounds[number] if not one.startswith("="))
                nearest = min(others, key=lambda other: distance(sound, other))
                like = likeness(sound, nearest)
                slips = distance(sound, nearest)
                if like >= _LEAST and slips <= max(1.0, len(sound) / _SOUNDS_A_SLIP):
                    tier = Tier.SOUND if like >= sure else Tier.TYPO
                    yield number, tier + 0.04 + 0.9 * (1 - like)

    def _containing(self, part: str) -> Iterator[str]:
        if self._text is None:
            self._text = "\n".join(["", *self._words, ""])
        text, at = self._text, -1
        while (at := text.find(part, at + 1)) >= 0:
            start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
            yield text[start:end]
            at = end


def _beginning(ordered: list[str], numbers: dict[str, list[int]], start: str) -> Iterator[int]:
    low = bisect_left(ordered, start)
    high = bisect_left(ordered, start + _LAST)
    for entry in ordered[low:high]:
        yield from numbers[entry]


def _enter(numbers: dict[str, list[int]], entry: str, number: int) -> bool:
    """Whether the entry is new."""
    is_new = entry not in numbers
    listed = numbers.setdefault(entry, [])
    if number not in listed:
        listed.append(number)
    return is_new


def _leave(numbers: dict[str, list[int]], entry: str, number: int) -> bool:
    """Whether the entry is gone."""
    listed = numbers.get(entry, [])
    if number not in listed:
        return False
    listed.remove(number)
    if not listed:
        del numbers[entry]
    return not listed

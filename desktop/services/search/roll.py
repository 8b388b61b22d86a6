"""Who bears which word, in memory: numbers of people by numbers of words."""

from array import array
from collections.abc import Iterable, Mapping

Entry = tuple[int, bool, str]
"""A person's number, whether they are gone, and the numbers of the words, parted by blanks."""


class Roll:
    """A few bytes for each word of each person. Not safe to share unguarded."""

    def __init__(self) -> None:
        self._bearers: dict[int, array[int]] = {}
        self.gone: set[int] = set()

    def take(self, entries: Iterable[Entry]) -> None:
        """Takes people in."""
        for person, gone, words in entries:
            if gone:
                self.gone.add(person)
            for word in map(int, words.split()):
                self._bearers.setdefault(word, array("i")).append(person)

    def remove(self, entries: Iterable[Entry]) -> None:
        """Takes people out; they must have been taken in so."""
        leaving: dict[int, set[int]] = {}
        for person, _, words in entries:
            self.gone.discard(person)
            for word in map(int, words.split()):
                leaving.setdefault(word, set()).add(person)
        for word, people in leaving.items():
            kept = array("i", (one for one in self._bearers[word] if one not in people))
            if kept:
                self._bearers[word] = kept
            else:
                del self._bearers[word]

    def count(self, word: int) -> int:
        """How many bear a word."""
        return len(self._bearers.get(word, ()))

    def bearers(self, ranks: Mapping[int, float], most: int | None = None) -> dict[int, float]:
        """Everyone who bears one of these words, with the rank of the first of them; no further
        words are looked at when there are as many as ``most``."""
        found: dict[int, float] = {}
        for word, rank in ranks.items():
            for person in self._bearers.get(word, ()):
                if person not in found:
                    found[person] = rank
            if most is not None and len(found) >= most:
                break
        return found

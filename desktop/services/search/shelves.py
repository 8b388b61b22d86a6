"""Words laid out by script and length, so that only those are compared that may be near."""

from collections.abc import Callable

from rapidfuzz import process

Distance = Callable[..., int]
_MOST_NEAR = 120


class Shelves:
    """A set of words of which those a few slips away are found."""

    def __init__(self) -> None:
        self._shelves: dict[tuple[bool, int], list[str]] = {}

    def add(self, word: str) -> None:
        """Puts in a word that is not there yet."""
        self._shelves.setdefault((word.isascii(), len(word)), []).append(word)

    def remove(self, word: str) -> None:
        """Takes out a word that is there."""
        self._shelves[word.isascii(), len(word)].remove(word)

    def near(self, word: str, slips: int, distance: Distance) -> dict[str, int]:
        """The words at most so many slips away, and how many; not more than are worth weighing."""
        found: dict[str, int] = {}
        for length in range(len(word) - slips, len(word) + slips + 1):
            shelf = self._shelves.get((word.isascii(), length))
            if shelf:
                found.update(
                    (str(other), int(apart))
                    for other, apart, _ in process.extract(
                        word, shelf, scorer=distance, score_cutoff=slips, limit=_MOST_NEAR
                    )
                )
        return found

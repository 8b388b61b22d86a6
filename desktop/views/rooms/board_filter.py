"""Which beds of the site the board shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from desktop.services.rooms import BedRow
from desktop.services.search import folded, matches, words_of


@dataclass(frozen=True)
class BoardFilter:
    """What a person asked for. ``floor`` None is every floor; ``text`` finds rooms and names."""

    floor: str | None = None
    free_only: bool = False
    text: str = ""

    @property
    def narrows(self) -> bool:
        """Whether it may leave beds out."""
        return self.floor is not None or self.free_only or bool(words_of(self.text))


def floors_of(beds: Iterable[BedRow]) -> tuple[str, ...]:
    """The floors in the order of the house."""
    return tuple(dict.fromkeys(bed.floor for bed in beds))


def filtered(beds: Iterable[BedRow], wanted: BoardFilter, today: date) -> tuple[BedRow, ...]:
    """The beds that pass; a bed is free when nobody holds it today."""
    query = words_of(wanted.text)
    return tuple(
        bed
        for bed in beds
        if (wanted.floor is None or bed.floor == wanted.floor)
        and not (wanted.free_only and bed.stay_on(today) is not None)
        and (not query or _is_place(bed, query) or _has_person(bed, query))
    )


def _is_place(bed: BedRow, query: Sequence[str]) -> bool:
    room, label = folded(bed.room_number), folded(bed.label)
    return any(room.startswith(word) for word in query) and all(
        room.startswith(word) or word == label for word in query
    )


def _has_person(bed: BedRow, query: list[str]) -> bool:
    return any(matches(stay.person, query) for stay in bed.stays)

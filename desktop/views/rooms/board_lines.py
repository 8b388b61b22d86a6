"""The lines of the board, top to bottom: a heading for each floor, one or more for each bed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from desktop.models.housing import StayState
from desktop.services.rooms import BedRow, StayBar


@dataclass(frozen=True)
class FloorLine:
    """The heading of a floor; its numbers count the beds shown, free ones as of today."""

    floor: str
    beds: int
    free: int


@dataclass(frozen=True)
class BedLine:
    """A bed, or where stays overlap (a bed claimed twice) one of its lanes.

    ``nth`` counts the lines of the room, so that the room's name stands on its first.
    """

    bed: BedRow
    lane: int
    stays: tuple[StayBar, ...]
    nth: int

    @property
    def key(self) -> tuple[str, int]:
        """What identifies the line after a refresh."""
        return self.bed.id, self.lane

    def stay_at(self, day: date) -> StayBar | None:
        """The stay drawn on a day."""
        return next((stay for stay in self.stays if _covers(stay, day)), None)

    def free_spans(self, first: date, days: int) -> tuple[tuple[date, date], ...]:
        """The days ``[from, to)`` of the range that nobody has; none on a further lane."""
        if self.lane:
            return ()
        spans, start, last = [], first, first + timedelta(days=days)
        for stay in self.stays:
            if stay.starts_on > start:
                spans.append((start, min(stay.starts_on, last)))
            start = last if stay.ends_on is None else max(start, stay.ends_on)
        if start < last:
            spans.append((start, last))
        return tuple(span for span in spans if span[0] < span[1])


Line = FloorLine | BedLine


def lines_of(beds: Sequence[BedRow], today: date) -> tuple[Line, ...]:
    """The lines for these beds. A site whose rooms name no floor gets no headings."""
    lines: list[Line] = []
    headings = any(bed.floor for bed in beds)
    for floor, on_floor in groupby(beds, key=lambda bed: bed.floor):
        group = list(on_floor)
        if headings:
            free = sum(bed.stay_on(today) is None for bed in group)
            lines.append(FloorLine(floor, len(group), free))
        for _, in_room in groupby(group, key=lambda bed: bed.room_id):
            nth = 0
            for bed in in_room:
                for lane, stays in enumerate(lanes_of(bed.stays)):
                    lines.append(BedLine(bed, lane, stays, nth))
                    nth += 1
    return tuple(lines)


def lanes_of(stays: Sequence[StayBar]) -> tuple[tuple[StayBar, ...], ...]:
    """Stays laid side by side so that none overlaps another; confirmed ones in the first lane."""
    lanes: list[list[StayBar]] = [[]]
    in_order = sorted(stays, key=lambda s: (s.state is not StayState.CONFIRMED, s.starts_on))
    for stay in in_order:
        for lane in lanes:
            if not any(_overlap(stay, other) for other in lane):
                lane.append(stay)
                break
        else:
            lanes.append([stay])
    return tuple(tuple(sorted(lane, key=lambda stay: stay.starts_on)) for lane in lanes)


def _covers(stay: StayBar, day: date) -> bool:
    return stay.starts_on <= day and (stay.ends_on is None or day < stay.ends_on)


def _overlap(one: StayBar, other: StayBar) -> bool:
    return (one.ends_on is None or other.starts_on < one.ends_on) and (
        other.ends_on is None or one.starts_on < other.ends_on
    )

"""Rooms for a whole household: beds that are free for it, and what speaks against each room."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from desktop.models.housing import Bed, GenderRule, Room, RoomType, Stay, StayKind, StayState
from desktop.models.residents import KeepTogether
from desktop.services.conflict_pairs import unsuitable_for
from desktop.services.people import PersonLine, people_by_id, place_text
from desktop.services.records import records_of
from desktop.services.rooms import BedRow, Criterion, judge


@dataclass(frozen=True)
class Mover:
    """A member who lives here, and the bed they have (empty without one)."""

    person: PersonLine
    bed_id: str


@dataclass(frozen=True)
class RoomOffer:
    """A room with beds that the household may have: free, or its own."""

    id: str
    number: str
    type: RoomType
    gender_rule: GenderRule
    beds: tuple[tuple[str, str], ...]
    """Id and place of each."""
    mates: tuple[PersonLine, ...]
    """Who lives there and is not of the household."""
    failed: Mapping[str, tuple[Criterion, ...]] = field(default_factory=dict)
    """What speaks against the room, by member."""

    @property
    def doubts(self) -> int:
        """How much speaks against it."""
        return sum(map(len, self.failed.values()))


@dataclass(frozen=True)
class MovePlan:
    """Who moves, and whereto they can; the rooms that fit best first."""

    movers: tuple[Mover, ...]
    rooms: tuple[RoomOffer, ...]
    keep_together: KeepTogether | None

    def room_of(self, bed_id: str) -> RoomOffer | None:
        """The room in which a bed stands."""
        return next(
            (room for room in self.rooms if any(bed_id == bed for bed, _ in room.beds)), None
        )

    def place_of(self, bed_id: str) -> str:
        """Room and bed as they are said, "" for none."""
        room = self.room_of(bed_id)
        return dict(room.beds)[bed_id] if room else ""


def offers(
    session: Session, movers: Sequence[PersonLine], site_id: str, today: date
) -> tuple[RoomOffer, ...]:
    """The rooms of a site with beds that nobody else has or is promised from today on. Those in
    which all find a bed come first, then those against which least speaks."""
    ours = records_of(session, [line.id for line in movers])
    stays = session.exec(
        select(Stay).where(
            Stay.site_id == site_id,
            Stay.state == StayState.CONFIRMED,
            col(Stay.resident_id).not_in(ours),
            sa.or_(col(Stay.ends_on).is_(None), col(Stay.ends_on) > today),
        )
    ).all()
    taken = {stay.bed_id for stay in stays}
    in_bed: dict[str, list[Stay]] = {}
    for stay in stays:
        in_bed.setdefault(stay.bed_id, []).append(stay)
    apart = {line.id: unsuitable_for(session, line.id, today) for line in movers}
    lines = people_by_id(session, today, {stay.resident_id for stay in stays})
    rooms: dict[str, Room] = {}
    free: dict[str, list[tuple[str, str]]] = {}
    inside: dict[str, list[Stay]] = {}
    for bed, room in session.exec(
        select(Bed, Room)
        .join(Room, col(Room.id) == col(Bed.room_id))
        .where(Bed.site_id == site_id)
        .order_by(col(Room.display_order), col(Room.number), col(Bed.label))
    ):
        rooms[room.id] = room
        inside.setdefault(room.id, []).extend(in_bed.get(bed.id, []))
        if bed.id not in taken:
            free.setdefault(room.id, []).append((bed.id, place_text(room.number, bed.label)))
    found = []
    for id_, beds in free.items():
        living = [s for s in inside[id_] if s.kind is StayKind.ACTUAL and s.starts_on <= today]
        mates = tuple(dict.fromkeys(lines[stay.resident_id] for stay in living))
        near = {lines[stay.resident_id].id for stay in inside[id_]}
        unsuitable = {mover for mover, others in apart.items() if others & near}
        found.append(_offer(rooms[id_], beds, mates, movers, unsuitable))
    found.sort(
        key=lambda one: (
            len(one.beds) < len(movers),
            one.doubts,
            one.type is not RoomType.FAMILY,
            len(one.beds),
        )
    )
    return tuple(found)


def _offer(
    room: Room,
    beds: Sequence[tuple[str, str]],
    mates: tuple[PersonLine, ...],
    movers: Sequence[PersonLine],
    unsuitable: Container[str],
) -> RoomOffer:
    first, _place = beds[0]
    bed = BedRow(first, "", room.id, room.number, room.floor or "", room.type, room.gender_rule, ())
    failed: dict[str, tuple[Criterion, ...]] = {}
    for line in movers:
        _passed, against = judge(line.sex, line.age, line.household_id, bed, mates)
        if line.id in unsuitable:
            against = (Criterion.NOT_SUITABLE, *against)
        if against:
            failed[line.id] = against
    return RoomOffer(room.id, room.number, room.type, room.gender_rule, tuple(beds), mates, failed)

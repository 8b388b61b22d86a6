"""Beds for a household at once: who gets which when one of them is given a bed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from desktop.models.housing import StayKind, StayState
from desktop.services.people import people_by_id
from desktop.services.rooms import BedRow, beds_between
from desktop.services.seen import saw
from desktop.services.workplace import Workplace


@dataclass(frozen=True)
class GivenBed:
    """A bed for a member of the household."""

    resident_id: str
    bed_id: str
    place: str


class FamilyBeds:
    """Free beds of this site, for several people."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def plans(self, resident_ids: Sequence[str]) -> Mapping[str, tuple[GivenBed, ...]]:
        """For each bed that the first of them may get, the beds of all who can be given one along
        with it (``share_out``)."""
        today = self._workplace.today()
        with self._workplace.read("choose_bed") as session:
            saw(session, resident_ids)
            known = people_by_id(session, today, resident_ids)
            beds = beds_between(session, self._workplace.site_id, today, today, date.max)
        members = list(dict.fromkeys(known[id_].id for id_ in resident_ids if id_ in known))
        return {
            bed.id: share_out(beds, members, bed)
            for bed in beds
            if members and is_free_for(bed, members[0])
        }


def is_free_for(bed: BedRow, resident_id: str) -> bool:
    """Whether nobody else has a confirmed stay in the bed, from the first day shown on."""
    return all(
        stay.person.id == resident_id or stay.state is not StayState.CONFIRMED for stay in bed.stays
    )


def share_out(
    beds: Sequence[BedRow], members: Sequence[str], chosen: BedRow
) -> tuple[GivenBed, ...]:
    """The first member gets the bed that was chosen; each of the others the one that is reserved
    for them, else the next free one in the same room. Who finds none is left out."""
    given = [GivenBed(members[0], chosen.id, chosen.place)]
    taken = {chosen.id}
    for member in members[1:]:
        bed = _reserved(beds, member, taken) or next(
            (
                bed
                for bed in beds
                if bed.room_id == chosen.room_id
                and bed.id not in taken
                and is_free_for(bed, member)
            ),
            None,
        )
        if bed is not None:
            taken.add(bed.id)
            given.append(GivenBed(member, bed.id, bed.place))
    return tuple(given)


def _reserved(beds: Sequence[BedRow], member: str, taken: Collection[str]) -> BedRow | None:
    for bed in beds:
        held = any(
            stay.person.id == member
            and stay.kind is StayKind.RESERVED
            and stay.state is StayState.CONFIRMED
            for stay in bed.stays
        )
        if held and bed.id not in taken and is_free_for(bed, member):
            return bed
    return None

"""A whole household moves to another site, with all that hangs on it, in one op.

The central store takes along and ends what hangs on them (docs/sync.md, "Moves between sites").
Here stands what the desk that lets them go says of it: their beds are free from today, keys and
lease are to be dealt with anew, and the other site expects them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models.meals import MealEntitlement
from desktop.models.pets import Pet
from desktop.models.residents import (
    CheckInStep,
    FurtherStep,
    FurtherStepKind,
    Household,
    Resident,
    ResidentStatus,
    StepKind,
)
from desktop.models.sites import Site
from desktop.services.guardianship import left_by, part_by_site, wards
from desktop.services.household_lines import present_members
from desktop.services.household_moves import end_stays
from desktop.services.meals import entitled_on
from desktop.services.people import (
    HERE,
    PersonLine,
    household_of,
    people_by_id,
    require_resident,
)
from desktop.services.records import head_of, records_of
from desktop.services.seen import saw
from desktop.services.sight import is_closed
from desktop.services.workplace import Workplace

ANEW_THERE = (StepKind.BED, StepKind.LEASE)
"""Steps of a check-in that are of a site, and so are done again at the next one; the key too."""


@dataclass(frozen=True)
class SiteChoice:
    """Another site."""

    id: str
    name: str
    reception: bool
    pets_allowed: bool
    step_free: bool


@dataclass(frozen=True)
class SiteMovePlan:
    """Who would move, what their desk has to think of, and whereto they can go."""

    here: str
    """This site's name."""
    movers: tuple[PersonLine, ...]
    staying: tuple[PersonLine, ...]
    """Who was of the household and is gone: their files stay here."""
    sites: tuple[SiteChoice, ...]
    have_meals: bool
    have_pets: bool
    left_without: tuple[PersonLine, ...]
    """Minors who stay here without a guardian."""
    lose_guardian: tuple[PersonLine, ...]
    """Minors who move away from the only guardians they have."""


class SiteMoves:
    """For those who place across sites."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def plan(self, resident_id: str) -> SiteMovePlan:
        """What a move of the resident's household to another site means. Raises AppError when the
        resident is not held at this desk."""
        today = self._workplace.today()
        with self._workplace.read("plan_site_move") as session:
            resident = require_resident(session, resident_id)
            movers = present_members(session, resident)
            ids = [row.id for row in movers]
            gone = [row for row in _on_record(session, resident) if row.id not in ids]
            left = left_by(session, ids, today)
            lines = people_by_id(session, today, [*ids, *left, *(row.id for row in gone)])
            saw(session, lines)
            sites = session.exec(
                select(Site).where(Site.id != resident.site_id).order_by(col(Site.name))
            ).all()
            here = session.get(Site, resident.site_id)
            return SiteMovePlan(
                here.name if here else "",
                tuple(lines[id_] for id_ in ids),
                tuple(lines[row.id] for row in gone if head_of(session, row.id) == row.id),
                tuple(
                    SiteChoice(s.id, s.name, s.reception, s.pets_allowed, s.step_free)
                    for s in sites
                ),
                bool(self._meals(session, ids)),
                any(row.pets for row in movers) or _has_pets(session, ids),
                tuple(lines[id_] for id_ in left),
                tuple(
                    lines[ward.resident.id]
                    for ward in wards(session, movers, today).values()
                    if ward.has_guardian and not ward.outside and not ward.present & set(ids)
                ),
            )

    def move(self, resident_id: str, site_id: str) -> None:
        """The household leaves for another site today, which expects it from now on. Raises
        AppError, and then has saved nothing."""
        workplace = self._workplace
        with workplace.op("move_across") as session:
            resident = require_resident(session, resident_id)
            site, here = session.get(Site, site_id), session.get(Site, resident.site_id)
            if site is None or here is None or site.id == here.id:
                raise AppError(N_("Please choose another site."))
            movers = present_members(session, resident)
            if resident.id not in {row.id for row in movers}:
                raise AppError(N_("This resident has moved out, or did not come."))
            if any(is_closed(session, row) for row in movers):
                raise AppError(
                    N_("The file of a member is protected. Please open it with a reason first.")
                )
            ids = [row.id for row in movers]
            end_stays(session, ids, workplace.today())
            self._undo_steps(session, ids)
            if not site.reception:
                for meals in self._meals(session, ids):
                    meals.ends_on = workplace.today()
            for row in _on_record(session, resident):
                if head_of(session, row.id) not in ids:
                    row.household_id = None
            part_by_site(session, ids)
            session.flush()
            for row in movers:
                if row.status in HERE:
                    row.status = ResidentStatus.EXPECTED
                    row.expected_at, row.expected_from = workplace.now(), here.name
                row.site_id = site.id
            home = session.get(Household, resident.household_id) if resident.household_id else None
            if home is not None:
                home.site_id = site.id

    def _meals(self, session: Session, resident_ids: Sequence[str]) -> Sequence[MealEntitlement]:
        return session.exec(
            select(MealEntitlement).where(
                col(MealEntitlement.resident_id).in_(records_of(session, resident_ids)),
                entitled_on(self._workplace.today()),
            )
        ).all()

    def _undo_steps(self, session: Session, resident_ids: Sequence[str]) -> None:
        records = records_of(session, resident_ids)
        steps = session.exec(
            select(CheckInStep).where(
                col(CheckInStep.resident_id).in_(records),
                col(CheckInStep.kind).in_(ANEW_THERE),
                col(CheckInStep.voided_at).is_(None),
            )
        ).all()
        further = session.exec(
            select(FurtherStep).where(
                col(FurtherStep.resident_id).in_(records),
                FurtherStep.kind == FurtherStepKind.KEY,
                col(FurtherStep.voided_at).is_(None),
            )
        ).all()
        for step in (*steps, *further):
            step.voided_at, step.voided_by = self._workplace.now(), self._workplace.actor.id


def _on_record(session: Session, resident: Resident) -> Sequence[Resident]:
    """Everybody whose record names the household."""
    return session.exec(
        select(Resident).where(household_of(resident)).order_by(col(Resident.number))
    ).all()


def _has_pets(session: Session, resident_ids: Sequence[str]) -> bool:
    records = records_of(session, resident_ids)
    lives = select(Pet.id).where(col(Pet.resident_id).in_(records), col(Pet.left_on).is_(None))
    return session.exec(lives).first() is not None

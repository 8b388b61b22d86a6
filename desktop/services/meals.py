"""Who gets a meal, and that nobody gets it twice.

The rules are checked when the household is shown and again when the serving is saved, in the
transaction that saves it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from desktop.errors import AppError
from desktop.i18n import N_, catalogue, language
from desktop.models.meals import Meal, MealEntitlement, MealServing
from desktop.models.residents import HouseholdRole, Resident, ResidentStatus
from desktop.models.sites import User
from desktop.services.absences import absent_on, noted_absent
from desktop.services.days import meal_at
from desktop.services.people import (
    HERE,
    PersonLine,
    household_of,
    people,
    people_by_id,
    require_resident,
)
from desktop.services.protective import protected
from desktop.services.records import heads_in, records_of
from desktop.services.seen import saw
from desktop.services.workplace import Workplace

UNDO_FOR = timedelta(minutes=5)


@dataclass(frozen=True)
class Served:
    """A portion that was handed over: when, at which desk, by whom."""

    serving_id: str
    at: datetime
    desk_name: str
    by: str


@dataclass(frozen=True)
class Guest:
    """A member of the household at the serving desk."""

    person: PersonLine
    diet: str
    allergies: str
    entitled: bool
    served: Served | None
    allergies_open: bool = False
    """Desks differ about the allergies; ``allergies`` names all of them."""

    @property
    def ready(self) -> bool:
        """Whether Enter serves this person."""
        return self.entitled and self.served is None


@dataclass(frozen=True)
class Portions:
    """How a meal stands: portions served, of those entitled; the diets of those still to come."""

    day: date
    meal: Meal
    served: int
    entitled: int
    diets_left: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class ServedNow:
    """What ``serve`` did, so that it can be undone."""

    serving_ids: tuple[str, ...]
    names: tuple[str, ...]


class AlreadyServedError(AppError):
    """Somebody was served this meal before; nothing was saved."""

    def __init__(self, person: str, served: Served) -> None:
        super().__init__(
            N_("{person} was already served at {time}, {desk}, by {colleague}."),
            person=person,
            time=catalogue(language()).format_time(served.at),
            desk=served.desk_name,
            colleague=served.by,
        )
        self.served = served


def entitled_on(day: date) -> sa.ColumnElement[bool]:
    """Entitlements whose days contain ``day``."""
    return sa.and_(
        col(MealEntitlement.starts_on) <= day,
        sa.or_(col(MealEntitlement.ends_on).is_(None), col(MealEntitlement.ends_on) > day),
    )


class Meals:
    """The serving desk."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def current(self) -> tuple[date, Meal]:
        """The day in Copenhagen and the meal that is being served, or the next."""
        return self._workplace.today(), meal_at(self._workplace.now())

    def household(self, resident_id: str, day: date, meal: Meal) -> tuple[Guest, ...]:
        """The resident's household at the site, the head first, then by age, as the
        serving desk shows it."""
        with self._workplace.read("see_guests") as session:
            asked = require_resident(session, resident_id)
            together = household_of(asked)
            lines = people(session, day, together, col(Resident.status).in_(HERE))
            is_head = col(Resident.household_role) == HouseholdRole.HEAD
            heads = set(session.exec(select(Resident.id).where(together, is_head)))
            lines.sort(key=lambda line: (line.id not in heads, -(line.age or 0)))
            saw(session, [asked.id, *(line.id for line in lines)])
            return tuple(map(_shown, _guests(session, lines, day, meal)))

    def serve(
        self, resident_ids: Sequence[str], day: date, meal: Meal, override: str | None = None
    ) -> ServedNow:
        """Hands one portion to each. With ``override``, a reason, also to someone who has had one
        or is not entitled. Raises AlreadyServedError or AppError, and then has saved nothing."""
        workplace = self._workplace
        reason = (override or "").strip() or None
        servings = []
        with workplace.op("serve_meal") as session:
            lines = {line.id: line for line in people_by_id(session, day, resident_ids).values()}
            for guest in _guests(session, list(lines.values()), day, meal):
                if reason is None:
                    _require_ready(guest)
                servings.append(
                    MealServing(
                        site_id=workplace.site_id,
                        resident_id=guest.person.id,
                        meal=meal,
                        day=day,
                        served_at=workplace.now(),
                        served_by=workplace.actor.id,
                        desk_name=workplace.identity.device_name,
                        override_reason=reason,
                    )
                )
            session.add_all(servings)
        return ServedNow(
            tuple(serving.id for serving in servings),
            tuple(lines[serving.resident_id].name for serving in servings),
        )

    def undo(self, serving_ids: Sequence[str]) -> None:
        """Takes servings back, up to five minutes after; they stay on record as undone."""
        workplace = self._workplace
        with workplace.op("undo_serving") as session:
            for serving_id in serving_ids:
                serving = session.get(MealServing, serving_id)
                if serving is None or serving.voided_at is not None:
                    continue
                if workplace.now() - serving.served_at > UNDO_FOR:
                    raise AppError(N_("A serving can be undone for five minutes only."))
                serving.voided_at = workplace.now()
                serving.voided_by = workplace.actor.id

    def portions(self, day: date, meal: Meal) -> Portions:
        """How the meal stands at this site."""
        with self._workplace.read("see_figures") as session:
            guests = self._entitled(session, day, meal)
        left: dict[str, int] = {}
        for guest in guests:
            if guest.served is None and (diet := guest.allergies or guest.diet):
                left[diet] = left.get(diet, 0) + 1
        return Portions(
            day,
            meal,
            served=sum(guest.served is not None for guest in guests),
            entitled=len(guests),
            diets_left=tuple(sorted(left.items(), key=lambda item: (-item[1], item[0]))),
        )

    def not_collected(self, day: date, meal: Meal) -> tuple[Guest, ...]:
        """Who is entitled and has not come yet, by surname."""
        with self._workplace.read("see_meals") as session:
            saw(session, criterion="not collected")
            guests = self._entitled(session, day, meal)
        return tuple(_shown(guest) for guest in guests if guest.served is None)

    def _entitled(self, session: Session, day: date, meal: Meal) -> tuple[Guest, ...]:
        """Who is expected: those entitled, but for who is elsewhere and has not come after all."""
        entitled = sa.select(col(MealEntitlement.resident_id)).where(entitled_on(day))
        gone = heads_in(session)
        merged = session.scalars(entitled.where(col(MealEntitlement.resident_id).in_(list(gone))))
        lines = people(
            session,
            day,
            col(Resident.status).in_(HERE),
            col(Resident.site_id) == self._workplace.site_id,
            sa.or_(
                col(Resident.id).in_(entitled),
                col(Resident.id).in_([gone[one] for one in merged]),
            ),
        )
        away, noted = absent_on(session, day), noted_absent(session)
        away |= {ln.id for ln in lines if ln.status is ResidentStatus.AWAY and ln.id not in noted}
        guests = _guests(session, lines, day, meal)
        return tuple(guest for guest in guests if guest.served or guest.person.id not in away)


def _shown(guest: Guest) -> Guest:
    """Of a masked guest the desk sees the allergies, and nothing that tells more of a person."""
    return replace(guest, diet="") if guest.person.masked else guest


def _require_ready(guest: Guest) -> None:
    if guest.served is not None:
        raise AlreadyServedError(guest.person.name, guest.served)
    if not guest.entitled:
        raise AppError(
            N_("{person} is not entitled to meals on this day."), person=guest.person.name
        )


def _guests(
    session: Session, lines: Sequence[PersonLine], day: date, meal: Meal
) -> tuple[Guest, ...]:
    ids = [line.id for line in lines]
    records = records_of(session, ids)
    entitled = {
        records[one]
        for one in session.exec(
            select(MealEntitlement.resident_id).where(
                col(MealEntitlement.resident_id).in_(records), entitled_on(day)
            )
        )
    }
    served: dict[str, Served] = {}
    rows = session.exec(
        select(MealServing, User.name)
        .join(User, col(User.id) == col(MealServing.served_by))
        .where(
            col(MealServing.resident_id).in_(records),
            MealServing.day == day,
            MealServing.meal == meal,
            col(MealServing.voided_at).is_(None),
        )
        .order_by(col(MealServing.served_at))
    )
    for serving, name in rows:
        served.setdefault(
            records[serving.resident_id],
            Served(serving.id, serving.served_at, serving.desk_name, name),
        )
    residents = session.exec(select(Resident).where(col(Resident.id).in_(ids))).all()
    diets = {resident.id: resident.diet or "" for resident in residents}
    allergies = protected(session, "allergies", {r.id: r.allergies for r in residents})
    return tuple(
        Guest(
            line,
            diets[line.id],
            allergies[line.id].text,
            line.id in entitled,
            served.get(line.id),
            allergies[line.id].is_open,
        )
        for line in lines
    )

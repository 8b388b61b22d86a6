"""Starter kits handed out once, and the shelf they come from.

The stock of a kit type is the sum of its movements; a count that differs is a movement too, with
a reason. An empty shelf is a warning and never stops a hand-out or a return: what the host holds
in the hand is truer than a sum.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from desktop.errors import AppError
from desktop.i18n import N_, language
from desktop.models.kits import KitAudience, KitHandout, KitType, MovementKind, StockMovement
from desktop.models.residents import HouseholdRole, Resident, StepKind
from desktop.services.check_in_steps import Stamp, tick
from desktop.services.days import age_on
from desktop.services.people import PersonLine, people_by_id, require_resident
from desktop.services.present_stay import present_stay
from desktop.services.records import head_of, records_of
from desktop.services.seen import saw
from desktop.services.workplace import Workplace

LOW_STOCK = 5
"""At or below this many kits Today warns."""


@dataclass(frozen=True)
class KitName:
    """A name that is kept in the three languages; as text it is in the current one."""

    texts: Mapping[str, str]

    def __str__(self) -> str:
        texts = self.texts
        return str(texts.get(language()) or texts.get("da") or next(iter(texts.values()), ""))


@dataclass(frozen=True)
class KitItem:
    """What is in a kit."""

    named: KitName
    quantity: int
    loan: bool

    @property
    def name(self) -> str:
        """In the current language."""
        return str(self.named)


@dataclass(frozen=True)
class KitShelf:
    """A kit type and how many are left at this site."""

    kit_type_id: str
    named: KitName
    audience: KitAudience
    items: tuple[KitItem, ...]
    stock: int

    @property
    def name(self) -> str:
        """In the current language."""
        return str(self.named)

    @property
    def low(self) -> bool:
        return self.stock <= LOW_STOCK


@dataclass(frozen=True)
class Handout:
    """A kit somebody was given."""

    id: str
    person: PersonLine
    kit: KitName
    items: tuple[KitItem, ...]
    handed_at: datetime
    returned_at: datetime | None

    @property
    def kit_name(self) -> str:
        """In the current language."""
        return str(self.kit)


def items_of(raw: object) -> tuple[KitItem, ...]:
    """The items of a kit type or hand-out; what is not shaped like one is passed by."""
    if not isinstance(raw, list):
        return ()
    return tuple(
        KitItem(KitName(item["name"]), int(item.get("quantity", 1)), bool(item.get("loan")))
        for item in raw
        if isinstance(item, dict) and isinstance(item.get("name"), dict)
    )


def audience_of(age: int | None) -> KitAudience:
    """The personal kit for an age: infants under 2, children under 15, else adults."""
    if age is not None and age < 2:
        return KitAudience.INFANT
    if age is not None and age < 15:
        return KitAudience.CHILD
    return KitAudience.ADULT


class Kits:
    """Hand-outs and stock at this site."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def shelves(self) -> tuple[KitShelf, ...]:
        """Every active kit type with its stock here."""
        with self._workplace.read("see_figures") as session:
            stock = self._stock(session)
            types = session.exec(
                select(KitType).where(KitType.active).order_by(col(KitType.display_order))
            ).all()
        return tuple(
            KitShelf(
                kind.id, name_of(kind), kind.audience, items_of(kind.items), stock.get(kind.id, 0)
            )
            for kind in types
        )

    def suggested(self, resident_id: str) -> tuple[KitShelf, ...]:
        """The kits a resident should get and has not got: one by age, and for the head of the
        household what a household gets."""
        with self._workplace.read("see_figures") as session:
            resident = session.get(Resident, head_of(session, resident_id))
            had = _had(session, resident) if resident else set()
        if resident is None:
            return ()
        wanted = {audience_of(age_on(resident.birth_date, self._workplace.today()))}
        if resident.household_role is HouseholdRole.HEAD:
            wanted.add(KitAudience.HOUSEHOLD)
        return tuple(
            shelf
            for shelf in self.shelves()
            if shelf.audience in wanted and shelf.kit_type_id not in had
        )

    def hand_out(self, resident_id: str, kit_type_ids: Sequence[str]) -> tuple[str, ...]:
        """Gives kits to a resident, takes them off the shelf, and ticks the check-in step; with
        no kits it only ticks the step: nothing is due.

        Returns the ids of the hand-outs. Raises AppError when one was handed out before.
        """
        return self.hand_out_to_all([(resident_id, kit_type_ids)])

    def hand_out_to_all(self, given: Iterable[tuple[str, Sequence[str]]]) -> tuple[str, ...]:
        """``hand_out`` for several at once, by resident: a family's kits in one step."""
        stamp = self._stamp()
        handouts: list[KitHandout] = []
        with self._workplace.op("hand_out_kit") as session:
            for resident_id, kit_type_ids in given:
                resident = require_resident(session, resident_id)
                handouts += _give(session, stamp, resident, kit_type_ids)
                tick(session, stamp, resident, StepKind.KIT)
        return tuple(handout.id for handout in handouts)

    def take_back(self, handout_id: str) -> None:
        """A kit came back: it is on the shelf again."""
        with self._workplace.op("return_kit") as session:
            return_handout(session, self._stamp(), handout_id)

    def deliver(self, kit_type_id: str, quantity: int) -> None:
        """Kits came in."""
        if quantity < 1:
            raise AppError(N_("Please say how many kits came in: at least one."))
        with self._workplace.op("move_stock") as session:
            session.add(self._movement(kit_type_id, MovementKind.DELIVERY, quantity))

    def count(self, kit_type_id: str, counted: int, reason: str) -> None:
        """The shelf was counted; a difference becomes a movement with its reason."""
        if counted < 0:
            raise AppError(N_("A count can't be below zero."))
        with self._workplace.op("move_stock") as session:
            difference = counted - self._stock(session).get(kit_type_id, 0)
            if difference == 0:
                return
            if not reason.strip():
                raise AppError(N_("Please say why the count differs from the list."))
            movement = self._movement(kit_type_id, MovementKind.COUNT, difference)
            movement.reason = reason.strip()
            session.add(movement)

    def handouts(self, limit: int = 200) -> tuple[Handout, ...]:
        """The latest hand-outs at this site, the newest first."""
        with self._workplace.read("see_kits") as session:
            saw(session, criterion="handouts")
            rows = session.exec(
                select(KitHandout, KitType)
                .join(KitType, col(KitType.id) == col(KitHandout.kit_type_id))
                .where(
                    KitHandout.site_id == self._workplace.site_id,
                    col(KitHandout.voided_at).is_(None),
                )
                .order_by(col(KitHandout.handed_at).desc(), col(KitHandout.id))
                .limit(limit)
            ).all()
            lines = people_by_id(
                session, self._workplace.today(), {row.resident_id for row, _ in rows}
            )
        return tuple(
            Handout(
                row.id,
                lines[row.resident_id],
                name_of(kind),
                items_of(row.items),
                row.handed_at,
                row.returned_at,
            )
            for row, kind in rows
        )

    def _stock(self, session: Session) -> dict[str, int]:
        rows = session.execute(
            sa.select(col(StockMovement.kit_type_id), sa.func.sum(col(StockMovement.quantity)))
            .where(col(StockMovement.site_id) == self._workplace.site_id)
            .group_by(col(StockMovement.kit_type_id))
        )
        return {kit_type_id: int(total) for kit_type_id, total in rows}

    def _movement(self, kit_type_id: str, kind: MovementKind, quantity: int) -> StockMovement:
        return _movement(self._stamp(), kit_type_id, kind, quantity)

    def _stamp(self) -> Stamp:
        workplace = self._workplace
        return Stamp(workplace.site_id, workplace.now(), workplace.actor.id)


def name_of(kind: KitType) -> KitName:
    """The kit type's name in the three languages."""
    return KitName({"da": kind.name_da, "uk": kind.name_uk, "ru": kind.name_ru})


def counting_handouts(session: Session, resident: Resident) -> list[KitHandout]:
    """What a resident has of kits: of the present stay everything they were given, of an earlier
    one what they never brought back."""
    stay = present_stay(session, resident)
    rows = session.exec(
        select(KitHandout)
        .where(
            col(KitHandout.resident_id).in_(records_of(session, [resident.id])),
            col(KitHandout.voided_at).is_(None),
        )
        .order_by(col(KitHandout.handed_at), col(KitHandout.id))
    )
    return [row for row in rows if row.returned_at is None or stay.counts(row.handed_at)]


def return_handout(session: Session, stamp: Stamp, handout_id: str) -> None:
    """Puts a kit back on the shelf. Raises AppError when it is there already."""
    handout = session.get(KitHandout, handout_id)
    if handout is None or handout.returned_at is not None:
        raise AppError(N_("This kit has already been returned."))
    handout.returned_at = stamp.at
    handout.returned_by = stamp.by
    session.add(_movement(stamp, handout.kit_type_id, MovementKind.RETURN, 1, handout.id))


def void_handouts(session: Session, stamp: Stamp, resident: Resident, handed_at: datetime) -> None:
    """Takes back that kits were handed out at that instant: they never left the shelf. What was
    returned meanwhile stays as it is."""
    for handout in counting_handouts(session, resident):
        if handout.handed_at == handed_at and handout.returned_at is None:
            handout.voided_at = stamp.at
            handout.voided_by = stamp.by
            session.add(_movement(stamp, handout.kit_type_id, MovementKind.HANDOUT, 1, handout.id))


def _give(
    session: Session, stamp: Stamp, resident: Resident, kit_type_ids: Sequence[str]
) -> list[KitHandout]:
    had = _had(session, resident)
    given = []
    for kit_type_id in kit_type_ids:
        kind = session.get(KitType, kit_type_id)
        if kind is None:
            raise AppError(N_("This kit is no longer in use."))
        if kit_type_id in had:
            raise AppError(N_("{kit} was already handed out to this resident."), kit=name_of(kind))
        handout = KitHandout(
            site_id=stamp.site_id,
            kit_type_id=kit_type_id,
            resident_id=resident.id,
            items=kind.items,
            handed_at=stamp.at,
            handed_by=stamp.by,
        )
        session.add(handout)
        session.flush()
        session.add(_movement(stamp, kit_type_id, MovementKind.HANDOUT, -1, handout.id))
        given.append(handout)
    return given


def _had(session: Session, resident: Resident) -> set[str]:
    return {row.kit_type_id for row in counting_handouts(session, resident)}


def _movement(
    stamp: Stamp,
    kit_type_id: str,
    kind: MovementKind,
    quantity: int,
    handout_id: str | None = None,
) -> StockMovement:
    return StockMovement(
        site_id=stamp.site_id,
        kit_type_id=kit_type_id,
        kind=kind,
        quantity=quantity,
        handout_id=handout_id,
        moved_at=stamp.at,
        moved_by=stamp.by,
    )

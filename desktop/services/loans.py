"""What somebody has of the house's: kits on loan, keys and cards."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session

from desktop.models.kits import KitType
from desktop.models.residents import FurtherStepKind, Resident
from desktop.services.check_in_steps import steps_of
from desktop.services.kits import KitItem, KitName, counting_handouts, items_of, name_of


@dataclass(frozen=True)
class Loan:
    """A kit that was handed out and of which something is to be brought back."""

    handout_id: str
    kit: KitName
    items: tuple[KitItem, ...]


def loans_of(session: Session, resident: Resident) -> tuple[Loan, ...]:
    """What a resident has on loan, in the order in which it was handed out."""
    found = []
    for handout in counting_handouts(session, resident):
        items = tuple(item for item in items_of(handout.items) if item.loan)
        kind = session.get(KitType, handout.kit_type_id)
        if handout.returned_at is None and items and kind is not None:
            found.append(Loan(handout.id, name_of(kind), items))
    return tuple(found)


def keys_of(session: Session, residents: Iterable[Resident]) -> dict[str, str]:
    """Which key or card each was handed at the check-in, empty where nobody wrote it down."""
    return {
        resident_id: next((step.note for step in done if step.kind is FurtherStepKind.KEY), "")
        for resident_id, done in steps_of(session, residents).items()
    }

"""What an administrator may set for all desks, each with the value that holds without it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, select

from desktop.models.sites import Setting


@dataclass(frozen=True)
class NumberSetting:
    """A number in the table ``setting``; one that is none, or out of bounds, counts as not set."""

    name: str
    default: float
    least: float
    most: float
    words: str
    """What it is, for who administers the store."""

    def allows(self, value: Any) -> bool:
        """Whether this may be set."""
        if not isinstance(value, int | float) or isinstance(value, bool):
            return False
        return self.least <= value <= self.most

    def read(self, session: Session) -> float:
        """What holds now. Of two rows of the same name the one written later counts."""
        found = session.exec(
            select(Setting.value)
            .where(Setting.name == self.name)
            .order_by(col(Setting.row_seq).nulls_last(), Setting.id)
        ).all()
        return float(next((value for value in reversed(found) if self.allows(value)), self.default))


LOCK_MINUTES = NumberSetting(
    "lock_minutes", 5, 1, 60, "minutes without a hand on it after which a desk locks itself"
)
OFFLINE_DAYS = NumberSetting(
    "offline_days", 14, 1, 90, "days out of contact after which nobody signs in without the store"
)
NUMBERS = (LOCK_MINUTES, OFFLINE_DAYS)


def lock_after(session: Session) -> timedelta:
    """After how long without a hand on it a desk locks itself."""
    return timedelta(minutes=LOCK_MINUTES.read(session))


def offline_for(session: Session) -> timedelta:
    """For how long a desk may be out of contact and still let people in."""
    return timedelta(days=OFFLINE_DAYS.read(session))

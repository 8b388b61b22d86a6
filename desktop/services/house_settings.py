"""What an administrator may set for all desks, each with the value that holds without it."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session, select

from desktop.models.sites import Setting
from desktop.services.workplace import Workplace


@dataclass(frozen=True)
class NumberSetting:
    """A number in the table ``setting``; one that is none, or out of bounds, counts as not set."""

    name: str
    default: float
    least: float
    most: float

    def read(self, session: Session) -> float:
        """What holds now. Of two rows of the same name the later one counts."""
        found = session.exec(
            select(Setting.value).where(Setting.name == self.name).order_by(Setting.id)
        ).all()
        for value in reversed(found):
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if number and self.least <= value <= self.most:
                return float(value)
        return self.default


LOCK_MINUTES = NumberSetting("lock_minutes", 5, 1, 60)
"""After so long without a key or the mouse a desk locks itself."""

OFFLINE_DAYS = NumberSetting("offline_days", 14, 1, 90)
"""After so long without contact nobody signs in before the store has said yes again."""


def lock_after(session: Session) -> timedelta:
    """After how long without a hand on it a desk locks itself."""
    return timedelta(minutes=LOCK_MINUTES.read(session))


def offline_for(session: Session) -> timedelta:
    """For how long a desk may be out of contact and still let people in."""
    return timedelta(days=OFFLINE_DAYS.read(session))


def lock_limit(workplace: Workplace) -> timedelta:
    """``lock_after``, for whoever sits at the desk."""
    with workplace.read("see_own_desk") as session:
        return lock_after(session)

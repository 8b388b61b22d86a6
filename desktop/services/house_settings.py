"""What an administrator has set for all desks, for who sits at one."""

from datetime import timedelta

from desktop.models.house_settings import lock_after
from desktop.services.workplace import Workplace


def lock_limit(workplace: Workplace) -> timedelta:
    """After how long without a hand on it this desk locks itself."""
    with workplace.read("see_own_desk") as session:
        return lock_after(session)

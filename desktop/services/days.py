"""Days, ages and meal times as they are counted in Copenhagen."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from desktop.models.meals import Meal

COPENHAGEN = ZoneInfo("Europe/Copenhagen")

MEAL_TIMES: dict[Meal, tuple[time, time]] = {
    Meal.BREAKFAST: (time(7), time(10)),
    Meal.LUNCH: (time(11), time(14)),
    Meal.DINNER: (time(17), time(20)),
}
"""When each meal is served."""


OF_AGE = 18
"""Years at which somebody is of age (værgemålsloven § 1)."""


def day_of(instant: datetime) -> date:
    """The day in Copenhagen, also on the days when the clock changes. Needs an aware instant."""
    return instant.astimezone(COPENHAGEN).date()


def day_begins(day: date, later: int = 0) -> datetime:
    """When a day begins in Copenhagen, or one so many days later."""
    return datetime.combine(day + timedelta(days=later), time(), COPENHAGEN)


def meal_at(instant: datetime) -> Meal:
    """The meal being served, or the next one; after dinner still dinner."""
    clock = instant.astimezone(COPENHAGEN).time()
    for meal, (_, ends) in MEAL_TIMES.items():
        if clock < ends:
            return meal
    return Meal.DINNER


def age_on(birth: date | None, day: date) -> int | None:
    """Whole years on a day. Someone born on 29 February turns a year older on 1 March."""
    if birth is None:
        return None
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))

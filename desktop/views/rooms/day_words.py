"""Months and weekdays as the head of the board names them, in the current language."""

from datetime import date

from babel.dates import get_day_names, get_month_names

from desktop.i18n import catalogue, language


def weekday_letters(day: date) -> str:
    """Two letters, for one says too little in Ukrainian: Fr, fr, пт."""
    return weekday_short(day)[:2]


def weekday_short(day: date) -> str:
    """As short as it can be read: Fri, fre, пт."""
    return _weekday(day, "abbreviated").rstrip(".")


def month_name(day: date) -> str:
    """The month by itself with its year: November 2026."""
    names = get_month_names("wide", "stand-alone", catalogue(language()).locale)
    return f"{names[day.month]} {day.year}"


def is_weekend(day: date) -> bool:
    """Saturday or Sunday."""
    return day.weekday() >= 5


def _weekday(day: date, width: str) -> str:
    names = get_day_names(width, "stand-alone", catalogue(language()).locale)  # type: ignore[arg-type]
    return str(names[day.weekday()])

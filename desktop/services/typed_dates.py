"""A date as people type it."""

import re
from datetime import date

_DAY_FIRST = re.compile(r"(\d{1,2})[ ./-]+(\d{1,2})[ ./-]+(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[ ./-]+(\d{1,2})[ ./-]+(\d{1,2})")
_DIGITS = re.compile(r"(\d{2})(\d{2})(\d{4})")


def read_date(text: str) -> date | None:
    """Day, month, year in digits, with or without signs between them, or the year first as ISO 8601
    has it; None for anything else. A year has four digits: two would be guessed at."""
    text = text.strip()
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = found.groups()
    elif found := _DAY_FIRST.fullmatch(text) or _DIGITS.fullmatch(text):
        day, month, year = found.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def date_text(day: date | None) -> str:
    """A date as it is typed, the same in every language; ``""`` for None."""
    return "" if day is None else f"{day:%d.%m}.{day.year:04d}"

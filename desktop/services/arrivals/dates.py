"""Days and times as Danish lists write them, and as spreadsheets count them. Pure."""

import re
from datetime import date, datetime, time, timedelta

from desktop.i18n import N_
from desktop.services.arrivals.problems import UnreadableError
from desktop.services.days import COPENHAGEN

NO_DATE = N_("“{text}” is no date. Please write it as day, month, year: 02.03.2026.")
NO_TIME = N_("“{text}” is no time. Please write it as hours and minutes: 10:30.")

_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "maj": 5, "may": 5, "jun": 6, "jul": 7, "aug": 8,
    "sep": 9, "okt": 10, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_WEEKDAY = re.compile(
    r"^(?:man|tir|ons|tor|fre|lør|søn|mon|tue|wed|thu|fri|sat|sun)[a-zæøå]*\.?,?\s*(?:d\.|den)?\s*",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?:(?:,?\s+(?:kl\.?|at)?\s*)|(?<=\d)t)(\d{1,2})[:.](\d{2})(?:[:.]\d{2}(?:\.\d+)?)?$"
    r"|,?\s+kl\.?\s*(\d{1,2})$",
    re.IGNORECASE,
)
_ISO = re.compile(r"(\d{4})\s*[-./]\s*(\d{1,2})\s*[-./]\s*(\d{1,2})")
_DANISH = re.compile(r"(\d{1,2})\s*[-./ ]\s*(\d{1,2})\s*[-./ ]\s*(\d{4}|\d{2})\.?")
_NAMED = re.compile(
    r"(\d{1,2})\.?\s*[-/]?\s*([a-zæøå]+)\.?,?\s*[-/]?\s*(\d{4}|\d{2})?", re.IGNORECASE
)
_YEARLESS = re.compile(r"(\d{1,2})\s*[-./]\s*(\d{1,2})\.?")
_TIME = re.compile(
    r"(?:kl\.?\s*)?(\d{1,2})(?:\s*[:.]\s*(\d{2})(?:[:.]\d{2})?)?(?:\s*h)?", re.IGNORECASE
)
_ZONED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*(?:Z|[+-]\d\d:?\d\d)", re.IGNORECASE)

_FIRST_SERIAL, _LAST_SERIAL = 10_000, 80_000
"""Days that a spreadsheet counts in five digits: from 1927 to 2119 (1904 system: 1931 to 2123)."""

EPOCH_1900 = date(1899, 12, 30)
"""From which spreadsheets count; they hold 1900 for a leap year, so it is right from its March
on."""

EPOCH_1904 = date(1904, 1, 1)


def moment_of(
    value: object, today: date, *, epoch: date = EPOCH_1900, born: bool = False
) -> tuple[date, time | None] | None:
    """The day, and the time where one stands with it; None for an empty cell.

    ``born``: a day in the past, so two digits of a year never lie ahead; else a day near
    ``today``, so that a year may be left out. Raises UnreadableError.
    """
    if isinstance(value, datetime):
        at = value.time().replace(second=0, microsecond=0)
        return value.date(), at if at != time() else None
    if isinstance(value, date):
        return value, None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _counted(float(value), epoch)
    text = " ".join(str(value).split()) if value is not None else ""
    if not text:
        return None
    if _ZONED.fullmatch(text):
        return _zoned(text)
    rest = _WEEKDAY.sub("", text)
    clock, rest = _split_clock(rest)
    day = _written(rest, today, epoch, born=born)
    if day is None:
        raise UnreadableError(NO_DATE, text)
    return day, clock


def time_of(value: object) -> time | None:
    """The time of a cell of its own; None for an empty one. Raises UnreadableError."""
    if isinstance(value, datetime):
        value = value.time()
    if isinstance(value, time):
        return value.replace(second=0, microsecond=0)
    if isinstance(value, timedelta):
        return _of_minutes(round(value.total_seconds() / 60), str(value))
    if isinstance(value, float) and 0 <= value < 1:
        return _of_minutes(round(value * 24 * 60), str(value))
    if isinstance(value, float):
        value = int(value)
    text = "" if value is None else " ".join(str(value).split())
    if re.fullmatch(r"\d{3,4}", text):
        text = f"{text[:-2]}:{text[-2:]}"
    found = _TIME.fullmatch(text)
    if text and (found is None or int(found[1]) > 23 or int(found[2] or 0) > 59):
        raise UnreadableError(NO_TIME, text)
    return time(int(found[1]), int(found[2] or 0)) if found else None


def _of_minutes(minutes: int, text: str) -> time:
    if not 0 <= minutes < 24 * 60:
        raise UnreadableError(NO_TIME, text)
    return time(minutes // 60, minutes % 60)


def _counted(days: float, epoch: date) -> tuple[date, time | None]:
    """A day that a spreadsheet counts; its fraction is the time. A plain year is none."""
    text = str(int(days)) if days == int(days) else str(days)
    if not _FIRST_SERIAL <= days < _LAST_SERIAL:
        day = _of_digits(text)
        if day is None:
            raise UnreadableError(NO_DATE, text)
        return day, None
    minutes = round((days - int(days)) * 24 * 60)
    day = epoch + timedelta(days=int(days) + minutes // (24 * 60))
    minutes %= 24 * 60
    return day, time(minutes // 60, minutes % 60) if minutes else None


def _zoned(text: str) -> tuple[date, time | None]:
    try:
        there = datetime.fromisoformat(text.upper().replace("Z", "+00:00")).astimezone(COPENHAGEN)
    except ValueError:
        raise UnreadableError(NO_DATE, text) from None
    return there.date(), there.time().replace(second=0, microsecond=0)


def _split_clock(text: str) -> tuple[time | None, str]:
    """A time at the end, and what stands before it. Three dates' numbers are no time."""
    found = _CLOCK.search(text)
    if found is None or not re.search(r"\d", text[: found.start()]):
        return None, text
    before = text[: found.start()]
    hour, minute = int(found[1] or found[3]), int(found[2] or 0)
    if hour > 23 or minute > 59:
        return None, text
    clock = time(hour, minute)
    return clock if clock != time() else None, before


def _written(text: str, today: date, epoch: date, *, born: bool) -> date | None:
    found = None
    if text.isdigit() and len(text) == 5:
        return epoch + timedelta(days=int(text)) if int(text) < _LAST_SERIAL else None
    if text.isdigit():
        return _of_digits(text, today, born=born)
    if iso := _ISO.fullmatch(text):
        found = _real(int(iso[1]), int(iso[2]), int(iso[3]))
    elif told := _DANISH.fullmatch(text):
        found = _with_year(int(told[1]), int(told[2]), told[3], today, born=born)
    elif (told := _NAMED.fullmatch(text)) and told[2].lower()[:3] in _MONTHS:
        month = _MONTHS[told[2].lower()[:3]]
        found = _with_year(int(told[1]), month, told[3], today, born=born)
    elif told := _YEARLESS.fullmatch(text):
        found = _with_year(int(told[1]), int(told[2]), None, today, born=born)
    return found


def _of_digits(text: str, today: date | None = None, *, born: bool = False) -> date | None:
    """Eight digits, or seven whose first zero a spreadsheet has lost, or six."""
    if len(text) in (7, 8):
        whole = text.zfill(8)
        return _real(int(whole[4:]), int(whole[2:4]), int(whole[:2])) or _real(
            int(whole[:4]), int(whole[4:6]), int(whole[6:])
        )
    if len(text) == 6 and today is not None:
        day, month = int(text[:2]), int(text[2:4])
        return _real(_whole_year(text[4:], today, month, day, born=born), month, day)
    return None


def _with_year(day: int, month: int, year: str | None, today: date, *, born: bool) -> date | None:
    if year is not None:
        return _real(_whole_year(year, today, month, day, born=born), month, day)
    if born:
        return None
    years = (today.year - 1, today.year, today.year + 1)
    possible = [found for one in years if (found := _real(one, month, day)) is not None]
    return min(possible, key=lambda found: abs(found - today), default=None)


def _whole_year(text: str, today: date, month: int, day: int, *, born: bool) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    if born and (2000 + year, month, day) > (today.year, today.month, today.day):
        return 1900 + year
    return 2000 + year


def _real(year: int, month: int, day: int) -> date | None:
    if not 1880 <= year <= 2200:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None

"""When somebody was born, as people say it: a date, a year, "about 34"."""

import re
from dataclasses import dataclass
from datetime import date

from desktop.errors import AppError
from desktop.i18n import N_, _, format_age, format_date
from desktop.models.residents import BirthPrecision
from desktop.services.days import age_on
from desktop.services.typed_dates import date_text, read_date

OLDEST = 120
"""Nobody is older, in years."""

_ABOUT = re.compile(
    r"(?:~|≈|ca\b\.?|circa\b|cirka\b|about\b|around\b|omkring\b|omtrent\b"
    r"|близько\b|приблизно\b|десь\b|около\b|примерно\b|где-то\b)\s*",
    re.IGNORECASE,
)
_BORN = re.compile(
    r"(?:born\b|født\b|f\.|нар\.|народжен(?:ий|а)\b|народився\b|народилася\b|народилась\b"
    r"|рожд\.|родился\b|родилась\b)(?:\s*(?:in|i|у|в)\b)?\s*",
    re.IGNORECASE,
)
_AFTER_YEAR = re.compile(r"\s*(?:р\.\s?н\.?|г\.\s?р\.?|рік|року|год|года|р\.|г\.)$", re.IGNORECASE)
_YEARS_OLD = re.compile(
    r"\s*(?:years?(?: old)?|år(?: gammel)?|рік|роки|років|год|года|лет|р\.)$", re.IGNORECASE
)
_YEAR = re.compile(r"\d{4}")
_AGE = re.compile(r"\d{1,3}")


@dataclass(frozen=True)
class Birth:
    """``day`` is 1 January where only the year is known or it is estimated."""

    day: date
    precision: BirthPrecision


def read_birth(text: str, today: date) -> Birth | None:
    """What was typed off a passport or said at the desk, in any of the languages; None for what
    can't be read so. "About 34" is the year in which somebody of that age was born who has had
    their birthday, so that they are shown as 34 for the rest of this year."""
    text = " ".join(text.split())
    exact = read_date(_BORN.sub("", text, count=1) if _BORN.match(text) else text)
    if exact is not None:
        return Birth(exact, BirthPrecision.EXACT)
    born, about = _BORN.match(text), False
    rest = text[born.end() :] if born else text
    if found := _ABOUT.match(rest):
        about, rest = True, rest[found.end() :]
    year = _AFTER_YEAR.sub("", rest)
    if _YEAR.fullmatch(year):
        precision = BirthPrecision.ESTIMATED if about else BirthPrecision.YEAR
        return _in_year(int(year), precision)
    age = _YEARS_OLD.sub("", rest)
    if _AGE.fullmatch(age) and not born and (about or age != rest):
        return _in_year(today.year - int(age), BirthPrecision.ESTIMATED)
    return None


def _in_year(year: int, precision: BirthPrecision) -> Birth | None:
    return Birth(date(year, 1, 1), precision) if year >= 1 else None


def kept_birth(day: date | None, precision: BirthPrecision) -> date | None:
    """The day that stands in the row: 1 January where only the year counts."""
    if day is None or precision is BirthPrecision.EXACT:
        return day
    return date(day.year, 1, 1)


def typed_birth(day: date | None, precision: BirthPrecision) -> str:
    """How ``read_birth`` would take it, besides whether a year is estimated."""
    if day is None or precision is BirthPrecision.EXACT:
        return date_text(day)
    return f"{day.year:04d}"


def birth_problem(day: date | None, today: date) -> AppError | None:
    """What is wrong with a date of birth, None when it may stand."""
    if day is None:
        return None
    if day > today:
        return AppError(N_("The date of birth lies in the future. Please check the year."))
    if day.year < today.year - OLDEST:
        return AppError(
            N_("The date of birth lies more than 120 years back. Please check the year.")
        )
    return None


def age_words(day: date, precision: BirthPrecision, today: date) -> str:
    """How old somebody is, in the current language; "about" where the day isn't known."""
    age = age_on(day, today) or 0
    if precision is BirthPrecision.EXACT:
        return format_age(age)
    return _("about {age}").format(age=format_age(age))


def birth_words(day: date, precision: BirthPrecision, today: date) -> str:
    """When somebody was born and how old that makes them, in the current language."""
    born = {
        BirthPrecision.EXACT: format_date(day),
        BirthPrecision.YEAR: _("born in {year}").format(year=day.year),
        BirthPrecision.ESTIMATED: _("born about {year}").format(year=day.year),
    }
    return f"{born[precision]} · {age_words(day, precision, today)}"

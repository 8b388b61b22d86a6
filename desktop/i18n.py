"""Texts, dates, times and numbers in the language of the person at the desk.

The English msgid is the source and the fallback. The current language belongs to the process;
a document in a resident's language asks ``catalogue(code)`` and disturbs nobody.
"""

import gettext as gettext_files
import sys
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date as babel_date
from babel.dates import format_skeleton
from babel.lists import format_list as babel_list
from babel.numbers import format_decimal

DOMAIN = "ankomst"
SOURCE = "en"
"""The language of the msgids: what shows before a language is chosen, and in tests."""

LANGUAGES: dict[str, str] = {"da": "Dansk", "uk": "Українська", "ru": "Русский"}
"""The languages a person can choose, each by its own name."""

COPENHAGEN = ZoneInfo("Europe/Copenhagen")

TRANSLATIONS = Path(getattr(sys, "_MEIPASS", Path(__file__).parents[1])) / "translations"

DateStyle = Literal["short", "medium", "long", "weekday"]

_WEEKDAY = {"da": "EEEE d. MMMM", "uk": "EEEE, d MMMM", "ru": "EEEE, d MMMM"}


class Catalogue:
    """The texts and formats of one language. Immutable, so any thread may use it."""

    def __init__(self, code: str, texts: gettext_files.NullTranslations) -> None:
        self.code = code
        self.locale = Locale.parse("en_GB" if code == SOURCE else code)
        self._texts = texts

    def gettext(self, msgid: str) -> str:
        """The text for ``msgid``, or ``msgid`` itself where there is none."""
        return self._texts.gettext(msgid) if msgid else ""

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The form that goes with ``count``; the caller fills the fields."""
        return self._texts.ngettext(one, many, count)

    def pgettext(self, context: str, msgid: str) -> str:
        """The text for a word that means different things in different places."""
        return self._texts.pgettext(context, msgid)

    def format_date(self, day: date, style: DateStyle = "medium") -> str:
        """``short`` 20.11.2026, ``medium`` 20. nov. 2026, ``long`` 20. november 2026,
        ``weekday`` fredag 20. november."""
        if style == "short":
            return babel_date(day, "dd.MM.yyyy", locale=self.locale)
        if style == "weekday":
            return babel_date(day, _WEEKDAY.get(self.code, "EEEE d MMMM"), locale=self.locale)
        return babel_date(day, style, locale=self.locale)

    def format_time(self, instant: datetime) -> str:
        """The clock in Copenhagen, 24 hours."""
        return _local(instant).strftime("%H:%M")

    def format_datetime(self, instant: datetime) -> str:
        """Date and clock in Copenhagen: 20. nov. 2026 12:04."""
        return f"{self.format_date(_local(instant).date())} {self.format_time(instant)}"

    def format_when(self, instant: datetime, now: datetime) -> str:
        """As short as it can be said at ``now``: the clock today, else the day with it."""
        day, today = _local(instant).date(), _local(now).date()
        clock = self.format_time(instant)
        if day == today:
            return clock
        if day == today - timedelta(days=1):
            return self.gettext("yesterday {time}").format(time=clock)
        if day.year == today.year:
            return f"{format_skeleton('MMMd', day, locale=self.locale)} {clock}"
        return self.format_datetime(instant)

    def format_number(self, value: float) -> str:
        """With the language's separators: 12.500 in Danish, 12 500 in Ukrainian."""
        return format_decimal(value, locale=self.locale)

    def format_list(self, items: Iterable[str]) -> str:
        """``a, b and c``."""
        return babel_list(tuple(items), locale=self.locale)

    def format_age(self, years: int) -> str:
        """An age with its unit: 34 år, 34 роки."""
        return self.ngettext("{count} year", "{count} years", years).format(count=years)


def _local(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    return instant.astimezone(COPENHAGEN)


@cache
def catalogue(code: str) -> Catalogue:
    """The catalogue of a language of ``LANGUAGES`` (or of ``SOURCE``).

    Where its .mo is missing or lacks a text, the English msgid shows. ``ValueError`` for a
    language the app doesn't speak.
    """
    if code == SOURCE:
        return Catalogue(code, gettext_files.NullTranslations())
    if code not in LANGUAGES:
        raise ValueError(f"no such language: {code!r}")
    return Catalogue(
        code, gettext_files.translation(DOMAIN, TRANSLATIONS, languages=[code], fallback=True)
    )


class _Choice:
    """The language chosen for the process; replaced whole, so readers need no lock."""

    catalogue: Catalogue = Catalogue(SOURCE, gettext_files.NullTranslations())


def set_language(code: str) -> None:
    """Choose the language of the process. Views use ``views.translator.install_language``."""
    _Choice.catalogue = catalogue(code)


def language() -> str:
    """The code of the current language."""
    return _Choice.catalogue.code


def N_(msgid: str) -> str:  # noqa: N802 - gettext's own name for the marker
    """Mark a text for the catalogues; it is translated later."""
    return msgid


def _(msgid: str) -> str:
    return _Choice.catalogue.gettext(msgid)


def ngettext(one: str, many: str, count: int) -> str:
    """The form for ``count`` in the current language."""
    return _Choice.catalogue.ngettext(one, many, count)


def pgettext(context: str, msgid: str) -> str:
    """The text for ``msgid`` as it is meant in ``context``."""
    return _Choice.catalogue.pgettext(context, msgid)


def format_date(day: date, style: DateStyle = "medium") -> str:
    """See ``Catalogue.format_date``."""
    return _Choice.catalogue.format_date(day, style)


def format_time(instant: datetime) -> str:
    """See ``Catalogue.format_time``."""
    return _Choice.catalogue.format_time(instant)


def format_datetime(instant: datetime) -> str:
    """See ``Catalogue.format_datetime``."""
    return _Choice.catalogue.format_datetime(instant)


def format_when(instant: datetime, now: datetime) -> str:
    """See ``Catalogue.format_when``."""
    return _Choice.catalogue.format_when(instant, now)


def format_number(value: float) -> str:
    """See ``Catalogue.format_number``."""
    return _Choice.catalogue.format_number(value)


def format_list(items: Iterable[str]) -> str:
    """See ``Catalogue.format_list``."""
    return _Choice.catalogue.format_list(items)


def format_age(years: int) -> str:
    """See ``Catalogue.format_age``."""
    return _Choice.catalogue.format_age(years)

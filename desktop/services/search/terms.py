"""Numbers and dates as they are kept and as they are typed.

Kept, each begins with a letter that says what it is: ``n`` resident number, ``p`` phone, ``c`` CPR,
``f`` foreigner's number, ``d`` document, ``b`` date of birth, ``e`` e-mail.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import Protocol

from desktop.services.numbers import digits_of
from desktop.services.search.rank import Tier

_NOT_SIGNS = re.compile(r"[^0-9a-zа-яґєії]")
_DAY_FIRST = re.compile(r"(\d{1,2})[./\- ](\d{1,2})[./\- ](\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})[./\- ](\d{1,2})[./\- ](\d{1,2})")
_SIX = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})")
_YEAR_FIRST_WHOLE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_COUNTRY_CODES = ("45", "380", "7", "48", "49", "40", "370", "371", "373")
"""Of the phones that residents have: a number is also known without its country's."""

_EXACT = float(Tier.EXACT)
_BORN = Tier.EXACT + 0.05
_END = Tier.PART + 0.2
_BEGINNING = Tier.PART + 0.25
_INSIDE = Tier.PART + 0.4


class Findable(Protocol):
    """What ``kept_terms`` reads of a resident."""

    number: str
    phone: str | None
    cpr: str | None
    foreigner_number: str | None
    document_number: str | None
    birth_date: date | None
    email: str | None


def signs_of(text: str) -> str:
    """Only the letters and digits, in lower case."""
    return _NOT_SIGNS.sub("", text.casefold())


def kept_terms(resident: Findable) -> str:
    """What a resident is found by besides name and room, parted by blanks."""
    born = resident.birth_date
    terms = [
        f"n{digits_of(resident.number)}",
        f"p{digits_of(resident.phone or '').removeprefix('00')}",
        f"c{digits_of(resident.cpr or '')}",
        f"f{signs_of(resident.foreigner_number or '')}",
        f"d{signs_of(resident.document_number or '')}",
        f"b{born:%Y%m%d}" if born else "",
        f"e{''.join((resident.email or '').casefold().split())}",
    ]
    return " ".join(term for term in terms if len(term) > 1)


def dates_of(text: str, today: date) -> list[date]:
    """The days of birth that a text may mean: ``12.03.1987``, ``12/3-87``, ``1987-03-12``,
    ``120387``. A year of two digits is never in the future."""
    text = text.strip()
    if found := _YEAR_FIRST.fullmatch(text) or _YEAR_FIRST_WHOLE.fullmatch(text):
        year, month, day = found.groups()
        years = [int(year)]
    elif found := _DAY_FIRST.fullmatch(text) or _SIX.fullmatch(text):
        day, month, year = found.groups()
        years = [int(year)] if len(year) == 4 else [2000 + int(year), 1900 + int(year)]
    else:
        return []
    days = []
    for full in years:
        try:
            born = date(full, int(month), int(day))
        except ValueError:
            continue
        if born <= today:
            days.append(born)
    if not days and _YEAR_FIRST_WHOLE.fullmatch(text) and (late := _SIX.fullmatch(text)):
        day, month, year = late.groups()
        return dates_of(f"{day}.{month}.{year}", today)
    return days


def phones_of(text: str) -> list[str]:
    """The digits that a phone may be kept with: with and without the country's and the 0."""
    digits = digits_of(text.replace("(0)", "")).removeprefix("00")
    found = [digits]
    if text.strip().startswith(("+", "00")):
        found += [digits.removeprefix(code) for code in _COUNTRY_CODES if digits.startswith(code)]
    elif len(digits) == 10 and digits.startswith("45"):
        found.append(digits[2:])
    elif len(digits) == 12 and digits.startswith("380"):
        found.append(digits[3:])
    elif digits.startswith("0"):
        found.append(digits[1:])
    return [phone for phone in found if len(phone) >= 3]


class NumberWord:
    """A typed word with a digit in it, and everything it may mean."""

    def __init__(self, text: str, today: date) -> None:
        self.text = text
        self.room = "".join(text.casefold().split())
        self.signs = signs_of(text)
        self.digits = digits_of(text)
        self._only_digits = self.digits == self.signs
        self._phones = phones_of(text) if self._only_digits else []
        self._born = [f"{day:%Y%m%d}" for day in dates_of(text, today)]

    def needles(self) -> list[str]:
        """Strings of three signs or more; one stands in the terms of everyone who is meant."""
        wanted = [self.signs, *self._phones, *self._born]
        if "@" in self.room:
            wanted = [self.room]
        return [needle for needle in dict.fromkeys(wanted) if len(needle) >= 3]

    def of_terms(self, terms: Iterable[str]) -> float | None:
        """How well it answers to what a person is found by; None when it does not."""
        ranks = [self._of_term(term[0], term[1:]) for term in terms]
        return min((rank for rank in ranks if rank is not None), default=None)

    def of_place(self, room: str, bed: str) -> float | None:
        """How well it answers to where a person lives."""
        if room and self.room in (room, room + bed, f"{room}.{bed}"):
            return _EXACT
        return _END if room and room.startswith(self.room) else None

    def _of_term(self, kind: str, term: str) -> float | None:
        if kind == "b":
            return _BORN if term in self._born else None
        if kind == "e":
            needle = self.room if "@" in self.room else self.signs
            return _part(needle, term, 3, 3) if not self._only_digits else None
        if kind == "p":
            ranks = [_of_phone(phone, term) for phone in self._phones]
            return min((rank for rank in ranks if rank is not None), default=None)
        if kind == "c":
            return _part(self.signs, term, 6, 99)
        if kind == "n":
            return _part(self.signs, term, 3, 3)
        return _part(self.signs, term, 4, 4)


def _of_phone(phone: str, term: str) -> float | None:
    """A number is whole also without its country's."""
    if any(term == code + phone for code in _COUNTRY_CODES):
        return _EXACT
    return _part(phone, term, 3, 3)


def _part(needle: str, term: str, beginning: int, inside: int) -> float | None:
    """``beginning`` and ``inside``: how many signs a part there must have."""
    if needle == term:
        return _EXACT
    if len(needle) >= inside and term.endswith(needle):
        return _END
    if len(needle) >= beginning and term.startswith(needle):
        return _BEGINNING
    if len(needle) >= inside and needle in term:
        return _INSIDE
    return None

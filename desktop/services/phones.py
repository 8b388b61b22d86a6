"""Phone numbers: kept in the international form (E.164), shown as people write them.

What can't be read as a number is kept as it was typed: somebody may know what it means.
"""

import re
from dataclasses import dataclass
from typing import Literal

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat

Country = Literal["DK", "UA"]
GUESSED: tuple[Country, ...] = ("DK", "UA")
"""Where a number without its country is from, the likeliest first."""

_ONLY_A_NUMBER = re.compile(r"[\d\s+().\-\u2010-\u2015/\u00a0]+")
_ABROAD = re.compile(r"\s*(?:\+|00)")
_KEPT = re.compile(r"\+\d{7,15}")


@dataclass(frozen=True)
class Phone:
    """What was typed, read: ``kept`` goes into the row. ``guessed`` names the country that was not
    typed; not ``known``: the form fits, but nobody is known to have such a number."""

    kept: str
    readable: bool = True
    guessed: Country | None = None
    known: bool = True


def read_phone(text: str) -> Phone:
    """What a typed number means."""
    text = " ".join(text.split())
    if not text:
        return Phone("")
    if not _ONLY_A_NUMBER.fullmatch(text):
        return Phone(text, readable=False)
    if _ABROAD.match(text):
        number = _parsed(text, "DK")
        if number is None or not phonenumbers.is_possible_number(number):
            return Phone(text, readable=False)
        return Phone(_international(number), known=phonenumbers.is_valid_number(number))
    for country in GUESSED:
        number = _parsed(text, country)
        if number is not None and phonenumbers.is_valid_number(number):
            return Phone(_international(number), guessed=country)
    return Phone(text, readable=False)


def kept_phone(text: str) -> str:
    """As the row holds it."""
    return read_phone(text).kept


def shown_phone(kept: str) -> str:
    """A number as people write it, its country before: ``+45 20 12 34 56``. What is no number in
    the international form is shown as it stands."""
    if not _KEPT.fullmatch(kept):
        return kept
    number = _parsed(kept, None)
    if number is None or not phonenumbers.is_possible_number(number):
        return kept
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


def _parsed(text: str, country: str | None) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(text, country)
    except NumberParseException:
        return None


def _international(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)

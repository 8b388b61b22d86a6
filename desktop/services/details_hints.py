"""What may be worth a second look in a person's details, by field. None of it keeps anybody from
saving."""

import re
from datetime import date

from desktop.i18n import _, format_date
from desktop.models.residents import BirthPrecision
from desktop.services.birth import birth_problem, birth_words
from desktop.services.cpr import born_by_cpr, cpr_doubt, cpr_problem
from desktop.services.details import Details
from desktop.services.emails import email_doubt
from desktop.services.hints import Hint
from desktop.services.phones import read_phone, shown_phone

_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_DIGIT = re.compile(r"\d")

LATIN_NAMES = ("given_names", "surname")
CYRILLIC_NAMES = ("given_names_cyrillic", "surname_cyrillic")


def detail_hints(details: Details, today: date) -> dict[str, Hint]:
    """The hints, by field."""
    found = {
        **{name: _name_hint(details, name) for name in (*LATIN_NAMES, *CYRILLIC_NAMES)},
        "birth_date": _birth_hint(details, today),
        "cpr": _cpr_hint(details),
        "document_expires_on": _expiry_hint(details.document_expires_on, today),
        "permit_expires_on": _expiry_hint(details.permit_expires_on, today),
        "phone": phone_hint(details.phone),
        "email": email_doubt(details.email),
    }
    return {name: hint for name, hint in found.items() if hint is not None}


def phone_hint(text: str) -> Hint | None:
    """How a phone number was understood, where that isn't plain."""
    phone = read_phone(text)
    if not phone.readable:
        return Hint(
            lambda: _(
                "This can't be read as one phone number, so it is kept as you wrote it. With the "
                "country's code (+45, +380) it can be called from anywhere."
            )
        )
    if not phone.known:
        return Hint(
            lambda: _("No number like {phone} is known. Please compare once more.").format(
                phone=shown_phone(phone.kept)
            )
        )
    if phone.guessed == "UA":
        return Hint(
            lambda: _("Taken as Ukrainian: {phone}").format(phone=shown_phone(phone.kept)),
            warns=False,
        )
    if phone.guessed == "DK":
        return Hint(
            lambda: _("Taken as Danish: {phone}").format(phone=shown_phone(phone.kept)),
            warns=False,
        )
    return None


def _name_hint(details: Details, name: str) -> Hint | None:
    written = getattr(details, name)
    if _DIGIT.search(written):
        return Hint(lambda: _("There is a digit in this name."))
    if name in LATIN_NAMES and _CYRILLIC.search(written):
        return Hint(
            lambda: _("These are Cyrillic letters; the passport has the name in Latin ones too.")
        )
    if name in CYRILLIC_NAMES and _LATIN.search(written):
        return Hint(lambda: _("There are Latin letters in this name."))
    if name in LATIN_NAMES and details.name and not written.strip():
        return Hint(
            lambda: _("Stays empty where the papers have one name only."),
            warns=False,
        )
    return None


def _birth_hint(details: Details, today: date) -> Hint | None:
    day, precision = details.birth_date, details.birth_precision
    if day is None or birth_problem(day, today) is not None:
        return None
    return Hint(lambda: birth_words(day, precision, today), warns=False)


def _cpr_hint(details: Details) -> Hint | None:
    day = details.birth_date
    exact = details.birth_precision is BirthPrecision.EXACT
    if cpr_problem(details.cpr, day if exact else None) is not None:
        return None
    by_year = details.birth_precision is BirthPrecision.YEAR
    doubt = cpr_doubt(details.cpr, day.year if day and by_year else None, details.sex)
    if doubt is not None:
        return Hint(lambda: _(doubt))
    born = born_by_cpr(details.cpr)
    if born is not None and (day is None or not exact):
        return Hint(
            lambda: _("By this number born on {date}").format(date=format_date(born)),
            warns=False,
        )
    return None


def _expiry_hint(day: date | None, today: date) -> Hint | None:
    if day is None or day >= today:
        return None
    return Hint(lambda: _("Ran out on {date}").format(date=format_date(day)))

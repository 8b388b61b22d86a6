"""E-mail addresses: kept as they were typed; what looks odd is only told."""

import re

from rapidfuzz.distance import DamerauLevenshtein

from desktop.i18n import _
from desktop.services.hints import Hint

WELL_KNOWN = (
    *("gmail.com", "ukr.net", "i.ua", "meta.ua", "icloud.com", "outlook.com", "hotmail.com"),
    *("outlook.dk", "hotmail.dk", "live.dk", "live.com", "yahoo.com", "proton.me", "mail.ru"),
    *("mail.com", "ymail.com", "mail.dk"),
)
"""Where most residents have their mail: a name that is one letter away is a slip."""

_ADDRESS = re.compile(r"[^\s@,;:<>()\[\]\"]+@[^\s@.,;]+(?:\.[^\s@.,;]+)*\.[^\W\d_]{2,}")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")


def email_doubt(text: str) -> Hint | None:
    """What looks odd about an address, None for a likely one and for none."""
    address = text.strip()
    if not address:
        return None
    if _CYRILLIC.search(address):
        return Hint(lambda: _("There are Cyrillic letters in this address. Please type it again."))
    if not _ADDRESS.fullmatch(address):
        return Hint(
            lambda: _("This doesn't look like an e-mail address. It is kept as you wrote it.")
        )
    name, _at, domain = address.rpartition("@")
    meant = _slip_of(domain.casefold())
    if meant is None:
        return None
    return Hint(lambda: _("Is {address} meant?").format(address=f"{name}@{meant}"))


def _slip_of(domain: str) -> str | None:
    """The well-known domain that is one slip of the finger away."""
    if domain in WELL_KNOWN:
        return None
    near = (one for one in WELL_KNOWN if len(one) > 6 and _distance(domain, one) == 1)
    return next(near, None)


def _distance(one: str, other: str) -> int:
    return DamerauLevenshtein.distance(one, other, score_cutoff=1)

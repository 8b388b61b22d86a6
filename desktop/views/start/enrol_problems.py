"""What can go wrong when a desk is enrolled, and beside which field it is told."""

import math
from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QUrl

from desktop.i18n import _, format_number, ngettext
from desktop.sync.client import (
    AddressError,
    CertificateError,
    CertificateFault,
    InsecureAddressError,
    NotAStoreError,
    UnreachableError,
    checked_address,
)
from desktop.sync.protocol import WireError
from desktop.views.start.failure_words import failure_words
from desktop.views.sync.words import problem_words

Place = Literal["address", "code", "desk_name", "card"]


def typed_address(text: str) -> str:
    """The address as it will be called; https where nothing else was typed.

    Raises AddressError or InsecureAddressError.
    """
    plain = text.strip()
    if "://" not in plain:
        plain = f"https://{plain}"
    url = QUrl(plain, QUrl.ParsingMode.StrictMode)
    if not url.isValid() or not url.host() or any(mark.isspace() for mark in plain):
        raise AddressError(text)
    return checked_address(plain)


def problem_of(error: Exception) -> tuple[Place, Callable[[], str]]:
    """Where to tell an error of ``enrol``, and the sentence in the language of the moment."""
    if isinstance(error, InsecureAddressError):
        return "address", _insecure
    if isinstance(error, AddressError):
        return "address", _not_an_address
    if isinstance(error, UnreachableError):
        return "address", _unreached(error)
    if isinstance(error, NotAStoreError):
        return "address", _not_a_store
    if isinstance(error, WireError):
        return _of_the_store(error)
    return "card", failure_words(error)


def _of_the_store(error: WireError) -> tuple[Place, Callable[[], str]]:
    if error.code == "code_invalid":
        return "code", _code_invalid
    if error.code == "too_many_attempts":
        seconds = error.params.get("retry_after")
        wait = seconds if isinstance(seconds, int | float) and seconds > 0 else 60
        return "code", lambda: _too_many(math.ceil(wait))
    field = str(error.params.get("field", ""))
    if error.code == "invalid" and field.endswith("device_name"):
        return "desk_name", _bad_name
    if error.code == "invalid" and field.endswith("code"):
        return "code", _code_invalid
    return "card", lambda: problem_words(error.code)


def _not_an_address() -> str:
    return _("This is not an address. It looks like {example}.").format(
        example="https://ankomst.example.dk"
    )


def _insecure() -> str:
    return _("The address must begin with https://, so that nobody can read along.")


def _unreached(error: UnreachableError) -> Callable[[], str]:
    if isinstance(error, CertificateError):
        return _CERTIFICATE[error.why]
    return _unreachable


def _expired() -> str:
    return _(
        "The certificate of this address has expired, or the clock of this PC is wrong. Nothing "
        "was sent. Please check the date and time, or ask your administrator."
    )


def _other_name() -> str:
    return _(
        "The certificate belongs to another address, so this may not be your central store. "
        "Nothing was sent. Please check the address letter by letter."
    )


def _unknown_issuer() -> str:
    return _(
        "This PC does not trust the certificate of this address, so somebody could be reading "
        "along. Nothing was sent. Please ask your administrator."
    )


_CERTIFICATE: dict[CertificateFault, Callable[[], str]] = {
    "expired": _expired,
    "other_name": _other_name,
    "unknown_issuer": _unknown_issuer,
}
"""What is wrong with a certificate, and that one must not go on."""


def _unreachable() -> str:
    return _("Nobody answers at this address. Please check the network and the address.")


def _not_a_store() -> str:
    return _(
        "Something answers at this address, but it is not the central store of Ankomst. "
        "Please check the address, or whether the Wi-Fi asks you to sign in."
    )


def _code_invalid() -> str:
    return _(
        "This code is not right, was used already or is too old. "
        "Please ask your administrator for a new one."
    )


def _too_many(seconds: int) -> str:
    if seconds > 90:
        minutes = math.ceil(seconds / 60)
        return ngettext(
            "Too many wrong codes. Please try again in {count} minute.",
            "Too many wrong codes. Please try again in {count} minutes.",
            minutes,
        ).format(count=format_number(minutes))
    return ngettext(
        "Too many wrong codes. Please try again in {count} second.",
        "Too many wrong codes. Please try again in {count} seconds.",
        seconds,
    ).format(count=format_number(seconds))


def _bad_name() -> str:
    return _("Please give the desk a name of readable letters, at most 120.")

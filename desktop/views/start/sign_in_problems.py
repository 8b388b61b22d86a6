"""What can go wrong when the store is asked who somebody is, in words."""

import math
from collections.abc import Callable

from desktop.i18n import N_, _
from desktop.services.entry_errors import wait_words
from desktop.sync.client import CertificateError, NotAStoreError, UnreachableError
from desktop.sync.protocol import WireError
from desktop.views.start.failure_words import failure_words
from desktop.views.sync.words import problem_words

SAID = {
    "sign_in_refused": N_(
        "The central store does not let you in here: the name or the password is not right, or "
        "you do not work at this site. If you are sure of both, ask your administrator."
    ),
    "wrong_password": N_("The password is not right. Please try again."),
    "invalid": N_("The central store does not take this password. Please choose another."),
    "session_ended": N_("That took too long. Please sign in once more."),
    "device_revoked": N_(
        "This PC was taken out of use for Ankomst. Please call your administrator."
    ),
    "key_missing": N_(
        "The central store can't open its keys just now, so nobody new can sign in. "
        "Please call your administrator."
    ),
}
"""By the codes of the store's refusals."""


def store_problem_words(error: Exception) -> Callable[[], str]:
    """The sentence for an error of ``signing_in``'s calls, in the language of the moment."""
    if isinstance(error, CertificateError):
        return lambda: problem_words("certificate")
    if isinstance(error, UnreachableError):
        return _unreachable
    if isinstance(error, NotAStoreError):
        return lambda: problem_words("not_a_store")
    if isinstance(error, WireError):
        return _of_the_store(error)
    return failure_words(error)


def is_about_password(error: Exception) -> bool:
    """Whether what is wrong belongs beside the password."""
    return isinstance(error, WireError) and error.code in {
        "sign_in_refused",
        "wrong_password",
        "too_many_attempts",
    }


def seconds_of(error: WireError) -> int:
    """For how long the store asks to wait."""
    seconds = error.params.get("retry_after")
    return math.ceil(seconds) if isinstance(seconds, int | float) and seconds > 0 else 60


def _of_the_store(error: WireError) -> Callable[[], str]:
    if error.code == "too_many_attempts":
        seconds = seconds_of(error)
        return lambda: wait_words(seconds)
    said = SAID.get(error.code)
    return (lambda: _(said)) if said else (lambda: problem_words(error.code))


def _unreachable() -> str:
    return _("The central store can't be reached. Please check the network and try again.")

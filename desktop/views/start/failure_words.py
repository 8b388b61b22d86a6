"""What went wrong before a desk was open, in words."""

import logging
from collections.abc import Callable

from desktop.errors import AppError
from desktop.i18n import _

log = logging.getLogger(__name__)


def failure_words(error: Exception) -> Callable[[], str]:
    """The sentence for an error of the profile, to be asked again for another language. What is
    not meant for people is logged."""
    if isinstance(error, AppError):
        return error.text
    log.error("unexpected error before the desk was open", exc_info=error)
    if isinstance(error, OSError):
        return _unwritable
    return _unexpected


def _unwritable() -> str:
    return _(
        "The folder of this desk can't be read or written. Please check that the disk is "
        "connected, has room, and that you may write to it."
    )


def _unexpected() -> str:
    return _("Something went wrong; nothing was lost. Please try again.")

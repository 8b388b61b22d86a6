"""Why somebody is not let in, where the way on is another one than to type again."""

from desktop.errors import AppError
from desktop.i18n import N_, format_number, ngettext

NO_KEYS = N_(
    "The key file of this desk is missing or damaged. Nothing was changed. "
    "Please call your administrator and have the recovery code at hand."
)


class KeysLostError(AppError):
    """``keys.json`` can't be read; the recovery code is the way in."""

    def __init__(self, msgid: str = NO_KEYS) -> None:
        super().__init__(msgid)


class WrongPasswordToldError(AppError):
    """The password is wrong, or is another one since this desk was last in contact."""

    def __init__(self, msgid: str = N_("The password is not right. Please try again.")) -> None:
        super().__init__(msgid)


class WaitError(AppError):
    """Too many wrong tries; the next must wait ``seconds``."""

    def __init__(self, seconds: int) -> None:
        super().__init__("Too many wrong tries. Please wait {count} s.", count=seconds)
        self.seconds = seconds

    def text(self) -> str:
        return wait_words(self.seconds)


class OutOfContactError(AppError):
    """The desk has been out of contact for so long that only the store can let people in."""

    def __init__(self, days: int) -> None:
        super().__init__("Out of contact for more than {count} days.", count=days)
        self.days = days

    def text(self) -> str:
        return ngettext(
            "This desk has not been in contact with the central store for more than {count} day. "
            "Connect it to the network to sign in.",
            "This desk has not been in contact with the central store for more than {count} days. "
            "Connect it to the network to sign in.",
            self.days,
        ).format(count=format_number(self.days))


def wait_words(seconds: int) -> str:
    """How long a person must wait after wrong tries."""
    if seconds > 90:
        minutes = -(-seconds // 60)
        return ngettext(
            "Too many wrong tries. Please try again in {count} minute.",
            "Too many wrong tries. Please try again in {count} minutes.",
            minutes,
        ).format(count=format_number(minutes))
    return ngettext(
        "Too many wrong tries. Please try again in {count} second.",
        "Too many wrong tries. Please try again in {count} seconds.",
        seconds,
    ).format(count=format_number(seconds))

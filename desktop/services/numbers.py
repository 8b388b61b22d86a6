"""Numbers that a desk without a network can give out, and that never clash.

A number is the desk's own number, how many this desk has given out, and a check digit (Luhn), so
that a slip of the finger is noticed: ``003-00041-7``. Digits only: they are the same on a Danish
and a Ukrainian keyboard.
"""

from stdnum import luhn

from desktop.errors import AppError
from desktop.i18n import N_

RESIDENTS = "resident_number"
"""What a desk counts the residents by to whom it gives a number."""


def number(desk_number: int, count: int) -> str:
    """The ``count``-th number that a desk gives out."""
    digits = f"{desk_number:03d}{count:05d}"
    return f"{digits[:-5]}-{digits[-5:]}-{luhn.calc_check_digit(digits)}"


def digits_of(text: str) -> str:
    """Only the digits of what was typed: hyphens and spaces don't matter."""
    return "".join(letter for letter in text if letter in "0123456789")


def require_desk_number(desk_number: int | None) -> int:
    """The desk's number. Raises AppError while the desk has not been in step once."""
    if desk_number is None:
        raise AppError(
            N_("This desk has not received its number yet. Connect it to the network once.")
        )
    return desk_number

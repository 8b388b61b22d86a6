"""The Danish personal number (CPR): what is wrong with one, and what only looks odd."""

from datetime import date

from stdnum.dk import cpr as danish_cpr
from stdnum.exceptions import InvalidComponent, ValidationError

from desktop.i18n import N_
from desktop.models.residents import Sex


def kept_cpr(text: str) -> str:
    """A number as it stands in the row: digits alone."""
    return str(danish_cpr.compact(text))


def shown_cpr(cpr: str) -> str:
    """A number as people write it: ``020594-1234``."""
    return f"{cpr[:6]}-{cpr[6:]}" if len(cpr) == 10 and cpr.isdigit() else cpr


def born_by_cpr(text: str) -> date | None:
    """The date of birth that a number says, None for no number. The seventh digit tells the
    century (CPR-kontoret)."""
    digits = kept_cpr(text)
    if len(digits) != 10 or not digits.isascii() or not digits.isdigit():
        return None
    try:
        born: date = danish_cpr.get_birth_date(digits)
    except ValidationError:
        return None
    return born


def cpr_problem(cpr: str, birth_date: date | None) -> str | None:
    """What is wrong with a CPR number, as a msgid; None when it may stand.

    Ten digits whose first six are a real date. Modulus 11 is not asked: numbers without it are
    valid since 2007 (CPR-kontoret).
    """
    if not cpr.strip():
        return None
    digits = kept_cpr(cpr)
    if len(digits) != 10 or not digits.isascii() or not digits.isdigit():
        return N_("A CPR number has ten digits: day, month, year and four more.")
    try:
        born = danish_cpr.get_birth_date(digits)
    except InvalidComponent:
        return N_("The first six digits of the CPR number are not a date.")
    if birth_date is not None and born != birth_date:
        return N_("The CPR number and the date of birth don't agree. Please check both.")
    return None


def cpr_doubt(cpr: str, born_in: int | None, sex: Sex) -> str | None:
    """What looks odd about a number that may stand, as a msgid. ``born_in``: the year of birth
    where only that is known.

    The last digit is even for women, odd for men.
    """
    if not cpr.strip() or cpr_problem(cpr, None) is not None:
        return None
    digits, born = kept_cpr(cpr), born_by_cpr(cpr)
    if born is not None and born_in is not None and born.year != born_in:
        return N_("The CPR number tells of another year of birth. Please compare both.")
    if sex is not Sex.OTHER and (int(digits[-1]) % 2 == 0) is not (sex is Sex.FEMALE):
        return N_("The last digit is even for women and odd for men. Please compare once more.")
    if danish_cpr.checksum(digits):
        return N_(
            "The check digit doesn't fit. Numbers like this are given out since 2007, "
            "so it may be right; please compare once more."
        )
    return None

"""What is said of an allergy on which desks differ."""

from desktop.i18n import _


def undecided_words() -> str:
    """Why more is shown than one desk wrote."""
    return _("Two desks wrote different things here; all of it counts until it is decided.")

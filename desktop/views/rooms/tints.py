"""The tint of a household: the same on every bar, in light and dark."""

from PySide6.QtGui import QColor

from desktop.services.people import PersonLine
from desktop.views.theme import Palette

_HUES = (212, 150, 32, 275, 185, 340, 95, 245, 50, 310)
"""Told apart by most eyes; none is the red of danger."""


def hue_of(person: PersonLine) -> int:
    """The hue for a person's household, or for the person where they have none."""
    return _HUES[int((person.household_id or person.id)[-8:], 16) % len(_HUES)]


def fill_of(hue: int, palette: Palette) -> QColor:
    """A ground on which the theme's ink reads well."""
    return QColor.fromHsl(hue, 70 if palette.dark else 120, 68 if palette.dark else 224)


def edge_of(hue: int, palette: Palette) -> QColor:
    """The line around it."""
    return QColor.fromHsl(hue, 110, 140 if palette.dark else 115)

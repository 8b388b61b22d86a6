"""Colours that can be read, in light and dark, at every text size."""

from collections.abc import Iterator
from itertools import product

import pytest
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop.views import icons, theme


@pytest.fixture(autouse=True)
def _light_again(qapp: QApplication) -> Iterator[None]:
    yield
    theme.apply_theme(qapp, "light")


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = QColor(colour).getRgbF()[:3]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


BOTH = pytest.mark.parametrize("palette", [theme.LIGHT, theme.DARK], ids=["light", "dark"])


@BOTH
def test_text_meets_aa_on_every_ground(palette: theme.Palette) -> None:
    inks = ("ink", "quiet", "accent", "good", "attention", "danger")
    grounds = ("ground", "surface")
    pairs = [*product(inks, grounds), ("on_accent", "accent"), ("on_accent", "accent_strong")]
    pairs += [(state, f"{state}_soft") for state in ("accent", "good", "attention", "danger")]
    pairs += [("ink", ground) for ground in ("hover", "note", "accent_soft", "good_soft")]
    pairs += [("quiet", "hover"), ("ink", "attention_soft"), ("ink", "danger_soft")]
    poor = {
        (ink, ground): round(contrast(getattr(palette, ink), getattr(palette, ground)), 2)
        for ink, ground in pairs
        if contrast(getattr(palette, ink), getattr(palette, ground)) < 4.5
    }
    assert poor == {}


@BOTH
def test_edges_of_controls_can_be_seen(palette: theme.Palette) -> None:
    assert contrast(palette.edge, palette.surface) >= 3
    assert contrast(palette.accent, palette.surface) >= 3


def test_dark_and_light_change_what_is_open(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply_theme(qapp, "light")
    label = QLabel("Room 3.07")
    qtbot.addWidget(label)
    theme.apply_theme(qapp, "dark")
    assert theme.current() is theme.DARK
    assert label.palette().windowText().color() == QColor(theme.DARK.ink)


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5])
@pytest.mark.parametrize("make", [QPushButton, QLineEdit, QComboBox])
def test_controls_share_one_height_at_every_text_size(
    qtbot: QtBot, qapp: QApplication, make: type[QPushButton], scale: float
) -> None:
    theme.apply_theme(qapp, "light", scale)
    control = make()
    qtbot.addWidget(control)
    control.ensurePolished()
    assert abs(control.sizeHint().height() - 36 * scale) <= 2


def test_text_scale_out_of_range_is_refused(qapp: QApplication) -> None:
    with pytest.raises(ValueError, match="text scale"):
        theme.apply_theme(qapp, "light", 2.0)


def test_marked_widget_takes_its_look_at_once(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply_theme(qapp, "light")
    label = QLabel("Wrong")
    qtbot.addWidget(label)
    label.ensurePolished()
    theme.mark(label, state="danger")
    assert label.palette().windowText().color() == QColor(theme.LIGHT.danger)


def test_every_icon_is_in_the_font(qapp: QApplication) -> None:
    missing = [name for name in icons.ICONS if icons.icon(name).isNull()]
    assert missing == []


def test_icon_takes_the_colour_of_the_theme_when_painted(qapp: QApplication) -> None:
    theme.apply_theme(qapp, "light")
    sign = icons.icon("blocked")
    light = inks(sign)
    theme.apply_theme(qapp, "dark")
    assert light == {theme.LIGHT.ink.lower()}
    assert inks(sign) == {theme.DARK.ink.lower()}


def inks(sign: QIcon) -> set[str]:
    """The colours of the pixels that are painted fully."""
    image = sign.pixmap(64, 64).toImage()
    places = product(range(image.width()), range(image.height()))
    colours = [image.pixelColor(x, y) for x, y in places]
    return {colour.name() for colour in colours if colour.alpha() == 255}

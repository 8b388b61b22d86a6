"""The look: colours, sizes and the one style sheet made of them."""

import sys
from dataclasses import dataclass, fields
from pathlib import Path
from string import Template
from typing import Literal

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QWidget

STYLE = Path(getattr(sys, "_MEIPASS", Path(__file__).parents[2])) / "resources" / "style"

Mode = Literal["light", "dark", "system"]

# Spacing, in pixels: between what belongs together, up to what stands apart.
SPACE_4, SPACE_8, SPACE_12, SPACE_16, SPACE_24 = 4, 8, 12, 16, 24
CORNER = 6
SMALL, BASE, HEADING, TITLE = 11, 13, 16, 22
"""Type sizes at 100 %; ``px`` scales them."""
ROW, TOUCH = 32, 36
"""Heights at 100 %: a row of a list; a control."""

THEME_CHANGES = frozenset({QEvent.Type.StyleChange, QEvent.Type.PaletteChange})
"""Events in ``changeEvent`` after which a widget that paints itself should ``update()``."""


@dataclass(frozen=True)
class Palette:
    """The colours of one theme as ``#rrggbb``. Text colours meet AA on every ground here."""

    ground: str
    surface: str
    ink: str
    quiet: str
    disabled: str
    line: str
    edge: str
    hover: str
    accent: str
    on_accent: str
    accent_strong: str
    accent_soft: str
    good: str
    good_soft: str
    attention: str
    attention_soft: str
    danger: str
    danger_soft: str
    note: str
    dark: bool = False

    def colour(self, name: str) -> QColor:
        """The colour in the field of that name."""
        return QColor(getattr(self, name))


LIGHT = Palette(
    ground="#F7F8FA",
    surface="#FFFFFF",
    ink="#16202E",
    quiet="#5B6675",
    disabled="#9AA3AF",
    line="#DDE2E8",
    edge="#868F9C",
    hover="#EDF0F4",
    accent="#1F5FBF",
    on_accent="#FFFFFF",
    accent_strong="#184C99",
    accent_soft="#E6EEF9",
    good="#1E7F4F",
    good_soft="#EBF8F1",
    attention="#AE5C00",
    attention_soft="#FFF6EA",
    danger="#B3261E",
    danger_soft="#FCECEB",
    note="#FFF3C4",
)

DARK = Palette(
    ground="#12171E",
    surface="#1B222C",
    ink="#E8ECF1",
    quiet="#9FABBA",
    disabled="#5F6B7A",
    line="#2E3846",
    edge="#6F7C8D",
    hover="#262F3B",
    accent="#7DB0FF",
    on_accent="#0D1726",
    accent_strong="#A3C7FF",
    accent_soft="#20334F",
    good="#62CC95",
    good_soft="#17332A",
    attention="#F2AB5C",
    attention_soft="#3A2C1A",
    danger="#FF928A",
    danger_soft="#402325",
    note="#3D3517",
    dark=True,
)


class _Look:
    """What was applied last."""

    palette: Palette = LIGHT
    scale: float = 1.0


def current() -> Palette:
    """The colours in use."""
    return _Look.palette


def scale() -> float:
    """The text scale in use, 1.0 to 1.5."""
    return _Look.scale


def px(size: int) -> int:
    """A size at 100 % in the scale in use."""
    return round(size * _Look.scale)


def font(size: int = BASE, *, bold: bool = False) -> QFont:
    """The system's font at one of the type sizes, for widgets that paint themselves."""
    chosen = QApplication.font()
    chosen.setPixelSize(px(size))
    if bold:
        chosen.setWeight(QFont.Weight.DemiBold)
    return chosen


def mark(widget: QWidget, **properties: str | bool) -> None:
    """Set the properties that the style sheet selects by, and let the widget take the look.

    ``role`` (buttons: ``primary``, ``quiet``, ``danger``, ``icon``; labels: ``title``,
    ``heading``, ``quiet``, ``small``, ``note``; frames: ``card``) and ``state`` (``good``,
    ``attention``, ``danger``, ``accent`` or ``""``).
    """
    changed = False
    for name, value in properties.items():
        if widget.property(name) != value:
            widget.setProperty(name, value)
            changed = True
    if changed:
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()


def apply_theme(app: QApplication, mode: Mode = "light", text_scale: float = 1.0) -> None:
    """Give the whole app its look. ``system`` follows the desktop's light or dark.

    ``text_scale`` from 1.0 to 1.5 enlarges text and the heights that go with it.
    """
    if not 1.0 <= text_scale <= 1.5:
        raise ValueError(f"text scale out of range: {text_scale}")
    dark = _ask_for_scheme(app, mode)
    _Look.palette, _Look.scale = (DARK if dark else LIGHT), text_scale
    if app.style().name() != "fusion":
        app.setStyle("Fusion")
    app.setFont(_base_font())
    app.setPalette(_qt_palette(_Look.palette))
    app.setStyleSheet(style_sheet())


def style_sheet() -> str:
    """The style sheet of ``resources/style`` with the tokens in use filled in."""
    palette = _Look.palette
    tokens = {f.name: str(getattr(palette, f.name)) for f in fields(palette)}
    tokens["images"] = (STYLE / ("dark" if palette.dark else "light")).as_posix()
    tokens["corner"] = f"{CORNER}px"
    for name, size in {"small": SMALL, "base": BASE, "heading": HEADING, "title": TITLE}.items():
        tokens[f"size_{name}"] = f"{px(size)}px"
    for size in (16, 24, 28, 30, 32, 34, 36):
        tokens[f"px_{size}"] = f"{px(size)}px"
    return Template((STYLE / "ankomst.qss").read_text(encoding="utf-8")).substitute(tokens)


def _ask_for_scheme(app: QApplication, mode: Mode) -> bool:
    hints = app.styleHints()
    if mode == "system":
        hints.unsetColorScheme()
        return hints.colorScheme() == Qt.ColorScheme.Dark
    wanted = Qt.ColorScheme.Dark if mode == "dark" else Qt.ColorScheme.Light
    hints.setColorScheme(wanted)
    return mode == "dark"


def _base_font() -> QFont:
    chosen = QApplication.font()
    chosen.setPixelSize(px(BASE))
    chosen.setFeature(QFont.Tag.fromString("tnum"), 1)
    return chosen


def _qt_palette(colours: Palette) -> QPalette:
    role = QPalette.ColorRole
    wanted = {
        role.Window: colours.ground,
        role.WindowText: colours.ink,
        role.Base: colours.surface,
        role.AlternateBase: colours.ground,
        role.Text: colours.ink,
        role.Button: colours.surface,
        role.ButtonText: colours.ink,
        role.BrightText: colours.danger,
        role.Highlight: colours.accent,
        role.HighlightedText: colours.on_accent,
        role.Accent: colours.accent,
        role.Link: colours.accent,
        role.LinkVisited: colours.accent,
        role.PlaceholderText: colours.quiet,
        role.ToolTipBase: colours.ink,
        role.ToolTipText: colours.surface,
        role.Light: colours.surface,
        role.Midlight: colours.hover,
        role.Mid: colours.line,
        role.Dark: colours.edge,
        role.Shadow: colours.edge,
    }
    palette = QPalette()
    for which, colour in wanted.items():
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(colours.disabled))
    return palette

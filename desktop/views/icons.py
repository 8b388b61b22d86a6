"""Every icon of the app by what it means; drawn in the theme's colours when it is painted."""

from functools import cache

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractButton
from qtawesome.iconic_font import IconicFont

from desktop.views import theme

ICONS: dict[str, str] = {
    # pages
    "today": "sun-horizon",
    "residents": "users",
    "rooms": "bed",
    "arrivals": "airplane-landing",
    "meals": "fork-knife",
    "kits": "package",
    "incidents": "warning-circle",
    "documents": "file-text",
    "reports": "chart-bar",
    "sync": "arrows-clockwise",
    "access": "eye",
    "settings": "gear",
    # things
    "resident": "user",
    "household": "users-three",
    "room": "door",
    "bed": "bed",
    "site": "buildings",
    "kit": "package",
    "meal": "fork-knife",
    "incident": "warning-circle",
    "page": "squares-four",
    "action": "lightning",
    "pet": "paw-print",
    "child": "baby",
    "key": "key",
    "phone": "phone",
    "mail": "envelope",
    "appointment": "calendar-check",
    "calendar": "calendar-blank",
    "clock": "clock",
    "photo": "camera",
    "place": "map-pin",
    "ticket": "ticket",
    "note": "note-pencil",
    "instruction": "push-pin",
    "referral": "handshake",
    "protected": "shield-warning",
    "lock": "lock",
    "person": "user-circle",
    "scan": "barcode",
    "diet": "leaf",
    "breakfast": "coffee",
    "lunch": "cooking-pot",
    "dinner": "fork-knife",
    # doing
    "search": "magnifying-glass",
    "add": "plus",
    "remove": "minus",
    "edit": "pencil-simple",
    "delete": "trash",
    "undo": "arrow-u-up-left",
    "print": "printer",
    "upload": "upload-simple",
    "download": "download-simple",
    "filter": "funnel",
    "move": "arrows-left-right",
    "check_in": "sign-in",
    "check_out": "sign-out",
    "hand_out": "export",
    "return": "arrow-bend-up-left",
    "close": "x",
    "more": "dots-three",
    "menu": "list",
    "fold": "caret-double-left",
    "unfold": "caret-double-right",
    "previous": "caret-left",
    "next": "caret-right",
    "up": "caret-up",
    "down": "caret-down",
    "light": "sun",
    "dark": "moon",
    "language": "translate",
    # states
    "info": "info",
    "good": "check-circle",
    "attention": "warning",
    "danger": "warning-octagon",
    "done": "check",
    "open": "circle",
    "blocked": "prohibit",
    "online": "cloud-check",
    "offline": "cloud-slash",
    "waiting": "tray",
    "needs_you": "hand-pointing",
    # incidents: what kind, where, how grave
    "noise": "speaker-high",
    "smoking": "wind",
    "alcohol": "wine",
    "cleanliness": "sparkle",
    "children": "baby",
    "cooking": "cooking-pot",
    "vandalism": "lightning",
    "threats": "megaphone",
    "violence": "hand-fist",
    "fire_safety": "fire",
    "other": "dots-three-circle",
    "kitchen": "cooking-pot",
    "bathroom": "drop",
    "corridor": "arrows-left-right",
    "common_room": "armchair",
    "laundry": "t-shirt",
    "outdoors": "tree",
    "minor": "number-circle-one",
    "serious": "number-circle-two",
    "grave": "number-circle-three",
}
"""Our name → its name in the Phosphor font that qtawesome carries."""


@cache
def _font() -> IconicFont:
    # One of qtawesome's twelve fonts: loading them all costs a noticeable part of the start.
    return IconicFont(
        ("ph", "phosphor-1.3.0.ttf", "phosphor-charmap-1.3.0.json"),
    )


class _ThemedEngine(QIconEngine):
    """Draws one glyph in a colour looked up at painting, so a change of theme needs no care."""

    def __init__(self, glyph: str, colour: str) -> None:
        super().__init__()
        self._glyph = glyph
        self._colour = colour

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        palette = theme.current()
        name = "disabled" if mode == QIcon.Mode.Disabled else self._colour
        painter.save()
        side = min(rect.width(), rect.height())
        square = QRect(rect.x(), rect.y() + (rect.height() - side) // 2, side, side)
        painter.setFont(_font().font("ph", side))
        painter.setPen(palette.colour(name))
        painter.drawText(square, Qt.AlignmentFlag.AlignCenter, self._glyph)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return _ThemedEngine(self._glyph, self._colour)


def icon(name: str, colour: str = "ink") -> QIcon:
    """The icon for one of our names, in a colour of the ``Palette`` by its field name.

    ``KeyError`` for a name that isn't in ``ICONS``.
    """
    glyph = _font().charmap["ph"][ICONS[name]]
    return QIcon(_ThemedEngine(glyph, colour))


def put(button: QAbstractButton, name: str, colour: str = "ink", size: int = 18) -> None:
    """Give a button an icon with room between it and the word, which Qt leaves too little of."""
    side = theme.px(size)
    button.setIcon(icon(name, colour))
    button.setIconSize(QSize(side + theme.SPACE_8 if button.text() else side, side))

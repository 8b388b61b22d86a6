"""The focus goes to a field that may be scrolled out of sight."""

from PySide6.QtWidgets import QScrollArea, QWidget

from desktop.views import theme


def focus_in_sight(field: QWidget) -> None:
    """Gives a field the focus and scrolls to it, also when it was added just now. Qt itself
    scrolls for Tab alone, so that one would type where nothing is seen."""
    field.setFocus()
    around = field.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            if (inside := around.widget()) is not None:
                _lay_out(inside)
            around.ensureWidgetVisible(field, 0, theme.SPACE_24)
        around = around.parentWidget()


def _lay_out(inside: QWidget) -> None:
    """Gives what was added its place now, not when the program comes to it."""
    layout = inside.layout()
    if layout is not None:
        layout.activate()
    inside.resize(inside.size().expandedTo(inside.minimumSizeHint()))

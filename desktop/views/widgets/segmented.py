"""A few views of the same thing, side by side in one frame."""

from PySide6.QtWidgets import QHBoxLayout, QLayout

from desktop.views import theme
from desktop.views.widgets.choice_row import ChoiceRow


class Segmented(ChoiceRow):
    """A ``ChoiceRow`` on one line in a common frame: zooms, filters, languages."""

    _role = "segment"

    def _make_layout(self) -> QLayout:
        theme.mark(self, role="segments")
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(2)
        return row

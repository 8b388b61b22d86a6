"""One line of two records: what each says, and which stays."""

import textwrap

from PySide6.QtWidgets import QButtonGroup, QGridLayout, QLabel, QRadioButton

from desktop.i18n import _
from desktop.services.duplicates.lines import Side
from desktop.services.duplicates.pair import LineChoice
from desktop.views import theme
from desktop.views.duplicates.words import line_words, side_words

_WIDE = 34
"""So many letters stand in a line of a value; Qt does not wrap the text of a button."""


class LineRow:
    """A label and two or three buttons in a row of a grid; one tab stop, arrow keys choose."""

    def __init__(self, choice: LineChoice, grid: QGridLayout, row: int) -> None:
        self.choice = choice
        self._label = QLabel(wordWrap=True)
        theme.mark(self._label, role="quiet")
        self._group = QButtonGroup(grid)
        self.buttons: dict[Side, QRadioButton] = {}
        sides = (Side.KEPT, Side.GONE, *((Side.BOTH,) if choice.joined is not None else ()))
        for number, side in enumerate(sides):
            button = QRadioButton()
            button.setObjectName(f"line_{choice.name}_{side}")
            self._group.addButton(button, number)
            self.buttons[side] = button
        self.buttons[choice.default].setChecked(True)
        grid.addWidget(self._label, row, 0)
        grid.addWidget(self.buttons[Side.KEPT], row, 1)
        grid.addWidget(self.buttons[Side.GONE], row, 2)
        if Side.BOTH in self.buttons:
            grid.addWidget(self.buttons[Side.BOTH], row + 1, 1, 1, 2)

    def side(self) -> Side:
        """What is chosen."""
        return next(side for side, button in self.buttons.items() if button.isChecked())

    def retranslate(self) -> None:
        """Write everything in the current language."""
        name = line_words(self.choice.name)
        self._label.setText(name)
        for side, button in self.buttons.items():
            said = side_words(self.choice, side)
            if side is Side.BOTH:
                said = _("Both: {text}").format(text=said)
            wide = _WIDE * 2 if side is Side.BOTH else _WIDE
            button.setText(wrapped(said, wide))
            button.setAccessibleName(f"{name}: {said}")


def wrapped(text: str, wide: int = _WIDE) -> str:
    """A text as a button shows it: in lines, and without a shortcut in it."""
    return "\n".join(textwrap.wrap(text, wide)).replace("&", "&&")

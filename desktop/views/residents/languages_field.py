"""The languages that somebody speaks."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.models.residents import Language
from desktop.services.words import word
from desktop.views.widgets.choice_row import Choice
from desktop.views.widgets.filter_chips import FilterChips

_STEPS = {
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
}


def _choice(language: Language) -> Choice:
    return Choice(language, lambda: word(language))


class LanguagesField(FilterChips):
    """Any of ``Language``. One tab stop: the arrow keys go from one to the next, space switches.

    The order in which they were told stays; codes that this version has no word for stay too.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__([_choice(language) for language in Language], parent)
        self._codes: tuple[str, ...] = ()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for button in self.buttons()[1:]:
            button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        for button in self.buttons():
            button.installEventFilter(self)  # a button goes its own ways with the arrow keys
        self.setFocusProxy(self.buttons()[0])

    def value(self) -> tuple[str, ...]:
        """The codes that are on: those that were, then new ones."""
        known = {str(language) for language in Language}
        on = {str(language) for language in self.values()}
        kept = [code for code in self._codes if code in on or code not in known]
        new = [str(language) for language in Language if str(language) in on - set(kept)]
        return (*kept, *new)

    def set_value(self, codes: Iterable[str]) -> None:
        """Show these."""
        self._codes = tuple(str(code) for code in codes)
        self.set_values(frozenset(member for member in Language if str(member) in self._codes))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = _STEPS.get(Qt.Key(event.key()))
            if step is not None:
                self._go(watched, step)
                return True
        return super().eventFilter(watched, event)

    def _go(self, button: QObject, step: int) -> None:
        buttons = self.buttons()
        at = next(place for place, one in enumerate(buttons) if one is button)
        buttons[at].setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        goal = buttons[(at + step) % len(buttons)]
        goal.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        goal.setFocus(Qt.FocusReason.TabFocusReason)
        self.setFocusProxy(goal)

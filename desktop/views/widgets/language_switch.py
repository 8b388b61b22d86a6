"""The three languages by their own names, always one click away."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.i18n import LANGUAGES, _
from desktop.views.widgets.choice_row import Choice
from desktop.views.widgets.segmented import Segmented


class LanguageSwitch(Segmented):
    """Says which language a person chose; somebody else switches to it."""

    language_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        choices = [Choice(code, _own_name(name)) for code, name in LANGUAGES.items()]
        super().__init__(choices, parent)
        self.chosen.connect(self.language_chosen.emit)

    def retranslate(self) -> None:
        super().retranslate()
        self.setAccessibleName(_("Language"))
        self.setToolTip(_("Language"))


def _own_name(name: str) -> Callable[[], str]:
    return lambda: name

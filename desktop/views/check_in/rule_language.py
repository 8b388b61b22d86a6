"""In which language something is explained to the resident."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.models.residents import Language
from desktop.services.house_rules import RULE_LANGUAGES
from desktop.services.words import word
from desktop.views.widgets.choice_row import Choice
from desktop.views.widgets.segmented import Segmented


class RuleLanguage(Segmented):
    """Follows what the resident speaks until the host has chosen."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__([Choice(code, _word_of(code)) for code in RULE_LANGUAGES], parent)
        self.setObjectName(f"{name}_language")
        for code, button in zip(RULE_LANGUAGES, self.buttons(), strict=True):
            button.setObjectName(f"{name}_language_{code.value}")
        self._by_hand = False
        self.forget()
        self.chosen.connect(self._choose)

    def follow(self, spoken: Language | None) -> None:
        """The language that the resident speaks."""
        if not self._by_hand and spoken in RULE_LANGUAGES:
            self.set_value(spoken)

    def forget(self) -> None:
        """Another household: begin anew."""
        self._by_hand = False
        self.set_value(RULE_LANGUAGES[0])

    def _choose(self) -> None:
        self._by_hand = True


def _word_of(code: Language) -> Callable[[], str]:
    return lambda: word(code)

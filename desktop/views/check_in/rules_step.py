"""The house rules, read together in the resident's language."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTextBrowser, QWidget

from desktop.i18n import _, catalogue
from desktop.models.residents import Language, StepKind
from desktop.services.check_in import MemberCheckIn
from desktop.services.house_rules import RulesChapter
from desktop.views import theme
from desktop.views.check_in.rule_language import RuleLanguage
from desktop.views.flow.household_step import HouseholdStep


class RulesStep(HouseholdStep):
    """The text stays in the language chosen here, whatever the host's own."""

    wanted = Signal(object)
    """The ``Language`` whose rules are to be shown."""
    explained = Signal(object, object)
    """The ids of the residents, and the ``Language``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(StepKind.HOUSE_RULES, parent)
        self.main_button.setObjectName("rules_explained")
        self._shown: Language | None = None
        self._language = RuleLanguage("rules")
        self._text = QTextBrowser()
        self._text.setObjectName("rules_text")
        self._text.setMinimumHeight(160)
        font = theme.font(theme.BASE + 1)
        self._text.document().setDefaultFont(font)
        self.body.addWidget(self._language)
        self.body.addWidget(self._text, 1)
        self.add_checks()
        self._language.chosen.connect(self.wanted)

    def show_member(self, current: MemberCheckIn) -> None:
        self._language.follow(current.details.interpreter_language)
        if self._shown is not self._language.value():
            self.wanted.emit(self._language.value())

    def show_rules(self, language: Language, chapters: Sequence[RulesChapter]) -> None:
        """The rules in the language asked for."""
        if language is self._language.value():
            self._shown = language
            self._text.setHtml(rules_html(chapters))
            self._text.setAccessibleName(catalogue(language.value).gettext("House rules"))

    def act(self) -> None:
        language, chosen = self._language.value(), self.checks.chosen()
        if chosen and language is not None:
            self.explained.emit(chosen, language)

    def forget(self) -> None:
        super().forget()
        self._language.forget()

    def focus_first(self) -> None:
        self._text.setFocus()

    def retranslate(self) -> None:
        self.write(
            _("House rules"),
            _("Go through the rules together, with an interpreter where one is needed."),
            _("House rules explained"),
        )
        self._language.setAccessibleName(_("Language of the house rules"))
        self.write_who(_("Explained to"))


def rules_html(chapters: Sequence[RulesChapter]) -> str:
    """The chapters as simple rich text."""
    parts = []
    for chapter in chapters:
        parts.append(f"<h3>{escape(chapter.title)}</h3>")
        parts += [
            f"<p><b>{escape(number)}</b>&nbsp; {escape(text)}</p>" for number, text in chapter.rules
        ]
    return "".join(parts)

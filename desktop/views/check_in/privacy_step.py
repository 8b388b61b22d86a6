"""The privacy notice is handed over and gone through."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.models.residents import FurtherStepKind
from desktop.services.check_in import MemberCheckIn
from desktop.views.check_in.rule_language import RuleLanguage
from desktop.views.flow.household_step import HouseholdStep


class PrivacyStep(HouseholdStep):
    """In which language, and for whom."""

    given = Signal(object, object)
    """The ids of the residents, and the ``Language``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(FurtherStepKind.PRIVACY, parent)
        self.main_button.setObjectName("privacy_given")
        self._language = RuleLanguage("privacy")
        self.body.addWidget(self._language)
        self.add_checks()
        self.body.addStretch(1)

    def show_member(self, current: MemberCheckIn) -> None:
        self._language.follow(current.details.interpreter_language)

    def act(self) -> None:
        language, chosen = self._language.value(), self.checks.chosen()
        if chosen and language is not None:
            self.given.emit(chosen, language)

    def forget(self) -> None:
        super().forget()
        self._language.forget()

    def retranslate(self) -> None:
        self.write(
            _("Privacy notice"),
            _(
                "It says what is kept about them, why and for how long, and how they can see it. "
                "Go through it in their language and leave them the paper."
            ),
            _("Privacy notice given"),
        )
        self._language.setAccessibleName(_("Language of the privacy notice"))
        self.write_who(_("Given to"))

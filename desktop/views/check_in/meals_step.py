"""Meals until the first benefit payment."""

from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.models.residents import StepKind
from desktop.views.flow.household_step import HouseholdStep


class MealsStep(HouseholdStep):
    """Only at sites where meals are served."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(StepKind.MEALS, parent)
        self.main_button.setObjectName("meals_start")
        self.add_checks()
        self.body.addStretch(1)

    def retranslate(self) -> None:
        self.write(
            _("Meals"),
            _(
                "Entitled to meals from the arrival until the first benefit payment. "
                "Its day need not be known yet."
            ),
            _("Start meals"),
        )
        self.write_who(_("Meals for"))

"""A photo of everybody, or that somebody does not wish one."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.models.residents import FurtherStepKind
from desktop.views.flow.household_step import HouseholdStep


class PhotoStep(HouseholdStep):
    """Tells that photos were taken. ``photo_place`` is where what takes them is put."""

    declined = Signal(object)
    """The list of ids of those who do not wish a photo."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(FurtherStepKind.PHOTO, parent)
        self.main_button.setObjectName("photo_taken")
        other = self.add_other("photo_declined")
        self.photo_place = QVBoxLayout()
        self.body.addLayout(self.photo_place)
        self.add_checks()
        self.body.addStretch(1)
        other.clicked.connect(self._decline)

    def retranslate(self) -> None:
        self.write(
            _("Photo"),
            _("A photo helps colleagues to know people again. Nobody has to have one taken."),
            _("Photo taken"),
            _("Doesn't wish one"),
        )
        self.write_who(_("Photo of"))

    def _decline(self) -> None:
        if chosen := self.checks.chosen():
            self.declined.emit(chosen)

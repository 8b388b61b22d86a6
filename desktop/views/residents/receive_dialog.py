"""Who of a household that had moved out is here again."""

from collections.abc import Sequence

from PySide6.QtWidgets import QLabel, QWidget

from desktop.i18n import _
from desktop.services.people import PersonLine
from desktop.views import theme
from desktop.views.flow.member_checks import MemberChecks
from desktop.views.widgets.small_dialog import SmallDialog


class ReceiveDialog(SmallDialog):
    """The one whose file it is comes first; the others are ticked too."""

    def __init__(self, people: Sequence[PersonLine], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("receive_dialog")
        self._people = tuple(people)
        self._question, self._follows = QLabel(wordWrap=True), QLabel(wordWrap=True)
        theme.mark(self._question, role="heading")
        theme.mark(self._follows, role="quiet")
        self._checks = MemberChecks("receive")
        self._checks.show_people(self._people)
        self._checks.changed.connect(self._enable)
        for part in (self._question, self._checks, self._follows):
            self.body.addWidget(part)
        self._checks.setVisible(len(self._people) > 1)
        self.retranslate()

    def chosen(self) -> list[str]:
        """The ids of those who are here again."""
        return self._checks.chosen()

    def retranslate(self) -> None:
        self.setWindowTitle(_("Receive again"))
        self._question.setText(
            _("Is {name} here again?").format(name=self._people[0].name)
            if len(self._people) == 1
            else _("Who is here again?")
        )
        self._follows.setText(
            _("Number and file stay as they are. A new check-in begins, as on the first day.")
        )
        self._checks.setAccessibleName(self._question.text())
        self._checks.show_people(self._people)
        self.confirm_button.setText(_("Receive again"))

    def _enable(self) -> None:
        self.confirm_button.setEnabled(bool(self.chosen()))

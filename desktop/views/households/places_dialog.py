"""Who heads the household, and everybody's place in it."""

from PySide6.QtWidgets import QLabel, QWidget

from desktop.i18n import _
from desktop.models.residents import HouseholdRole
from desktop.services.household_lines import HouseholdFile
from desktop.services.household_rules import has_one_head, roles_under
from desktop.views import theme
from desktop.views.households.place_rows import PlaceRows
from desktop.views.widgets.small_dialog import SmallDialog


class PlacesDialog(SmallDialog):
    """When another head is chosen, the others' places are proposed anew, as seen from them."""

    def __init__(self, shown: HouseholdFile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("places_dialog")
        self._shown = shown
        self._hint = QLabel(wordWrap=True)
        theme.mark(self._hint, role="quiet")
        self._one_head = QLabel(wordWrap=True)
        self._one_head.setObjectName("places_one_head")
        theme.mark(self._one_head, state="danger")
        self.rows = PlaceRows("place", HouseholdRole)
        self.rows.show_people(
            [one.person for one in shown.members],
            {one.person.id: one.role for one in shown.members},
        )
        for part in (self._hint, self.rows, self._one_head):
            self.body.addWidget(part)
        self.rows.chosen.connect(self._propose)
        self.setMinimumWidth(theme.px(520))
        self._check()
        self.retranslate()

    def roles(self) -> dict[str, HouseholdRole]:
        """Everybody's place."""
        return self.rows.roles()

    def retranslate(self) -> None:
        """Set every text again."""
        self.setWindowTitle(_("Head and places"))
        self._hint.setText(
            _(
                "Places are told from the head: a head's mother is a parent, her grandchild "
                "another relative. The head and partner answer for the children of the household."
            )
        )
        self._one_head.setText(_("A household has exactly one head. Please choose one."))
        self.rows.retranslate()
        self.confirm_button.setText(_("Save"))

    def _propose(self, resident_id: str, role: object) -> None:
        if role is HouseholdRole.HEAD:
            self.rows.set_roles(roles_under(resident_id, self._shown.kin))
        self._check()

    def _check(self) -> None:
        good = has_one_head(self.roles().values())
        self._one_head.setVisible(not good)
        self.confirm_button.setEnabled(good)

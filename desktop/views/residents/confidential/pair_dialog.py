"""Two residents who must not live in one room."""

from PySide6.QtWidgets import QLabel, QPlainTextEdit, QWidget

from desktop.i18n import _
from desktop.services.people import PersonLine
from desktop.views import theme
from desktop.views.background import Background
from desktop.views.widgets.field_row import FieldRow
from desktop.views.widgets.person_finder import FindPeople, PersonFinder
from desktop.views.widgets.small_dialog import SmallDialog


class PairDialog(SmallDialog):
    """The other one, and why; why only confidants read."""

    def __init__(
        self,
        person: PersonLine,
        background: Background,
        find: FindPeople,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("pair_dialog")
        self._person = person
        self._other: PersonLine | None = None
        self._heading = QLabel(wordWrap=True)
        theme.mark(self._heading, role="heading")
        self._follows = QLabel(wordWrap=True)
        theme.mark(self._follows, role="quiet")
        self.finder = PersonFinder(background, find)
        self.finder.setObjectName("pair_finder")
        self._chosen = QLabel(wordWrap=True)
        self._chosen.setObjectName("pair_chosen")
        theme.mark(self._chosen, role="strong")
        self.reason_field = QPlainTextEdit(tabChangesFocus=True)
        self.reason_field.setObjectName("pair_reason")
        self.reason_field.setFixedHeight(theme.px(80))
        self._who = FieldRow(self.finder)
        self._reason = FieldRow(self.reason_field)
        for part in (self._heading, self._follows, self._who, self._chosen, self._reason):
            self.body.addWidget(part)
        self.finder.person_chosen.connect(self._choose)
        self.reason_field.textChanged.connect(self._allow)
        self.setMinimumSize(theme.px(520), theme.px(420))
        self._allow()
        self.retranslate()
        self.finder.setFocus()

    def other_id(self) -> str:
        """Who was chosen."""
        return self._other.id if self._other else ""

    def reason(self) -> str:
        """What was typed."""
        return self.reason_field.toPlainText().strip()

    def retranslate(self) -> None:
        """Set every text again."""
        self.setWindowTitle(_("Not in one room with"))
        self._heading.setText(
            _("With whom must {name} not live in one room?").format(name=self._person.name)
        )
        self._follows.setText(_("Whoever looks for a bed is told “not suitable”, and never why."))
        self._who.set_label(_("Resident"))
        self.finder.set_texts(_("Number, name or room"))
        self._chosen.setText(
            " · ".join(filter(None, (self._other.name, self._other.place))) if self._other else ""
        )
        self._chosen.setVisible(self._other is not None)
        self._reason.set_label(_("Reason"), _("Only site leads and social liaisons can read this."))
        self.confirm_button.setText(_("Save"))

    def _choose(self, person: object) -> None:
        if isinstance(person, PersonLine):
            self._other = person
            self.retranslate()
            self._allow()
            self.reason_field.setFocus()

    def _allow(self) -> None:
        self.confirm_button.setEnabled(self._other is not None and bool(self.reason()))

"""One person of a household that is announced."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.i18n import _
from desktop.models.residents import BirthPrecision, HouseholdRole, Sex
from desktop.services.arrivals.announced import Announced
from desktop.views import icons, theme
from desktop.views.residents.birth_field import BirthField
from desktop.views.widgets.field_row import FieldRow
from desktop.views.widgets.focus_in_sight import focus_in_sight
from desktop.views.widgets.member_box import MemberBox

OTHERS = tuple(role for role in HouseholdRole if role is not HouseholdRole.HEAD)


class PersonFields(QWidget):
    """Names, date of birth, sex and, but for the head, the place in the household."""

    changed = Signal()
    removed = Signal()

    def __init__(
        self,
        number: int,
        today: Callable[[], date],
        surname: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """``number`` counts from 0, the head."""
        super().__init__(parent)
        self._is_head = number == 0
        self.given, self.surname = QLineEdit(maxLength=200), QLineEdit(surname, maxLength=200)
        self.birth, self.sex = BirthField(today), MemberBox(Sex)
        self.sex.set_value(Sex.OTHER)
        self.role = MemberBox(OTHERS)
        self.role.set_value(HouseholdRole.CHILD)
        self.remove_button = QPushButton()
        theme.mark(self.remove_button, role="icon")
        self.rows = {
            name: FieldRow(control)
            for name, control in (
                ("given", self.given),
                ("surname", self.surname),
                ("birth", self.birth),
                ("sex", self.sex),
                ("role", self.role),
            )
        }
        for name, row in self.rows.items():
            row.control.setObjectName(f"arrival_{name}_{number}")
        self.remove_button.setObjectName(f"arrival_remove_{number}")
        self._lay_out()
        for field in (self.given, self.surname, self.birth):
            field.textEdited.connect(self._edited)
        self.remove_button.clicked.connect(self.removed)
        self.retranslate()

    def is_empty(self) -> bool:
        """Whether nobody was written down."""
        return not self.given.text().strip() and not self.birth.text().strip()

    def person(self) -> Announced:
        """What stands in the fields."""
        born = self.birth.value()
        role = self.role.value()
        return Announced(
            surname=self.surname.text(),
            given_names=self.given.text(),
            birth_date=born.day if born else None,
            birth_precision=born.precision if born else BirthPrecision.EXACT,
            sex=Sex(self.sex.value() or Sex.OTHER),
            role=HouseholdRole.HEAD if self._is_head or role is None else HouseholdRole(role),
        )

    def is_right(self) -> bool:
        """Whether it can be saved; else the first wrong field says why and has the focus."""
        wrong: QLineEdit | None = None
        for row, field in ((self.rows["given"], self.given), (self.rows["surname"], self.surname)):
            is_empty = not field.text().strip()
            row.set_error(_missing if is_empty else None)
            if is_empty:
                wrong = wrong or field
        if self.birth.problem():
            wrong = wrong or self.birth
        self._check_birth()
        if wrong is not None:
            focus_in_sight(wrong)
        return wrong is None

    def retranslate(self) -> None:
        """Set every text again."""
        for name, text in (
            ("given", _("Given names")),
            ("surname", _("Surname")),
            ("birth", _("Date of birth")),
            ("sex", _("Sex")),
            ("role", _("Relation")),
        ):
            self.rows[name].set_label(text)
        self.remove_button.setToolTip(_("Take this person out"))
        self.remove_button.setAccessibleName(_("Take this person out"))
        icons.put(self.remove_button, "remove")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def _edited(self) -> None:
        self.rows["given"].set_error(None)
        self.rows["surname"].set_error(None)
        self._check_birth()
        self.changed.emit()

    def _check_birth(self) -> None:
        problem = self.birth.problem()
        self.rows["birth"].set_error((lambda: _(problem)) if problem else None)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_8)
        for name, stretch in (("given", 8), ("surname", 8), ("birth", 7), ("sex", 6), ("role", 9)):
            # So that the fields of everybody stand below each other, whatever is in them.
            policy = self.rows[name].sizePolicy()
            policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
            self.rows[name].setSizePolicy(policy)
            row.addWidget(self.rows[name], stretch)
        beside = QVBoxLayout()
        beside.setSpacing(theme.SPACE_4)
        beside.addWidget(QLabel())
        beside.addWidget(self.remove_button)
        beside.addStretch(1)
        row.addLayout(beside)
        for part in (self.rows["role"], self.remove_button):
            policy = part.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            part.setSizePolicy(policy)
            part.setVisible(not self._is_head)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)


def _missing() -> str:
    return _("Please fill this in.")

"""A household that is announced by a letter or on the phone."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from desktop.i18n import _
from desktop.services.arrivals.announced import MOST_PEOPLE, Announcement
from desktop.views import icons, theme
from desktop.views.arrivals.coming_fields import ComingFields
from desktop.views.arrivals.person_fields import PersonFields
from desktop.views.widgets.focus_in_sight import focus_in_sight
from desktop.views.widgets.scroll_column import ScrollColumn
from desktop.views.widgets.small_dialog import SmallDialog

_HIGHEST = 260


class AnnounceDialog(SmallDialog):
    """Who comes, the head first, then when and how. Enter saves; what is wrong stays in sight."""

    typed = Signal()
    """Something of a person was typed, or somebody was taken out."""

    def __init__(
        self,
        today: Callable[[], date],
        centres: Sequence[str],
        *,
        meals: bool,
        parent: QWidget | None = None,
    ) -> None:
        """``meals``: whether the site serves any, so that most will need them."""
        super().__init__(parent)
        self.setObjectName("arrivals_new_dialog")
        self._heading, self._who, self._how = QLabel(), QLabel(), QLabel()
        for label in (self._who, self._how):
            theme.mark(label, role="heading")
        self.people: list[PersonFields] = []
        self._made = 0
        self._today = today
        self._column = ScrollColumn(spacing=theme.SPACE_8)
        self._column.body.addStretch(1)
        self.add_button = QPushButton()
        self.add_button.setObjectName("arrival_add")
        self.add_button.setAutoDefault(False)
        theme.mark(self.add_button, role="quiet")
        self.coming = ComingFields(today, centres, meals=meals)
        self.body.addWidget(self._who)
        self.body.addWidget(self._column)
        self.body.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self._how)
        self.body.addWidget(self.coming)
        self.add_button.clicked.connect(self._add_another)
        self.coming.changed.connect(self.make_room)
        self.setMinimumWidth(theme.px(940))
        self.add_person()
        self.retranslate()
        self.people[0].given.setFocus()

    def add_person(self) -> PersonFields:
        """Room for one more; they mostly share the surname."""
        surname = self.people[0].surname.text() if self.people else ""
        fields = PersonFields(self._made, self._today, surname)
        self._made += 1
        fields.remove_button.setAutoDefault(False)
        fields.removed.connect(lambda: self._take_out(fields))
        fields.changed.connect(self.typed)
        self.people.append(fields)
        self._column.body.insertWidget(len(self.people) - 1, fields)
        fields.show()
        self._count()
        return fields

    def named(self) -> list[PersonFields]:
        """Those of whom something was written down; the first one always."""
        return [one for one in self.people if one is self.people[0] or not one.is_empty()]

    def stand_below_people(self, widget: QWidget) -> None:
        """Put something between the people and when they come."""
        self.body.insertWidget(self.body.indexOf(self._how), widget)

    def announcement(self) -> Announcement | None:
        """What is announced; None when something is wrong, which then is said beside it."""
        named = self.named()
        if not all(one.is_right() for one in named) or not self.coming.is_right():
            self.make_room()
            return None
        size = max(self.coming.count.value(), len(named))
        return Announcement(tuple(one.person() for one in named), self.coming.coming(), size)

    def retranslate(self) -> None:
        """Set every text again."""
        self.setWindowTitle(_("New arrival"))
        self._who.setText(_("Who comes?"))
        self._how.setText(_("When and how?"))
        self.add_button.setText(_("Add a person"))
        icons.put(self.add_button, "add", "accent")
        self.confirm_button.setText(_("Save arrival"))

    def _add_another(self) -> None:
        focus_in_sight(self.add_person().given)

    def _take_out(self, fields: PersonFields) -> None:
        self.people.remove(fields)
        self.typed.emit()
        fields.hide()
        fields.deleteLater()
        self._count()
        focus_in_sight(self.people[-1].given)

    def _count(self) -> None:
        self.add_button.setEnabled(len(self.people) < MOST_PEOPLE)
        self.coming.count.setMinimum(len(self.people))
        # As high as its people, until the window would grow too high; Qt reckons no scroll area so.
        one = self.people[0].sizeHint().height() + theme.SPACE_8
        self._column.setFixedHeight(min(theme.px(_HIGHEST), one * len(self.people) + theme.SPACE_8))

"""Find a resident, see what is due, hand it out."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import _, format_age, ngettext
from desktop.services.kits import KitShelf
from desktop.services.people import PersonLine
from desktop.services.words import word
from desktop.views import icons, theme
from desktop.views.background import Background
from desktop.views.kits.kit_texts import items_text
from desktop.views.widgets.card import Card
from desktop.views.widgets.fold import Fold
from desktop.views.widgets.person_card import PersonCard
from desktop.views.widgets.person_finder import FindPeople, PersonFinder


class HandOutPanel(Card):
    """What a resident should get is ticked already; other kits fold open below."""

    person_chosen = Signal(object)
    hand_out_wanted = Signal(object)
    """The ids of the kit types that are ticked."""
    person_opened = Signal(str)

    def __init__(
        self, background: Background, find: FindPeople, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.person: PersonLine | None = None
        self._suggested: tuple[KitShelf, ...] = ()
        self._others: tuple[KitShelf, ...] = ()
        self._boxes: dict[str, tuple[QCheckBox, QLabel, KitShelf]] = {}
        self._problem: Callable[[], str] | None = None
        self.finder = PersonFinder(background, find)
        self.finder.setObjectName("kits_resident_search")
        self._hint = QLabel(wordWrap=True)
        theme.mark(self._hint, role="quiet")
        self._chosen = QWidget()
        self._card = PersonCard()
        self._card.setObjectName("kits_resident")
        self._due = QVBoxLayout()
        self._none_due = QLabel(wordWrap=True)
        self._more = Fold()
        self._more.button.setObjectName("kits_others")
        self._problem_label = QLabel(wordWrap=True)
        theme.mark(self._problem_label, state="danger")
        self.hand_out_button = QPushButton()
        self.hand_out_button.setObjectName("kits_hand_out")
        theme.mark(self.hand_out_button, role="primary")
        self.other_person_button = QPushButton()
        self.other_person_button.setObjectName("kits_other_resident")
        self._lay_out()
        self.finder.person_chosen.connect(self.person_chosen)
        self._card.opened.connect(self._open_person)
        self.hand_out_button.clicked.connect(lambda: self.hand_out_wanted.emit(self.ticked()))
        self.other_person_button.clicked.connect(lambda: self.show_person(None))
        self.show_person(None)
        self.retranslate()

    def show_person(
        self,
        person: PersonLine | None,
        suggested: Sequence[KitShelf] = (),
        others: Sequence[KitShelf] = (),
    ) -> None:
        """Show what is due to somebody, or wait for the next. Ticks stay while they stay."""
        same = person is not None and self.person is not None and person.id == self.person.id
        before = set(self.ticked()) if same else None
        known = set(self._boxes)
        self.person = person
        self._suggested, self._others = tuple(suggested), tuple(others)
        if not same:
            self.refuse(None)
        self._clear()
        self._boxes = {}
        for shelf in (*self._suggested, *self._others):
            due = shelf in self._suggested
            box, inside = self._add_kit(shelf, self._due if due else self._more.body)
            keeps = before is not None and shelf.kit_type_id in known
            box.setChecked(shelf.kit_type_id in before if keeps and before is not None else due)
            self._boxes[shelf.kit_type_id] = (box, inside, shelf)
        if not same:
            self._more.set_open(False)
        self._chosen.setVisible(person is not None)
        self._hint.setVisible(person is None)
        self.retranslate()
        target = self.finder if person is None else self.hand_out_button
        if not same and self.isVisible():
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def ticked(self) -> tuple[str, ...]:
        """The kit types to hand out."""
        return tuple(kit for kit, (box, _inside, _shelf) in self._boxes.items() if box.isChecked())

    def refuse(self, text: Callable[[], str] | None) -> None:
        """Say why the kits were not handed out, or None."""
        self._problem = text
        self._problem_label.setText(text() if text else "")
        self._problem_label.setVisible(text is not None)

    def retranslate(self) -> None:
        """Set every text again."""
        self.set_title(_("Hand out"))
        self._hint.setText(
            _("Find a resident: the kits that are due show here, ready to be handed out.")
        )
        self._none_due.setText(_("Everything that is due has been handed out."))
        self._none_due.setVisible(self.person is not None and not self._suggested)
        self._more.set_title(_("Other kits"))
        self._more.setVisible(bool(self._others))
        self.other_person_button.setText(_("Another resident"))
        for box, inside, shelf in self._boxes.values():
            name = _("{kit} ({audience})").format(kit=shelf.name, audience=word(shelf.audience))
            box.setText(name)
            box.setAccessibleDescription(items_text(shelf.items))
            inside.setText(items_text(shelf.items))
        if self.person is not None:
            age = "" if self.person.age is None else format_age(self.person.age)
            where = self.person.place or word(self.person.status)
            detail = (age, where, self.person.number)
            self._card.show_person(
                self.person.name,
                " · ".join(filter(None, detail)),
                masked=self.person.masked,
            )
        self.refuse(self._problem)
        self._show_button()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def _open_person(self) -> None:
        if self.person is not None:
            self.person_opened.emit(self.person.id)

    def _show_button(self) -> None:
        count = len(self.ticked())
        self.hand_out_button.setText(
            ngettext("Hand out {count} kit", "Hand out {count} kits", count).format(count=count)
            if count
            else _("Hand out")
        )
        icons.put(self.hand_out_button, "hand_out", "on_accent")
        self.hand_out_button.setEnabled(count > 0)

    def _add_kit(self, shelf: KitShelf, column: QVBoxLayout) -> tuple[QCheckBox, QLabel]:
        box = QCheckBox()
        box.setObjectName(f"kits_tick_{shelf.audience.value}")
        inside = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        inside.setContentsMargins(theme.SPACE_24, 0, 0, 0)
        theme.mark(inside, role="quiet")
        box.toggled.connect(self._show_button)
        column.addWidget(box)
        column.addWidget(inside)
        return box, inside

    def _clear(self) -> None:
        for box, inside, _shelf in self._boxes.values():
            for widget in (box, inside):
                widget.hide()
                widget.deleteLater()

    def _lay_out(self) -> None:
        self._due.setSpacing(theme.SPACE_4)
        self._more.body.setSpacing(theme.SPACE_4)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE_12)
        buttons.addWidget(self.hand_out_button, 1)
        buttons.addWidget(self.other_person_button)
        column = QVBoxLayout(self._chosen)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_12)
        column.addWidget(self._card)
        column.addWidget(self._none_due)
        column.addLayout(self._due)
        column.addWidget(self._more)
        column.addWidget(self._problem_label)
        column.addLayout(buttons)
        self.body.addWidget(self.finder)
        self.body.addWidget(self._hint)
        self.body.addWidget(self._chosen)

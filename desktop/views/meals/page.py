"""The serving desk: one field, the household, one key to serve it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.errors import AppError
from desktop.i18n import _, format_date, format_list, format_number, ngettext
from desktop.models.meals import Meal
from desktop.services.meals import UNDO_FOR, Guest, Meals, Portions, ServedNow
from desktop.services.people import PersonLine
from desktop.services.photos import Photos
from desktop.services.search import Search
from desktop.services.words import word
from desktop.views import icons, theme
from desktop.views.meals.entry import ServingEntry
from desktop.views.meals.household_view import HouseholdView
from desktop.views.meals.reason_dialog import ReasonDialog
from desktop.views.meals.waiting_panel import WaitingPanel
from desktop.views.page import Kind, Page, PageContext
from desktop.views.widgets.choice_row import Choice
from desktop.views.widgets.elided_label import ElidedLabel
from desktop.views.widgets.press_focused import press_focused
from desktop.views.widgets.segmented import Segmented

_CLOCK_MS = 20_000
_ANSWERS = 6
_LOOK_FIRST_MS = 350
"""After a household opened by itself, Enter serves only once there was time to see it."""


@dataclass(frozen=True)
class _Desk:
    """What the page shows, read in one go."""

    day: date
    current: Meal
    portions: Portions
    waiting: tuple[Guest, ...]
    guests: tuple[Guest, ...]
    photos: Mapping[str, str]


class MealsPage(Page):
    """Scan or type, look, Enter. Everything by keyboard, and nothing typed is ever lost."""

    listens_to: ClassVar[frozenset[str]] = frozenset(
        {"meal_serving", "meal_entitlement", "resident", "household", "stay", "conflict", "photo"}
    )

    def __init__(
        self,
        context: PageContext,
        meals: Meals,
        search: Search,
        *,
        photos: Photos | None = None,
        parent: QWidget | None = None,
    ) -> None:
        self._meals = meals
        self._search = search
        self._photos = photos
        self._desk: _Desk | None = None
        self._chosen: Meal | None = None
        self._resident_id: str | None = None
        self._served_here = False
        self._busy = False
        self._last: ServedNow | None = None
        self._last_text: Callable[[], str] = str
        super().__init__(context, parent)

    def _build(self) -> None:
        self._title = QLabel()
        self._day = ElidedLabel("quiet")
        self._count = QLabel()
        for label in (self._title, self._count):
            theme.mark(label, role="title")
        self._count.setObjectName("meals_count")
        self.segment = Segmented([Choice(meal, _meal_label(meal), meal.value) for meal in Meal])
        self.segment.setObjectName("meals_segment")
        for meal, button in zip(Meal, self.segment.findChildren(QPushButton), strict=True):
            button.setObjectName(f"meals_segment_{meal.value}")
        self.entry = ServingEntry(
            self.context.background, lambda text: self._search.people(text, _ANSWERS)
        )
        self.waiting = WaitingPanel()
        self.household = HouseholdView()
        self._last_label = ElidedLabel("quiet")
        self._last_label.setObjectName("meals_last")
        self.serve_button = self._large_button("meals_serve", "primary")
        self.undo_button = self._large_button("meals_undo", "")
        self.next_button = self._large_button("meals_next", "")
        self._clock = QTimer(self, interval=_CLOCK_MS)
        self._look_first = QTimer(self, singleShot=True, interval=_LOOK_FIRST_MS)
        self._undo_ends = QTimer(self, singleShot=True)
        self._lay_out()
        self.setFocusProxy(self.entry)

    def _connect(self) -> None:
        self.offer("serve_meal", self.serve_button)
        self.offer("undo_serving", self.undo_button)
        self.segment.chosen.connect(self._choose_meal)
        self.entry.person_chosen.connect(self._found)
        self.waiting.person_chosen.connect(self._show_person)
        self.waiting.table.installEventFilter(self)
        self.household.serve_anyway.connect(self._ask_reason)
        self.serve_button.clicked.connect(self.serve)
        self.undo_button.clicked.connect(self.undo)
        self.next_button.clicked.connect(self.next_household)
        self._clock.timeout.connect(self.follow_clock)
        self._look_first.timeout.connect(self._show_buttons)
        self._undo_ends.timeout.connect(self._forget_last)
        self._clock.start()

    def title(self) -> str:
        return _("Meals")

    def open(self, argument: object | None) -> None:
        """A resident's id shows the household; without one the desk is ready for the next."""
        self._chosen = None
        self._resident_id = argument if isinstance(argument, str) else None
        self._served_here = False
        self.household.refuse(None)
        if self._resident_id is None:
            self.household.show_guests((), asked=False)
        self._show_buttons()

    def back(self) -> bool:
        return self.next_household() if self._resident_id or self.entry.text() else False

    def retranslate(self) -> None:
        self.entry.retranslate()
        self.segment.setAccessibleName(_("Meal"))
        self.undo_button.setText(_("Undo — F8"))
        self.next_button.setText(_("Next — Esc"))
        for button, name in ((self.undo_button, "undo"), (self.next_button, "next")):
            icons.put(button, name)
        self._last_label.setText(self._last_text())
        self._show_header()
        self._show_buttons()

    def refresh(self) -> None:
        self._load()

    def follow_clock(self) -> None:
        """Show the meal that is served now, unless a person chose one or serves somebody."""
        if self.isVisible() and self._resident_id is None and not self.entry.text():
            self._load()

    def serve(self) -> None:
        """Serve everyone who is ready; where nobody is, say large why not."""
        if self._busy or self._desk is None or not self._desk.guests or self._look_first.isActive():
            return
        if not self.may("serve_meal"):
            return
        ready = [guest.person.id for guest in self._desk.guests if guest.ready]
        if not ready and self._served_here:
            return
        self._serve(ready or [guest.person.id for guest in self._desk.guests])

    def undo(self) -> None:
        """Take the last serving back."""
        last = self._last
        if last is None or self._busy or not self.may("undo_serving"):
            return
        names = format_list(last.names)
        self._forget_last()
        self._busy = True
        self.run(
            lambda: self._meals.undo(last.serving_ids),
            lambda _done: self._undone(names),
            self._undo_refused,
        )

    def next_household(self) -> bool:
        """Clear the desk for the next in the queue; True, as something was closed."""
        self._resident_id = None
        self._served_here = False
        self.household.refuse(None)
        self.household.show_guests((), asked=False)
        self.entry.reset()
        self._load()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if press_focused(event, self):
            return
        if key == Qt.Key.Key_F8:
            self.undo()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.isAutoRepeat():
            if not self.entry.text().strip():
                self.serve()
        elif key == Qt.Key.Key_Escape and (self._resident_id or self.entry.text()):
            self.next_household()
        elif not self._type_on(event):
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # A scan must never end in the list's own search for a first letter.
        if watched is self.waiting.table and isinstance(event, QKeyEvent):
            return event.type() == QEvent.Type.KeyPress and self._type_on(event)
        return super().eventFilter(watched, event)

    def _type_on(self, event: QKeyEvent) -> bool:
        """What is typed or scanned while another part has the focus goes into the field."""
        if not event.text().strip() or not event.text().isprintable():
            return False
        if event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | _KEYPAD):
            return False
        self.entry.setFocus(Qt.FocusReason.OtherFocusReason)
        self.entry.insert(event.text())
        return True

    def _load(self) -> None:
        resident_id, chosen = self._resident_id, self._chosen
        shown = self._desk
        self.run_latest(
            "desk",
            lambda: self._read(resident_id, chosen, shown),
            lambda desk: self._show(desk, resident_id),
        )

    def _read(self, resident_id: str | None, chosen: Meal | None, shown: _Desk | None) -> _Desk:
        day, current = self._meals.current()
        same_day = shown is not None and shown.day == day
        meal = chosen if chosen is not None and same_day else current
        guests = self._meals.household(resident_id, day, meal) if resident_id else ()
        portions, waiting = self._meals.portions(day, meal), self._meals.not_collected(day, meal)
        of, ids = self._photos, [guest.person.id for guest in guests]
        return _Desk(day, current, portions, waiting, guests, of.of(ids) if of and ids else {})

    def _show(self, desk: _Desk, resident_id: str | None) -> None:
        if resident_id != self._resident_id:
            return
        before, self._desk = self._desk, desk
        if before is not None and before.day != desk.day:
            self._chosen = None
        self.segment.set_value(desk.portions.meal)
        self.waiting.show_meal(desk.portions, desk.waiting)
        same = before is not None and (before.guests, before.photos) == (desk.guests, desk.photos)
        if not same or not desk.guests:
            asked = resident_id is not None
            self.household.show_guests(desk.guests, desk.photos, asked=asked)
            self.offer("serve_meal", *(card.anyway_button for card in self.household.cards))
        self._show_header()
        self._show_buttons()

    def _show_header(self) -> None:
        desk = self._desk
        if desk is None:
            self._title.setText(_("Meals"))
            return
        portions = desk.portions
        self._title.setText(word(portions.meal))
        self._day.setText(format_date(portions.day, "weekday"))
        self._count.setText(
            ngettext(
                "{served} of {entitled} portion served",
                "{served} of {entitled} portions served",
                portions.entitled,
            ).format(
                served=format_number(portions.served), entitled=format_number(portions.entitled)
            )
        )

    def _show_buttons(self) -> None:
        guests = self._desk.guests if self._desk and self._resident_id else ()
        ready = sum(guest.ready for guest in guests)
        self.serve_button.setText(
            ngettext("Serve {count} — Enter", "Serve {count} — Enter", ready).format(
                count=format_number(ready)
            )
            if ready
            else _("Serve — Enter")
        )
        icons.put(self.serve_button, "meal", "on_accent", 22)
        self.serve_button.setEnabled(
            ready > 0 and not self._busy and not self._look_first.isActive()
        )
        self.undo_button.setEnabled(self._last is not None and not self._busy)

    def _choose_meal(self, meal: Meal) -> None:
        self._chosen = None if self._desk is not None and meal == self._desk.current else meal
        self._served_here = False
        self.household.refuse(None)
        self.entry.setFocus(Qt.FocusReason.OtherFocusReason)
        self._load()

    def _found(self, person: PersonLine) -> None:
        if self.entry.taken_at_once:
            self._look_first.start()
        self._show_person(person)

    def _show_person(self, person: PersonLine) -> None:
        self._resident_id = person.id
        self._served_here = False
        self.household.refuse(None)
        self.entry.reset()
        self._load()

    def _serve(self, resident_ids: list[str], override: str | None = None) -> None:
        if self._desk is None:
            return
        day, meal = self._desk.day, self._desk.portions.meal
        self._busy = True
        self._show_buttons()
        self.run(
            lambda: self._meals.serve(resident_ids, day, meal, override),
            self._served,
            self._refused,
        )

    def _served(self, served: ServedNow) -> None:
        self._busy = False
        self._served_here = True
        self._last = served
        self._undo_ends.start(int(UNDO_FOR.total_seconds() * 1000))
        names = format_list(served.names)
        self._say_last(lambda: _("Served: {names}").format(names=names))
        self.household.refuse(None)
        self._load()

    def _refused(self, error: AppError) -> None:
        self._busy = False
        self.household.refuse(error.text)
        self._load()

    def _undone(self, names: str) -> None:
        self._busy = False
        self._served_here = False
        self._say_last(lambda: _("Taken back: {names}").format(names=names))
        self.household.refuse(None)
        self._load()

    def _undo_refused(self, error: AppError) -> None:
        self._busy = False
        self.announce(error.text, Kind.ATTENTION)
        self._load()

    def _forget_last(self) -> None:
        self._last = None
        self._undo_ends.stop()
        self._show_buttons()

    def _say_last(self, text: Callable[[], str]) -> None:
        self._last_text = text
        self._last_label.setText(text())

    def _ask_reason(self, guest: Guest) -> None:
        dialog = ReasonDialog(guest, self)
        dialog.confirmed.connect(lambda: self._serve([guest.person.id], dialog.reason()))
        dialog.confirmed.connect(dialog.accept)
        dialog.finished.connect(lambda: self.entry.setFocus(Qt.FocusReason.OtherFocusReason))
        dialog.open()

    def _large_button(self, name: str, role: str) -> QPushButton:
        button = QPushButton()
        button.setObjectName(name)
        button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        button.setFont(theme.font(theme.HEADING))
        if role:
            theme.mark(button, role=role)
        return button

    def _lay_out(self) -> None:
        meal = QVBoxLayout()
        meal.setSpacing(0)
        meal.addWidget(self._title)
        meal.addWidget(self._day)
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_24)
        head.addLayout(meal)
        head.addWidget(self.segment)
        head.addStretch(1)
        head.addWidget(self._count)
        middle = QVBoxLayout()
        middle.setSpacing(theme.SPACE_8)
        middle.addWidget(self.household, 1)
        middle.addWidget(self._last_label)
        middle.addWidget(
            _strip(52, (self.serve_button, 2), (self.undo_button, 1), (self.next_button, 1))
        )
        below = QHBoxLayout()
        below.setSpacing(theme.SPACE_24)
        below.addWidget(self.waiting)
        below.addLayout(middle, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_24, theme.SPACE_16, theme.SPACE_24, theme.SPACE_16)
        column.setSpacing(theme.SPACE_16)
        column.addLayout(head)
        column.addWidget(_strip(56, (self.entry, 1)))
        column.addLayout(below, 1)


_KEYPAD = Qt.KeyboardModifier.KeypadModifier


def _meal_label(meal: Meal) -> Callable[[], str]:
    return lambda: word(meal)


def _strip(height: int, *parts: tuple[QWidget, int]) -> QWidget:
    """Widgets side by side, all of this height at 100 %, higher than the style makes them."""
    strip = QWidget()
    strip.setFixedHeight(theme.px(height))
    row = QHBoxLayout(strip)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.SPACE_12)
    for widget, stretch in parts:
        row.addWidget(widget, stretch)
    return strip

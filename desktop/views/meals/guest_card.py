"""A member of the household at the serving desk, readable from a step away."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import _, format_age, format_time
from desktop.services.meals import Guest
from desktop.views import theme
from desktop.views.residents.allergy_words import undecided_words
from desktop.views.widgets.avatar import Avatar
from desktop.views.widgets.elided_label import ElidedLabel
from desktop.views.widgets.icon_label import IconLabel


class GuestCard(QFrame):
    """Who it is, what they can't eat in large letters, and whether Enter serves them."""

    serve_anyway = Signal(object)
    """The ``Guest`` whom the host wants to serve although the rules say no."""

    def __init__(
        self, guest: Guest, photo: QPixmap | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.guest = guest
        self._photo = photo
        theme.mark(self, role="card")
        self._avatar = Avatar(56)
        self._name = ElidedLabel("title")
        self._age = QLabel()
        self._cyrillic = ElidedLabel("quiet")
        self._allergy, self._allergy_text = _warning("danger", "title", "danger")
        self._undecided = QLabel(wordWrap=True)
        self._undecided.setObjectName("meals_undecided")
        theme.mark(self._undecided, state="danger")
        self._diet, self._diet_text = _warning("diet", "heading", "attention")
        self._state_icon = IconLabel(size=22)
        self._state = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.anyway_button = QPushButton()
        self.anyway_button.setObjectName("meals_serve_anyway")
        theme.mark(self._age, role="heading")
        self._lay_out()
        self.anyway_button.clicked.connect(lambda: self.serve_anyway.emit(self.guest))
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text again."""
        guest = self.guest
        person = guest.person
        self._avatar.set_person(person.name, self._photo, masked=person.masked)
        self._name.setText(person.name)
        self._age.setText("" if person.age is None else format_age(person.age))
        self._cyrillic.setText(person.name_cyrillic)
        self._cyrillic.setVisible(bool(person.name_cyrillic))
        allergy = _("ALLERGY: {what}").format(what=guest.allergies.upper())
        self._allergy_text.setText(allergy)
        self._allergy.setVisible(bool(guest.allergies))
        undecided = undecided_words() if guest.allergies_open else ""
        self._undecided.setText(undecided)
        self._undecided.setVisible(guest.allergies_open)
        self._diet_text.setText(guest.diet)
        self._diet.setVisible(bool(guest.diet))
        icon, state, text = self._state_shown()
        self._state_icon.set_icon(icon, state)
        self._state.setText(text)
        theme.mark(self._state, role="heading", state=state)
        self.anyway_button.setText(_("Serve anyway…"))
        self.anyway_button.setAccessibleName(_("Serve {person} anyway").format(person=person.name))
        self.anyway_button.setVisible(not guest.ready)
        warnings = [allergy if guest.allergies else "", undecided, guest.diet]
        self.setAccessibleName(", ".join(filter(None, [person.name, *warnings, text])))

    def state_text(self) -> str:
        """What the card says about this meal."""
        return self._state.text()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def _state_shown(self) -> tuple[str, str, str]:
        """Icon, colour and words."""
        served = self.guest.served
        if served is not None:
            text = _("Already served {time}, {desk}, by {colleague}").format(
                time=format_time(served.at), desk=served.desk_name, colleague=served.by
            )
            return "danger", "danger", text
        if not self.guest.entitled:
            return "blocked", "quiet", _("Not entitled to meals")
        return "good", "good", _("Ready")

    def _lay_out(self) -> None:
        below = QHBoxLayout()
        below.setSpacing(theme.SPACE_12)
        below.addWidget(self._age)
        below.addWidget(self._cyrillic, 1)
        state = QHBoxLayout()
        state.setSpacing(theme.SPACE_8)
        state.addWidget(self._state_icon)
        state.addWidget(self._state, 1)
        words = QVBoxLayout()
        words.setSpacing(theme.SPACE_8)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._name)
        names.addLayout(below)
        words.addLayout(names)
        words.addWidget(self._allergy)
        words.addWidget(self._undecided)
        words.addWidget(self._diet)
        words.addLayout(state)
        words.addWidget(self.anyway_button, 0, Qt.AlignmentFlag.AlignLeft)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(*(theme.SPACE_16,) * 4)
        row.setSpacing(theme.SPACE_16)
        row.addWidget(self._avatar, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)


def _warning(icon: str, role: str, state: str) -> tuple[QFrame, QLabel]:
    frame = QFrame()
    theme.mark(frame, role="chip", state=state)
    text = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
    theme.mark(text, role=role, state=state)
    row = QHBoxLayout(frame)
    row.setContentsMargins(theme.SPACE_12, theme.SPACE_4, theme.SPACE_12, theme.SPACE_4)
    row.setSpacing(theme.SPACE_8)
    row.addWidget(IconLabel(icon, state, 22))
    row.addWidget(text, 1)
    return frame, text

"""A person's claim to a bed: who, for which days, given by whom and where."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop.i18n import _, format_age, format_date
from desktop.services.needs import Claim
from desktop.services.words import word
from desktop.views import theme
from desktop.views.sync.need_words import origin_text
from desktop.views.widgets.avatar import Avatar
from desktop.views.widgets.card import Card
from desktop.views.widgets.chip import Chip
from desktop.views.widgets.elided_label import ElidedLabel


class ClaimCard(Card):
    """``holds``: the claim that stands; the other one came later."""

    def __init__(
        self,
        claim: Claim,
        clock: Callable[[], datetime],
        *,
        holds: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._claim = claim
        self._clock = clock
        self._holds = holds
        self._sign = Chip()
        avatar = Avatar(40)
        avatar.set_person(claim.person.name, masked=claim.person.masked)
        self._name = ElidedLabel("heading")
        self._person = QLabel(wordWrap=True)
        self._days = QLabel(wordWrap=True)
        self._by = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        theme.mark(self._person, role="quiet")
        theme.mark(self._by, role="quiet")
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_12)
        head.addWidget(avatar)
        head.addWidget(self._name, 1)
        self.body.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addLayout(head)
        for label in (self._person, self._days, self._by):
            self.body.addWidget(label)
        self.body.addStretch(1)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text again."""
        claim, person = self._claim, self._claim.person
        self._name.set_whole_text(person.name)
        self._sign.set_text(_("Has the bed") if self._holds else _("Claimed it later"))
        self._sign.set_state("good" if self._holds else "attention")
        age = format_age(person.age) if person.age is not None else _("age not known")
        self._person.setText(f"{age} · {word(person.sex)} · {word(person.status)}")
        first = format_date(claim.starts_on)
        if claim.ends_on is None:
            days = _("{place}, from {first}").format(place=claim.place, first=first)
        else:
            days = _("{place}, from {first} until {last}").format(
                place=claim.place, first=first, last=format_date(claim.ends_on)
            )
        self._days.setText(f"{days} · {word(claim.kind)}")
        given = (
            _("Bed given by {colleague}").format(colleague=claim.decided_by)
            if claim.decided_by
            else ""
        )
        origin = origin_text(claim.origin, self._clock())
        self._by.setText("\n".join(part for part in (given, origin) if part))
        self._by.setVisible(bool(self._by.text()))
        self.setAccessibleName(f"{self._sign.text()}: {person.name}, {days}")

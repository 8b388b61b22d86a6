"""One of the values in conflict: what it says, who wrote it, when and where."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from desktop.i18n import _
from desktop.services.needs import ConflictValue
from desktop.views import theme
from desktop.views.sync.need_words import origin_text, suggestion_text
from desktop.views.widgets.card import Card
from desktop.views.widgets.chip import Chip

_NARROWEST = 310
"""So that the cards side by side are of one width in every language."""


class ValueCard(Card):
    """Every field of the group; those that differ stand out. The button keeps this value."""

    kept = Signal(object)
    """What ``NeedsYou.decide_conflict`` takes."""

    def __init__(
        self,
        number: int,
        value: ConflictValue,
        differing: frozenset[str],
        clock: Callable[[], datetime],
        *,
        can_decide: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"conflict_value_{number}")
        self.setMinimumWidth(theme.px(_NARROWEST))
        self._value = value
        self._clock = clock
        self._labels: list[QLabel] = []
        self._texts: list[QLabel] = []
        several = len(value.fields) > 1
        for field in value.fields:
            label = QLabel()
            theme.mark(label, role="small")
            label.setVisible(several)
            text = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
            stands_out = field.field in differing or not several
            theme.mark(text, role="heading" if stands_out else "")
            self._labels.append(label)
            self._texts.append(text)
            self.body.addWidget(label)
            self.body.addWidget(text)
        self._origin = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        theme.mark(self._origin, role="quiet")
        self._stands = Chip(icon="online")
        self.keep_button = QPushButton()
        self.keep_button.setObjectName(f"conflict_keep_{number}")
        self.keep_button.setAutoDefault(False)
        self.keep_button.setVisible(can_decide)
        self.keep_button.clicked.connect(lambda: self.kept.emit(self._value.choice()))
        self.body.addStretch(1)
        self.body.addWidget(self._origin)
        self.body.addWidget(self._stands, 0, Qt.AlignmentFlag.AlignLeft)
        self._stands.setVisible(value.stands)
        self.body.addWidget(self.keep_button)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text again."""
        for field, label, text in zip(self._value.fields, self._labels, self._texts, strict=True):
            label.setText(field.label())
            text.setText(field.words())
        origin = origin_text(self._value.origin, self._clock())
        lines = (suggestion_text(self._value.origin), origin)
        self._origin.setText(
            "\n".join(filter(None, lines)) or _("Who wrote this is no longer known.")
        )
        self._stands.set_text(_("In the central store now"))
        self.keep_button.setText(_("Keep this"))
        said = ", ".join(field.words() for field in self._value.fields)
        self.keep_button.setAccessibleName(f"{_('Keep this')}: {said}")
        self.setAccessibleName(f"{said}, {self._origin.text()}")

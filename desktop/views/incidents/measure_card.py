"""A step taken, or proposed, after an incident."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.i18n import _, format_datetime
from desktop.models.incidents import MeasureState
from desktop.services.incidents import MeasureLine
from desktop.services.words import word
from desktop.views import theme
from desktop.views.widgets.chip import Chip
from desktop.views.widgets.elided_label import ElidedLabel

_LOOKS = {
    MeasureState.PROPOSED: ("attention", "open"),
    MeasureState.DECIDED: ("good", "done"),
    MeasureState.DROPPED: ("", "close"),
}


class MeasureCard(QFrame):
    """What, for whom, how it stands, when and by whom, and the note. Made anew for new texts."""

    def __init__(self, measure: MeasureLine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, role="card")
        state, sign = _LOOKS[measure.state]
        what = ElidedLabel("strong")
        person = measure.person.name if measure.person else ""
        what.setText(" · ".join(filter(None, [word(measure.kind), person])))
        stands = Chip(word(measure.state), state, sign)
        when = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        theme.mark(when, role="quiet")
        when.setText(
            _("{when}, by {colleague}").format(
                when=format_datetime(measure.taken_at), colleague=measure.taken_by
            )
        )
        note = QLabel(measure.note, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        top = QHBoxLayout()
        top.setSpacing(theme.SPACE_12)
        top.addWidget(what, 1)
        top.addWidget(stands)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_12, theme.SPACE_8, theme.SPACE_12, theme.SPACE_8)
        column.setSpacing(theme.SPACE_4)
        column.addLayout(top)
        column.addWidget(when)
        column.addWidget(note)
        note.setVisible(bool(measure.note))
        said = [what.text(), stands.text(), when.text(), measure.note]
        self.setAccessibleName(", ".join(filter(None, said)))

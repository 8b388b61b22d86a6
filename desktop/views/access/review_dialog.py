"""An entry that was drawn: one looks at it, and writes down what one found."""

from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from desktop.i18n import _, format_datetime
from desktop.services.access_lines import Drawn
from desktop.services.access_words import what_words
from desktop.sync.audit_wire import MAX_NOTE
from desktop.views import theme
from desktop.views.access.entries_model import desk_words, people_words, why_words
from desktop.views.widgets.field_row import FieldRow
from desktop.views.widgets.small_dialog import SmallDialog


class ReviewDialog(SmallDialog):
    """Enter marks it as looked at; the note may stay empty."""

    def __init__(self, drawn: Drawn, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("access_review_dialog")
        self._drawn = drawn
        self._said = QLabel(wordWrap=True)
        theme.mark(self._said, role="strong")
        self._more = QLabel(wordWrap=True)
        theme.mark(self._more, role="quiet")
        self._note = QLineEdit()
        self._note.setObjectName("access_note")
        self._note.setMaxLength(MAX_NOTE)
        self._row = FieldRow(self._note)
        for widget in (self._said, self._more, self._row):
            self.body.addWidget(widget)
        if drawn.reviewed_at is not None:
            self._note.setText(drawn.note)
            self._note.setReadOnly(True)
            self.only_look()
        self.setMinimumWidth(theme.px(480))
        self.retranslate()

    def note(self) -> str:
        """What was written down."""
        return self._note.text().strip()

    def retranslate(self) -> None:
        entry = self._drawn.entry
        self.setWindowTitle(_("Look at an entry"))
        self._said.setText(f"{entry.actor}: {what_words(entry.what)}")
        parts = [format_datetime(entry.at), desk_words(entry.desk), people_words(entry)]
        parts.append(why_words(entry))
        if self._drawn.reviewed_at is not None:
            parts.append(
                _("Looked at by {person}, {when}").format(
                    person=self._drawn.reviewed_by, when=format_datetime(self._drawn.reviewed_at)
                )
            )
        self._more.setText("\n".join(filter(None, parts)))
        self._row.set_label(
            _("Note"),
            _("What you found, for example “on duty that day”. It can't be changed later."),
        )
        self.confirm_button.setText(_("Mark as looked at"))
        self.adjustSize()

"""What the dialogs of the inbox have in common: what it is, why, and who can decide."""

from PySide6.QtWidgets import QLabel, QWidget

from desktop.services.needs import ContestedStay, OpenConflict
from desktop.views import theme
from desktop.views.sync.need_words import deciders_text, title
from desktop.views.widgets.small_dialog import SmallDialog


class NeedDialog(SmallDialog):
    """The heading and the reason stand on top; a subclass sets ``why`` and puts ``note`` (who can
    decide, for those who can't) where it belongs."""

    def __init__(
        self,
        name: str,
        need: ContestedStay | OpenConflict,
        deciders: tuple[str, ...],
        *,
        can_decide: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}_dialog")
        self._need = need
        self._deciders = deciders
        self._heading = QLabel(wordWrap=True)
        theme.mark(self._heading, role="heading")
        self.why = QLabel(wordWrap=True)
        theme.mark(self.why, role="quiet")
        self.note = QLabel(wordWrap=True)
        self.note.setObjectName(f"{name}_deciders")
        theme.mark(self.note, role="note")
        self.note.setVisible(not can_decide)
        self.body.addWidget(self._heading)
        self.body.addWidget(self.why)
        if not can_decide:
            self.only_look()

    def retranslate(self) -> None:
        """Set every text again."""
        self._heading.setText(title(self._need))
        self.note.setText(deciders_text(self._deciders))

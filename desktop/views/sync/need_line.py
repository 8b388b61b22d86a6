"""One thing that needs a person, with the way to settle it."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.services.needs import ContestedStay, OpenConflict, RefusedOp
from desktop.services.protected_files import FileOpening
from desktop.views import theme
from desktop.views.sync.need_words import Need, deciders_text, detail, title, who
from desktop.views.widgets.elided_label import ElidedLabel
from desktop.views.widgets.icon_label import IconLabel

_BUTTON = 200


class NeedLine(QWidget):
    """What and about whom, what stands against what, who and when; buttons at the right."""

    settle_clicked = Signal(object)
    resident_chosen = Signal(str)

    def __init__(
        self,
        need: Need,
        clock: Callable[[], datetime],
        deciders: tuple[str, ...] | None,
        parent: QWidget | None = None,
    ) -> None:
        """``deciders`` are named where the person signed in can't decide, else None."""
        super().__init__(parent)
        self.need = need
        self._clock = clock
        self._deciders = deciders
        self._what = ElidedLabel("strong")
        self._detail = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._who = ElidedLabel("quiet")
        self._others = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        theme.mark(self._others, role="quiet")
        self.settle_button = QPushButton()
        self.settle_button.setMinimumWidth(theme.px(_BUTTON))
        self.settle_button.clicked.connect(lambda: self.settle_clicked.emit(self.need))
        self.open_button = QPushButton()
        self.open_button.setObjectName("need_open_file")
        theme.mark(self.open_button, role="quiet")
        self.open_button.setVisible(self._resident() is not None)
        self.open_button.clicked.connect(self._open)
        words = QVBoxLayout()
        words.setSpacing(theme.SPACE_4)
        for label in (self._what, self._detail, self._who, self._others):
            words.addWidget(label)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, theme.SPACE_4, 0, theme.SPACE_4)
        row.setSpacing(theme.SPACE_12)
        row.addWidget(IconLabel(self._sign(), "attention", 20), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self.open_button, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.settle_button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.retranslate()

    def retranslate(self) -> None:
        """Say it in the current language."""
        about, more = title(self.need), detail(self.need)
        self._what.set_whole_text(about)
        self._detail.setText(more)
        by = who(self.need, self._clock())
        self._who.set_whole_text(by)
        self._who.setVisible(bool(by))
        self._others.setText("" if self._deciders is None else deciders_text(self._deciders))
        self._others.setVisible(self._deciders is not None)
        self.settle_button.setText(self._verb())
        self.settle_button.setAccessibleName(f"{self._verb()} {about}")
        self.open_button.setText(_("Open the file"))
        self.open_button.setAccessibleName(f"{_('Open the file')}, {about}")
        self.setAccessibleName(f"{about}. {more}")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def _verb(self) -> str:
        if self._deciders is not None:
            return _("Look at it…")
        if isinstance(self.need, FileOpening):
            return _("Seen")
        if isinstance(self.need, RefusedOp):
            return _("See what was refused…")
        return _("Find a bed…") if isinstance(self.need, ContestedStay) else _("Decide…")

    def _sign(self) -> str:
        if isinstance(self.need, ContestedStay):
            return "bed"
        if isinstance(self.need, FileOpening):
            return "protected"
        return "edit" if isinstance(self.need, OpenConflict) else "needs_you"

    def _resident(self) -> str | None:
        if isinstance(self.need, ContestedStay):
            return self.need.late.person.id
        if isinstance(self.need, OpenConflict):
            return self.need.person.id if self.need.person else None
        if isinstance(self.need, FileOpening):
            return self.need.person.id
        return self.need.people[0].id if self.need.people else None

    def _open(self) -> None:
        if (resident := self._resident()) is not None:
            self.resident_chosen.emit(resident)

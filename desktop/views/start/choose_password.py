"""A password of one's own in place of one that was given for the first time only."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.views import theme
from desktop.views.start.new_password import NewPassword
from desktop.views.start.problem_label import ProblemLabel


class ChoosePassword(QWidget):
    """``chosen`` with the new password; whoever hears it calls ``set_busy``, and ``fail`` where it
    was not taken. ``name`` begins the names of its parts."""

    chosen = Signal(str)
    back_asked = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._busy = False
        self._title = QLabel(wordWrap=True)
        theme.mark(self._title, role="title")
        self._intro = QLabel(wordWrap=True)
        theme.mark(self._intro, role="quiet")
        self._fault = ProblemLabel(f"{name}_choose_fault")
        self.fields = NewPassword(name)
        self._back = QPushButton()
        self._back.setObjectName(f"{name}_choose_back")
        self._go = QPushButton()
        self._go.setObjectName(f"{name}_choose")
        theme.mark(self._go, role="primary")
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE_12)
        buttons.addWidget(self._back)
        buttons.addWidget(self._go, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_16)
        for widget in (self._title, self._intro, self._fault, self.fields):
            column.addWidget(widget)
        column.addLayout(buttons)
        self._go.clicked.connect(self._choose)
        self.fields.entered.connect(self._choose)
        self._back.clicked.connect(self.back_asked)
        self.retranslate()

    def begin(self, former: str) -> None:
        """Ask anew, for another password than ``former``."""
        self.fields.clear()
        self.fields.must_differ_from(former)
        self._fault.tell(None)
        self.set_busy(busy=False)
        self.fields.setFocus()

    def forget(self) -> None:
        """Keep nothing of what was typed."""
        self.fields.clear()
        self.fields.must_differ_from("")

    def set_busy(self, *, busy: bool) -> None:
        """Whether the new password is being brought to the store."""
        self._busy = busy
        for widget in (self.fields, self._back):
            widget.setEnabled(not busy)
        self._show_button()

    def fail(self, said: Callable[[], str]) -> None:
        """It was not taken; one may try again."""
        self.set_busy(busy=False)
        self._fault.tell(said)

    def retranslate(self) -> None:
        """Texts."""
        self._title.setText(_("Choose a password"))
        self._intro.setText(
            _(
                "The password you were given is for the first time only. "
                "The one you choose now is yours at all desks."
            )
        )
        self._back.setText(_("Back"))
        self._show_button()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def _choose(self) -> None:
        if self._busy:
            return
        self._fault.tell(None)
        password = self.fields.chosen()
        if password is not None:
            self.chosen.emit(password)

    def _show_button(self) -> None:
        self._go.setText(_("One moment…") if self._busy else _("Continue"))
        self._go.setEnabled(not self._busy)

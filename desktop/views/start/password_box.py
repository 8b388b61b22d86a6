"""The password of somebody who has one, with what is wrong with it under it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.services.entry_errors import wait_words
from desktop.views import theme
from desktop.views.start.password_field import PasswordField
from desktop.views.widgets.field_row import FieldRow
from desktop.views.widgets.press_focused import on_enter


class PasswordBox(QWidget):
    """``entered`` on Enter. After too many wrong tries it counts the seconds down, and says in
    ``waiting_changed`` when one may try again. ``name`` begins the names of its parts."""

    entered = Signal()
    waiting_changed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label: Callable[[], str] = _password
        self._seconds = 0
        self.field = PasswordField()
        self.field.setObjectName(f"{name}_password")
        self._row = FieldRow(self.field)
        self._reveal = QCheckBox()
        self._reveal.setObjectName(f"{name}_reveal")
        self._second = QTimer(self, interval=1000)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_16)
        column.addWidget(self._row)
        column.addWidget(self._reveal)
        on_enter(self.field, self.entered.emit)
        self.field.textEdited.connect(self._typed)
        self.field.caps_lock_noticed.connect(self.retranslate)
        self._reveal.toggled.connect(lambda on: self.field.show_letters(show=on))
        self._second.timeout.connect(self._tick)
        self.setFocusProxy(self.field)
        self.retranslate()

    def set_label(self, label: Callable[[], str]) -> None:
        """Whose password it is."""
        self._label = label
        self.retranslate()

    def text(self) -> str:
        """What was typed."""
        return self.field.text()

    def problem(self) -> str:
        """What is wrong, ``""`` for nothing."""
        return self._row.error()

    @property
    def waits(self) -> bool:
        """Whether the next try must wait."""
        return self._seconds > 0

    def ask_for(self) -> None:
        """Say that it is missing."""
        self.tell(lambda: _("Please type your password."))

    def tell(self, said: Callable[[], str] | None) -> None:
        """Say what is wrong, or nothing, and let it be typed over."""
        self._row.set_error(said)
        if said is not None:
            self.take_focus()

    def wait(self, seconds: int) -> None:
        """The next try must wait so long; 0 ends a wait."""
        before = self.waits
        self._seconds = max(0, seconds)
        if self.waits and not before:
            self._second.start()
            self.tell(self._wait_words)
        elif before and not self.waits:
            self._second.stop()
            self._row.set_error(None)
        elif before:
            self._row.set_error(self._wait_words)
        if before != self.waits:
            self.waiting_changed.emit()

    def clear(self) -> None:
        """Empty it, and take the dots back."""
        self.field.clear()
        self._reveal.setChecked(False)
        self._row.set_error(None)

    def take_focus(self) -> None:
        """Put the keyboard here; what stands here is typed over."""
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.selectAll()

    def retranslate(self) -> None:
        """Texts."""
        hint = _("Caps Lock seems to be on.") if self.field.caps_lock else ""
        self._row.set_label(self._label(), hint)
        self._reveal.setText(_("Show the password"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def _typed(self) -> None:
        if not self.waits:
            self._row.set_error(None)

    def _tick(self) -> None:
        self.wait(self._seconds - 1)

    def _wait_words(self) -> str:
        return wait_words(self._seconds)


def _password() -> str:
    return _("Password")

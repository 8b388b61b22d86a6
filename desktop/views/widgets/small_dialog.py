"""A dialog with a few fields and one thing to confirm."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from desktop.errors import AppError
from desktop.views import theme
from desktop.views.widgets.press_focused import press_in_dialog


class _Buttons(QDialogButtonBox):
    """Says when Qt has given its buttons their standard words anew, which comes after the dialog
    has set its own."""

    retranslated = Signal()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslated.emit()


class SmallDialog(QDialog):
    """Put fields into ``body``, texts into ``retranslate``.

    Enter or the first button sends ``confirmed``. The page then does the work and calls
    ``accept``, or ``refuse`` with what is wrong; what was typed stays.
    """

    confirmed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._problem: Callable[[], str] | None = None
        self._problem_label = QLabel(wordWrap=True)
        theme.mark(self._problem_label, state="danger")
        self._problem_label.hide()
        buttons = QDialogButtonBox.StandardButton
        self._box = _Buttons(buttons.Ok | buttons.Cancel)
        self.confirm_button = self._box.button(buttons.Ok)
        self.confirm_button.setObjectName("dialog_confirm")
        cancel = self._box.button(buttons.Cancel)
        cancel.setObjectName("dialog_cancel")
        cancel.setAutoDefault(False)  # Enter must never mean Cancel because OK waits for a reason
        self.body = QVBoxLayout()
        self.body.setSpacing(theme.SPACE_12)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.SPACE_24,) * 4)
        column.setSpacing(theme.SPACE_16)
        column.addLayout(self.body)
        column.addWidget(self._problem_label)
        column.addWidget(self._box)
        self._box.accepted.connect(self._confirm)
        self._box.rejected.connect(self.reject)
        self._box.retranslated.connect(self.retranslate)
        self.setMinimumWidth(theme.px(400))

    def retranslate(self) -> None:
        """Set every text; call it at the end of ``__init__``."""

    def only_look(self) -> None:
        """There is nothing to confirm for this person: one button, which closes."""
        buttons = QDialogButtonBox.StandardButton
        self._box.removeButton(self._box.button(buttons.Cancel))
        close = self._box.addButton(buttons.Close)
        close.setObjectName("dialog_cancel")
        close.setAutoDefault(False)
        self.confirm_button.hide()

    def refuse(self, error: AppError) -> None:
        """Say what is wrong and let the person go on."""
        self._problem = error.text
        self.confirm_button.setEnabled(True)
        self._show_problem()

    def say_no_more(self) -> None:
        """What was wrong is right again."""
        self._problem = None
        self._show_problem()

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() in (QEvent.Type.Show, QEvent.Type.LayoutRequest):
            self.make_room()
        return handled

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press_in_dialog(event, self):
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
            self._show_problem()
            self.make_room()

    def make_room(self) -> None:
        """Grows for what has come to stand in it: texts wrap, and are longer in another
        language."""
        column = self.layout()
        if column is not None:
            column.activate()
            needed = column.totalHeightForWidth(self.width())
            if needed > self.height():
                self.resize(self.width(), needed)

    def _confirm(self) -> None:
        self.say_no_more()
        self.confirmed.emit()

    def _show_problem(self) -> None:
        self._problem_label.setText(self._problem() if self._problem else "")
        self._problem_label.setVisible(self._problem is not None)

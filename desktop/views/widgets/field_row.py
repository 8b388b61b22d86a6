"""A field with its label, and what is wrong with it beside itself."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.views import theme


class FieldRow(QWidget):
    """Label above ``control`` (or beside it), a hint, a notice and an error below.

    The label is the control's name for a screen reader, the error its description.
    """

    def __init__(
        self, control: QWidget, *, beside: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.control = control
        self._error: Callable[[], str] | None = None
        self._notice: Callable[[], str] | None = None
        self._label = QLabel()
        self._label.setBuddy(control)
        theme.mark(self._label, role="strong")
        self._hint = QLabel(wordWrap=True)
        theme.mark(self._hint, role="small")
        self._problem = QLabel(wordWrap=True)
        if control.objectName():
            self._problem.setObjectName(f"{control.objectName()}_problem")
        theme.mark(self._problem, state="danger")
        self._notice_label = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        if control.objectName():
            self._notice_label.setObjectName(f"{control.objectName()}_notice")
        self._hint.hide()
        self._problem.hide()
        self._notice_label.hide()
        direction = QBoxLayout.Direction
        row = QBoxLayout(direction.LeftToRight if beside else direction.TopToBottom, self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_12 if beside else theme.SPACE_4)
        row.addWidget(self._label)
        column = QVBoxLayout()
        column.setSpacing(theme.SPACE_4)
        column.addWidget(control)
        column.addWidget(self._hint)
        column.addWidget(self._notice_label)
        column.addWidget(self._problem)
        row.addLayout(column, 1)
        if not beside:
            row.addStretch(0)

    def set_label(self, text: str, hint: str = "") -> None:
        """The label and what helps to fill the field; set in ``retranslate``."""
        self._label.setText(text)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint) and self._error is None)
        self.control.setAccessibleName(text.replace("&", ""))
        self._show_error()

    def set_error(self, text: Callable[[], str] | None) -> None:
        """What is wrong (``AppError.text`` fits), or None when it is right again."""
        self._error = text
        self._show_error()

    def set_notice(self, text: Callable[[], str] | None, *, warns: bool = False) -> None:
        """What is to be told about what stands there, and keeps nobody from going on; None for
        nothing."""
        self._notice = text
        theme.mark(self._notice_label, role="small", state="attention" if warns else "")
        self._show_error()

    def notice(self) -> str:
        """What is told, in the current language; ``""`` for nothing."""
        return self._notice() if self._notice else ""

    def error(self) -> str:
        """What is wrong, in the current language; ``""`` when nothing is."""
        return self._error() if self._error else ""

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._show_error()

    def _show_error(self) -> None:
        problem = self.error()
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        notice = "" if problem else self.notice()
        self._notice_label.setText(notice)
        self._notice_label.setVisible(bool(notice))
        self._hint.setVisible(bool(self._hint.text()) and not problem and not notice)
        self.control.setAccessibleDescription(problem or notice or self._hint.text())
        theme.mark(self.control, state="danger" if problem else "")

"""The bar under the top bar that says what happened and offers undo or the next step."""

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from desktop.i18n import _
from desktop.views import theme
from desktop.views.icons import icon
from desktop.views.widgets.icon_label import IconLabel
from desktop.views.widgets.message import Kind, Message

_COLOURS = {
    Kind.INFO: "accent",
    Kind.GOOD: "good",
    Kind.ATTENTION: "attention",
    Kind.DANGER: "danger",
}


class Banner(QFrame):
    """Shows one message at a time, the newest; hidden when there is none.

    Information and good news leave by themselves, later when there is something to undo;
    attention and danger stay until closed.
    """

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._message: Message | None = None
        self._icon = IconLabel(size=20)
        self._text = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.action_button = QPushButton()
        self.close_button = QPushButton(icon("close"), "")
        theme.mark(self.close_button, role="icon")
        theme.mark(self, role="banner")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_12, theme.SPACE_4, theme.SPACE_4, theme.SPACE_4)
        row.setSpacing(theme.SPACE_12)
        row.addWidget(self._icon)
        row.addWidget(self._text, 1)
        row.addWidget(self.action_button)
        row.addWidget(self.close_button)
        self._leave = QTimer(self, singleShot=True)
        self._leave.timeout.connect(self.dismiss)
        self.action_button.clicked.connect(self._act)
        self.close_button.clicked.connect(self.dismiss)
        self.retranslate()
        self.hide()

    @property
    def message(self) -> Message | None:
        """What shows now."""
        return self._message

    @property
    def leaves_by_itself(self) -> bool:
        """Whether what shows now goes without being closed."""
        return self._leave.isActive()

    def show_message(self, message: Message) -> None:
        """Show ``message`` in the place of an earlier one."""
        self._message = message
        theme.mark(self, state=message.kind.value)
        self._icon.set_icon(message.kind.value, _COLOURS[message.kind])
        self.action_button.setVisible(message.action is not None)
        self.retranslate()
        self.show()
        self._leave.stop()
        if message.kind in {Kind.INFO, Kind.GOOD}:
            self._leave.start(20_000 if message.action else 8_000)

    def dismiss(self) -> None:
        """Hide the message."""
        self._leave.stop()
        self._message = None
        self.hide()
        self.closed.emit()

    def retranslate(self) -> None:
        """Ask the message for its texts again."""
        close = _("Close this message")
        self.close_button.setToolTip(close)
        self.close_button.setAccessibleName(close)
        if self._message is None:
            return
        text = self._message.text()
        self._text.setText(text)
        self.setAccessibleName(text)
        label = self._message.action_label
        self.action_button.setText(label() if label else "")

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _act(self) -> None:
        message = self._message
        self.dismiss()
        if message is not None and message.action is not None:
            message.action()

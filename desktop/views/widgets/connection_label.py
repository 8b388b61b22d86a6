"""Whether the desk reaches the central store, and since when."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.views import theme
from desktop.views.widgets.elided_label import ElidedLabel
from desktop.views.widgets.icon_label import IconLabel


class ConnectionLabel(QWidget):
    """A sign and a sentence; the sign differs in shape, not in colour alone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state = ""
        """How it looks: ``good``, ``attention`` or ``danger``."""
        self._sign = IconLabel(size=18)
        self._text = ElidedLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_8)
        row.addWidget(self._sign)
        row.addWidget(self._text)

    def text(self) -> str:
        """The sentence that shows."""
        return self._text.text()

    def show_connection(self, text: str, *, online: bool, state: str) -> None:
        """``state`` is ``good``, ``attention`` or ``danger``."""
        self.state = state
        self._sign.set_icon("online" if online else "offline", state)
        self._text.setText(text)
        theme.mark(self._text, state="" if state == "good" else state)
        self.setAccessibleName(text)

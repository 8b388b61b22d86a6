"""A word in a small box: a state, a need, a tag."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from desktop.views import theme
from desktop.views.widgets.icon_label import IconLabel


class Chip(QFrame):
    """A short text with an icon, since colour alone tells nothing.

    ``state`` is ``""``, ``good``, ``attention``, ``danger`` or ``accent``.
    """

    def __init__(
        self, text: str = "", state: str = "", icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon = IconLabel(size=14)
        self._text = QLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_8, 3, theme.SPACE_8, 3)
        row.setSpacing(theme.SPACE_4)
        row.addWidget(self._icon)
        row.addWidget(self._text)
        theme.mark(self, role="chip")
        self.set_state(state, icon)
        self.set_text(text)

    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def set_text(self, text: str) -> None:
        """What it says, in the current language; set it again in ``retranslate``."""
        self._text.setText(text)
        self.setAccessibleName(text)

    def set_state(self, state: str, icon: str = "") -> None:
        """How it looks; without ``icon`` the state's own icon shows."""
        name = icon or (state if state in {"good", "attention", "danger"} else "")
        self._icon.set_icon(name, state or "quiet")
        theme.mark(self, state=state)
        theme.mark(self._text, state=state)

"""A word or two beside a small sign."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop.views import theme
from desktop.views.widgets.icon_label import IconLabel


class IconText(QWidget):
    """``colour`` is that of the sign; the words stay in ink."""

    def __init__(self, icon: str, colour: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = QLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_4)
        row.addWidget(IconLabel(icon, colour))
        row.addWidget(self._text)

    def text(self) -> str:
        """The words that show."""
        return self._text.text()

    def set_text(self, text: str, tip: str) -> None:
        """The words, and what they mean where one stays with the pointer."""
        self._text.setText(text)
        self.setToolTip(tip)
        self.setAccessibleName(text)
        self.setAccessibleDescription(tip)

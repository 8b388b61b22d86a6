"""A date that need not be known: a box to tick, and the day."""

from datetime import date

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from desktop.views import theme
from desktop.views.widgets.date_field import DateField


class OptionalDate(QWidget):
    """``name`` begins the names of its parts; ``proposed`` is the day it shows before one is
    known."""

    def __init__(self, name: str, proposed: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QCheckBox()
        self.box.setObjectName(name)
        self.day = DateField(proposed)
        self.day.setObjectName(f"{name}_day")
        self.day.setEnabled(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_12)
        row.addWidget(self.box)
        row.addWidget(self.day)
        row.addStretch(1)
        self.box.toggled.connect(self.day.setEnabled)

    def value(self) -> date | None:
        """The day, None while the box is not ticked."""
        return self.day.value() if self.box.isChecked() else None

    def set_value(self, day: date | None) -> None:
        """Show a day, or that there is none."""
        self.box.setChecked(day is not None)
        if day is not None:
            self.day.set_value(day)

    def set_text(self, text: str) -> None:
        """What the day is of; set in ``retranslate``."""
        self.box.setText(text)
        self.day.setAccessibleName(text)

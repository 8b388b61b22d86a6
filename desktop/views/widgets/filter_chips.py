"""Any of a few: chips that each narrow a list."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.views import icons, theme
from desktop.views.widgets.choice_row import Choice
from desktop.views.widgets.flow_layout import FlowLayout


class FilterChips(QWidget):
    """Chips to switch on and off, each by itself; a tick shows which are on."""

    changed = Signal(object)
    """The frozenset of values that are on now (not sent by ``set_values``)."""

    def __init__(self, choices: Sequence[Choice], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = list(choices)
        self._buttons: list[QPushButton] = []
        row = FlowLayout(self)
        for choice in self._choices:
            button = QPushButton()
            button.setCheckable(True)
            theme.mark(button, role="choice", state=choice.state)
            button.toggled.connect(self._show_ticks)
            button.clicked.connect(lambda: self.changed.emit(self.values()))
            self._buttons.append(button)
            row.addWidget(button)
        self.retranslate()

    def buttons(self) -> list[QPushButton]:
        """The chips, in the order of the choices."""
        return list(self._buttons)

    def values(self) -> frozenset[Any]:
        """Which are on."""
        pairs = zip(self._choices, self._buttons, strict=True)
        return frozenset(choice.value for choice, button in pairs if button.isChecked())

    def set_values(self, values: frozenset[Any]) -> None:
        """Switch on exactly these, without telling."""
        for choice, button in zip(self._choices, self._buttons, strict=True):
            button.setChecked(choice.value in values)

    def retranslate(self) -> None:
        """Ask the choices for their words again."""
        for choice, button in zip(self._choices, self._buttons, strict=True):
            button.setText(choice.label())
            button.setAccessibleName(choice.label())
        self._show_ticks()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def _show_ticks(self) -> None:
        for choice, button in zip(self._choices, self._buttons, strict=True):
            if button.isChecked():
                icons.put(button, "done", choice.state or "accent", 16)
            else:
                icons.put(button, choice.icon or "add", "quiet", 16)

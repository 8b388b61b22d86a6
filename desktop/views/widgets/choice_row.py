"""One of a few, all in sight: buttons with icon and word."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QLayout, QPushButton, QWidget

from desktop.views import icons, theme
from desktop.views.widgets.flow_layout import FlowLayout


@dataclass(frozen=True)
class Choice:
    """One thing to choose. ``state`` (``good``, ``attention``, ``danger``) colours it once
    chosen; icon and word tell the same."""

    value: Any
    label: Callable[[], str]
    icon: str = ""
    state: str = ""


class ChoiceRow(QFrame):
    """Exclusive choices that wrap to the next line. One tab stop; arrow keys go and choose."""

    chosen = Signal(object)
    """The person chose this value (not sent by ``set_value``)."""

    _role = "choice"

    def __init__(self, choices: Sequence[Choice] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._choices: list[Choice] = []
        self._row = self._make_layout()
        self._group.idClicked.connect(self._clicked)
        self._group.idToggled.connect(self._show_toggled)
        self.set_choices(choices)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Offer other choices; the value stays if it is still among them."""
        before = self.value()
        for button in self._group.buttons():
            self._group.removeButton(button)
            self._row.removeWidget(button)
            button.deleteLater()
        self._choices = list(choices)
        for number, choice in enumerate(self._choices):
            button = QPushButton()
            button.setCheckable(True)
            button.setAutoDefault(False)  # in a dialog Enter confirms, also while one chooses
            theme.mark(button, role=self._role, state=choice.state)
            self._group.addButton(button, number)
            self._row.addWidget(button)
        self.set_value(before)
        self.retranslate()

    def value(self) -> Any:
        """What is chosen, or None."""
        number = self._group.checkedId()
        return self._choices[number].value if number >= 0 else None

    def buttons(self) -> list[QPushButton]:
        """The buttons, in the order of the choices."""
        return [button for button in self._group.buttons() if isinstance(button, QPushButton)]

    def set_value(self, value: Any) -> None:
        """Choose without telling; None, or a value not offered, chooses nothing."""
        self._group.setExclusive(False)
        for number, choice in enumerate(self._choices):
            self._group.button(number).setChecked(value is not None and choice.value == value)
        self._group.setExclusive(True)

    def retranslate(self) -> None:
        """Ask the choices for their words again."""
        for number, choice in enumerate(self._choices):
            button = self._group.button(number)
            button.setText(choice.label())
            button.setAccessibleName(choice.label())
            self._show_toggled(number)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def _make_layout(self) -> QLayout:
        return FlowLayout(self)

    def _clicked(self, number: int) -> None:
        self.chosen.emit(self._choices[number].value)

    def _show_toggled(self, number: int) -> None:
        choice = self._choices[number]
        if choice.icon:
            button = self._group.button(number)
            colour = (choice.state or "accent") if button.isChecked() else "quiet"
            icons.put(button, choice.icon, colour)

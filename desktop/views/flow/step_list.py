"""The steps of one member: what is done, what is missing."""

from collections.abc import Callable, Iterable
from enum import StrEnum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.services.words import word
from desktop.views import icons, theme
from desktop.views.flow.member import Member


class StepList(QWidget):
    """A button a step; an open ring or a tick says whether it is done, its name says it too."""

    step_chosen = Signal(object)
    """One of the kinds."""

    def __init__(
        self, kinds: Iterable[StrEnum], name: Callable[[], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._member: Member | None = None
        self._group = QButtonGroup(self)
        self._buttons = {kind: self._button(kind) for kind in kinds}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_4)
        for button in self._buttons.values():
            column.addWidget(button)

    def show_member(self, member: Member, current: StrEnum | None) -> None:
        """Show a member's steps, ``current`` being worked at."""
        self._member = member
        wanted = {*member.missing, *(step.kind for step in member.done), current}
        self._group.setExclusive(False)
        for kind, button in self._buttons.items():
            button.setVisible(kind in wanted)
            button.setChecked(kind is current)
        self._group.setExclusive(current is not None)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text."""
        self.setAccessibleName(self._name())
        done = {step.kind for step in self._member.done} if self._member else set()
        for kind, button in self._buttons.items():
            button.setText(word(kind))
            if kind in done:
                said = _("{step} – done").format(step=word(kind))
                icons.put(button, "good", "good")
            else:
                said = _("{step} – missing").format(step=word(kind))
                icons.put(button, "open", "attention")
            button.setAccessibleName(said)
            button.setToolTip(said)

    def _button(self, kind: StrEnum) -> QPushButton:
        button = QPushButton()
        button.setObjectName(f"step_{kind.value}")
        button.setCheckable(True)
        button.setStyleSheet("text-align: left")
        theme.mark(button, role="segment")
        button.hide()
        self._group.addButton(button)
        button.clicked.connect(lambda: self.step_chosen.emit(kind))
        return button

"""The frame of a step: what is to be done, how, and the button that says it is done."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.services.words import word
from desktop.views import theme
from desktop.views.flow.foot_row import FootRow
from desktop.views.widgets.elided_label import ElidedLabel

LATER_KEY, OTHER_KEY = "F9", "F8"
"""What puts a step off, and what presses its other button."""


class StepPanel(QWidget):
    """A step of a flow. Enter does ``main_button``, F8 ``other_button`` where there is one; F9
    leaves it for later."""

    later_clicked = Signal()

    def __init__(self, kind: StrEnum, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self.other_button: QPushButton | None = None
        self.setObjectName(f"{kind.value}_step")
        self._title = ElidedLabel("heading")
        self._intro = QLabel(wordWrap=True)
        theme.mark(self._intro, role="quiet")
        self.body = QVBoxLayout()
        self.body.setSpacing(theme.SPACE_12)
        self.main_button = QPushButton()
        theme.mark(self.main_button, role="primary")
        self.main_button.setMinimumHeight(theme.px(44))
        self.later_button = QPushButton()
        self.later_button.setObjectName(f"{kind.value}_later")
        theme.mark(self.later_button, role="quiet")
        self._foot = FootRow()
        self._foot.set_buttons(self.later_button, self.main_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_12)
        column.addWidget(self._title)
        column.addWidget(self._intro)
        column.addLayout(self.body, 1)
        column.addWidget(self._foot)
        self.main_button.clicked.connect(self.act)
        self.later_button.clicked.connect(self.later_clicked)

    def add_other(self, name: str) -> QPushButton:
        """A second way to end the step, before the main button; Tab comes to it first."""
        button = QPushButton()
        button.setObjectName(name)
        button.setMinimumHeight(theme.px(44))
        self._foot.set_buttons(self.later_button, button, self.main_button)
        self.other_button = button
        return button

    def show_household(self, members: Sequence[Any]) -> None:
        """Everybody who goes through it together; ``show_member`` follows."""

    def show_member(self, current: Any) -> None:
        """Whose step it is."""

    def act(self) -> None:
        """What the main button does: tell that the step was done."""
        raise NotImplementedError

    def forget(self) -> None:
        """Another household: let go of what was typed for this one."""

    def focus_first(self) -> None:
        """Put the focus where one begins: never on "later" because the main button can't be
        pressed yet."""
        (self.main_button if self.main_button.isEnabled() else self).setFocus()

    def write(self, title: str, intro: str, main: str, other: str = "") -> None:
        """The texts that every step has, in the current language."""
        self._title.set_whole_text(title)
        self._intro.setText(intro)
        self._intro.setVisible(bool(intro))
        self.main_button.setText(main)
        self.later_button.setText(with_key(_("Do this later"), LATER_KEY))
        if self.other_button is not None:
            self.other_button.setText(with_key(other, OTHER_KEY))
        self.setAccessibleName(word(self.kind))

    def retranslate(self) -> None:
        """Set every text."""
        raise NotImplementedError


def with_key(text: str, key: str) -> str:
    """A button's text with the key that presses it."""
    return f"{text} — {key}"

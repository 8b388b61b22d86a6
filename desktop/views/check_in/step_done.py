"""A step that was done before: when, and the way on."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import _, format_when
from desktop.services.check_in import MemberCheckIn, StepDone
from desktop.services.words import word
from desktop.views import theme
from desktop.views.widgets.icon_label import IconLabel


class StepDonePanel(QWidget):
    """Shown when one goes back to a step that needs nothing more."""

    next_clicked = Signal()

    def __init__(self, clock: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("step_done")
        self._clock = clock
        self._step: StepDone | None = None
        self._member: MemberCheckIn | None = None
        self._title = QLabel()
        theme.mark(self._title, role="heading")
        self._when = QLabel(wordWrap=True)
        self._when.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        theme.mark(self._when, role="quiet")
        self.next_button = QPushButton()
        self.next_button.setObjectName("step_next")
        theme.mark(self.next_button, role="primary")
        self.next_button.setMinimumHeight(theme.px(44))
        self.next_button.clicked.connect(self.next_clicked)
        middle = Qt.AlignmentFlag.AlignHCenter
        column = QVBoxLayout(self)
        column.setSpacing(theme.SPACE_12)
        column.addStretch(1)
        column.addWidget(IconLabel("good", "good", 40), 0, middle)
        column.addWidget(self._title, 0, middle)
        column.addWidget(self._when)
        column.addWidget(self.next_button, 0, middle)
        column.addStretch(2)

    def show_step(self, member: MemberCheckIn, step: StepDone) -> None:
        """Show a step of a member."""
        self._member, self._step = member, step
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text."""
        self.next_button.setText(_("Next step"))
        if self._step is None or self._member is None:
            return
        self._title.setText(_("{step}: done").format(step=word(self._step.kind)))
        when = format_when(self._step.at, self._clock())
        name = self._member.person.name
        if self._step.language is not None:
            self._when.setText(
                _("{name}, {time}, in {language}").format(
                    name=name, time=when, language=word(self._step.language)
                )
            )
        else:
            self._when.setText(_("{name}, {time}").format(name=name, time=when))

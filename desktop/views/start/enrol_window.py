"""Turns a PC into a desk, in three steps."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QWidget

from desktop.i18n import _, format_number
from desktop.services.profile import Profile
from desktop.sync.enrolment import Enrolled
from desktop.views import theme
from desktop.views.background import Background
from desktop.views.start.connect_step import ConnectStep
from desktop.views.start.person_step import PersonStep
from desktop.views.start.recovery_step import RecoveryStep
from desktop.views.start.start_window import APP_NAME, StartWindow
from desktop.views.widgets.press_focused import press_focused


class EnrolWindow(StartWindow):
    """Connect, say who you are, keep the recovery code. Going back keeps what was typed; once
    the desk's folder is made there is no way back."""

    def __init__(
        self,
        profile: Profile,
        background: Background,
        central_url: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("enrol_window")
        self._count = QLabel()
        theme.mark(self._count, role="small")
        self.connect_step = ConnectStep(background, central_url)
        self.person_step = PersonStep(profile, background)
        self.recovery_step = RecoveryStep(profile, background)
        self._steps: tuple[QWidget, ...] = (
            self.connect_step,
            self.person_step,
            self.recovery_step,
        )
        self._step = 0
        self.card.body.addWidget(self._count)
        for step in self._steps:
            self.card.body.addWidget(step)
        self.connect_step.enrolled.connect(self._show_person)
        self.person_step.back_asked.connect(self._back)
        self.person_step.created.connect(self._show_recovery)
        self.recovery_step.opened.connect(self.opened)
        self._show_step(0)
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        self.setWindowTitle(f"{_('Set up this desk')} – {APP_NAME}")
        self._count.setText(
            _("Step {step} of {count}").format(
                step=format_number(self._step + 1), count=format_number(len(self._steps))
            )
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._back()
        elif not press_focused(event, self):
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._step == 0:
            self.connect_step.focus_first()

    def _show_person(self, enrolled: Enrolled) -> None:
        self._show_step(1)
        self.person_step.show_enrolled(enrolled)

    def _show_recovery(self, user_id: str, password: str, code: str) -> None:
        self.person_step.forget()
        self._show_step(2)
        self.recovery_step.show_code(user_id, password, code, self.connect_step.desk_name)

    def _back(self) -> None:
        if self._step == 1 and not self.person_step.busy and not self.person_step.back():
            self._show_step(0)
            self.connect_step.focus_first()

    def _show_step(self, number: int) -> None:
        self._step = number
        for place, step in enumerate(self._steps):
            step.setVisible(place == number)
        self.retranslate()

"""What covers a locked desk: who is signed in, the password, and the way to somebody else."""

from collections.abc import Callable

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QWidget

from desktop.i18n import _
from desktop.views import theme
from desktop.views.background import Background
from desktop.views.start.sign_in_form import SignInForm
from desktop.views.start.start_window import StartWindow
from desktop.views.start.way_in import WayIn
from desktop.views.widgets.press_focused import press_focused


class LockView(StartWindow):
    """``opened`` with who comes in, the same person or another one. ``why`` is told where the desk
    did not lock itself for being left alone."""

    def __init__(
        self,
        way: WayIn,
        background: Background,
        user_id: str,
        why: Callable[[], str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("lock_view")
        self._title = QLabel()
        theme.mark(self._title, role="title")
        self._quiet = QLabel(wordWrap=True)
        theme.mark(self._quiet, role="quiet")
        self.form = SignInForm(way, background, "lock")
        self.form.set_verb(_unlock)
        self.form.tell(why)
        self.card.body.setSpacing(theme.SPACE_16)
        for widget in (self._title, self._quiet, self.form):
            self.card.body.addWidget(widget)
        self.form.opened.connect(self.opened)
        for label in (self._title, self._quiet):
            self.form.choosing_changed.connect(label.setHidden)
        self.retranslate()
        self.form.load(user_id)

    def retranslate(self) -> None:
        super().retranslate()
        self._title.setText(_("Locked"))
        self._quiet.setText(
            _("What was begun is kept for whoever began it. Changes go on being sent.")
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press_focused(event, self):
            super().keyPressEvent(event)


def _unlock() -> str:
    return _("Unlock")

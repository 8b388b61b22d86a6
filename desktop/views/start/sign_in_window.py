"""Signing in at a desk that knows its people; works without a network."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.services.profile import Profile
from desktop.views import theme
from desktop.views.background import Background
from desktop.views.start.recovery_form import RecoveryForm
from desktop.views.start.sign_in_form import SignInForm
from desktop.views.start.start_window import APP_NAME, StartWindow
from desktop.views.start.way_in import WayIn
from desktop.views.widgets.press_focused import press_focused


class SignInWindow(StartWindow):
    """Who, password, Enter; or the recovery code, where nobody remembers a password or the desk's
    keys are lost."""

    def __init__(
        self,
        profile: Profile,
        background: Background,
        central_url: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.form = SignInForm(WayIn(profile, central_url=central_url), background, "sign_in")
        self.recovery = RecoveryForm(profile, background, central_url)
        self._build()
        self.form.opened.connect(self.opened)
        self.form.keys_lost.connect(self._keys_lost)
        self.form.choosing_changed.connect(self._head.setHidden)
        self.form.choosing_changed.connect(self._recover.setHidden)
        self.recovery.opened.connect(self.opened)
        self.recovery.back_asked.connect(self._show_form)
        self._recover.clicked.connect(self._show_recovery)
        self.retranslate()
        self._show_form()
        background.run(profile.nameplate, self._show_plate, owner=self)
        self.form.load()

    def retranslate(self) -> None:
        super().retranslate()
        self.setWindowTitle(f"{_('Sign in')} – {APP_NAME}")
        self._title.setText(_("Sign in"))
        self._recover.setText(_("Use the recovery code…"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.recovery.back()
        elif not press_focused(event, self):
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.recovery.give_up()
        super().closeEvent(event)

    def _build(self) -> None:
        self.setObjectName("sign_in_window")
        self._title = QLabel()
        theme.mark(self._title, role="title")
        self._plate = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._plate.setObjectName("sign_in_desk")
        theme.mark(self._plate, role="quiet")
        self._recover = QPushButton()
        self._recover.setObjectName("sign_in_recover")
        theme.mark(self._recover, role="quiet")
        self._first = QWidget()
        column = QVBoxLayout(self._first)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_16)
        self._head = QWidget()
        head = QVBoxLayout(self._head)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(theme.SPACE_4)
        head.addWidget(self._title)
        head.addWidget(self._plate)
        column.addWidget(self._head)
        column.addWidget(self.form)
        column.addWidget(self._recover)
        self._plate.hide()
        self.card.body.addWidget(self._first)
        self.card.body.addWidget(self.recovery)

    def _show_plate(self, plate: object) -> None:
        name = getattr(plate, "device_name", "")
        self._plate.setText(name)
        self._plate.setVisible(bool(name))

    def _keys_lost(self) -> None:
        theme.mark(self._recover, role="")
        self._recover.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_recovery(self) -> None:
        self.form.forget()
        self._first.hide()
        self.recovery.show()
        self.recovery.begin()

    def _show_form(self) -> None:
        self.recovery.hide()
        self._first.show()
        self.form.take_focus()

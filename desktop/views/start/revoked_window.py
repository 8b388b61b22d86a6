"""What a person sees when the central store has taken this PC out of use."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from desktop.i18n import _
from desktop.views import theme
from desktop.views.start.start_window import APP_NAME, StartWindow
from desktop.views.widgets.press_focused import press_focused


class RevokedWindow(StartWindow):
    """Says what happened to the data, and offers only to set the PC up anew."""

    set_up_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("revoked_window")
        self._title = QLabel(wordWrap=True)
        theme.mark(self._title, role="title")
        self._what = QLabel(wordWrap=True)
        self._what.setObjectName("revoked_what")
        self._unsent = QLabel(wordWrap=True)
        self._next = QLabel(wordWrap=True)
        theme.mark(self._next, role="quiet")
        self._button = QPushButton()
        self._button.setObjectName("revoked_set_up")
        theme.mark(self._button, role="primary")
        self.card.body.setSpacing(theme.SPACE_16)
        for widget in (self._title, self._what, self._unsent, self._next, self._button):
            self.card.body.addWidget(widget)
        self._button.clicked.connect(self.set_up_asked)
        self._button.setFocus()
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        title = _("This PC was taken out of use")
        self.setWindowTitle(f"{title} – {APP_NAME}")
        self._title.setText(title)
        self._what.setText(
            _(
                "Your administrator has taken this PC out of use for Ankomst. "
                "All data of the residents were removed from it."
            )
        )
        self._unsent.setText(
            _("What was not sent yet is not lost: it was handed over to your administrator.")
        )
        self._next.setText(
            _("If this PC is to be used again, ask your administrator for a code and set it up.")
        )
        self._button.setText(_("Set up this PC anew"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press_focused(event, self):
            super().keyPressEvent(event)

"""The foot: the connection, what waits to be sent, what needs a person."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.i18n import _, format_number, format_when, ngettext
from desktop.views import icons, theme
from desktop.views.widgets.connection_label import ConnectionLabel
from desktop.views.widgets.icon_text import IconText

LATE = timedelta(hours=24)
"""From so long out of step on, a desk shows it in red."""


@dataclass(frozen=True)
class SyncState:
    """How the desk stands with the central store."""

    online: bool
    waiting: int = 0
    """How many changes are not sent yet."""
    last_in_step: datetime | None = None
    """The instant (aware, UTC) when desk and store last held the same; None for never."""
    needs_you: int = 0
    """How many data conflicts and refusals a person must decide."""
    problem: Callable[[], str] | None = None
    """What is wrong, in words, where it is more than being offline."""
    filling: Callable[[], str] | None = None
    """How far the desk is with fetching its data, in a few words, while it does."""
    verified: datetime | None = None
    """When desk and store were last compared and held the same."""

    def late(self, now: datetime) -> bool:
        """Whether a day has passed out of step."""
        return self.last_in_step is not None and now - self.last_in_step > LATE


class StatusBar(QFrame):
    """One line, in the words of the desk; a click on what waits or needs you leads there."""

    sync_clicked = Signal()

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__(parent)
        self.setObjectName("status_bar")
        self._clock = clock
        self._state: SyncState | None = None
        self.connection = ConnectionLabel()
        self.verified = IconText("done", "good")
        self.waiting = QLabel()
        self.needs_you = QPushButton()
        theme.mark(self.waiting, role="quiet")
        theme.mark(self.needs_you, role="foot", state="attention")
        self.needs_you.clicked.connect(self.sync_clicked)
        self.needs_you.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_16, theme.SPACE_4, theme.SPACE_16, theme.SPACE_4)
        row.setSpacing(theme.SPACE_24)
        row.addWidget(self.connection)
        row.addWidget(self.verified)
        row.addWidget(self.waiting)
        row.addStretch(1)
        row.addWidget(self.needs_you)
        self._minute = QTimer(self, interval=60_000)
        self._minute.timeout.connect(self.retranslate)
        self._minute.start()
        self.retranslate()

    def show_state(self, state: SyncState) -> None:
        """Show how things stand now; the time in it is told anew every minute."""
        self._state = state
        self.retranslate()

    def retranslate(self) -> None:
        """Say the state in the current language."""
        state = self._state
        self.waiting.setVisible(state is not None)
        self.needs_you.setVisible(state is not None and state.needs_you > 0)
        self.verified.setVisible(state is not None and _is_verified(state))
        if state is None:
            self.connection.show_connection("", online=False, state="attention")
            return
        now = self._clock()
        level = "danger" if state.late(now) else "good" if state.online else "attention"
        if state.problem is not None and level == "good":
            level = "attention"
        self.connection.show_connection(_sentence(state, now), online=state.online, state=level)
        self._show_verified(state, now)
        self.waiting.setText(
            ngettext(
                "{count} change not sent yet", "{count} changes not sent yet", state.waiting
            ).format(count=format_number(state.waiting))
            if state.waiting
            else _("Everything is sent")
        )
        self.needs_you.setText(
            ngettext("{count} thing needs you", "{count} things need you", state.needs_you).format(
                count=format_number(state.needs_you)
            )
        )
        icons.put(self.needs_you, "needs_you", "attention")

    def _show_verified(self, state: SyncState, now: datetime) -> None:
        if state.verified is not None:
            self.verified.set_text(
                _("Verified"),
                _("Compared with the central store at {time}: both hold the same.").format(
                    time=format_when(state.verified, now)
                ),
            )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


def _is_verified(state: SyncState) -> bool:
    nothing_open = state.problem is None and state.filling is None and not state.waiting
    return state.verified is not None and nothing_open


def _sentence(state: SyncState, now: datetime) -> str:
    if state.problem is not None:
        return state.problem()
    if state.filling is not None and state.online:
        return state.filling()
    if state.last_in_step is None:
        if state.online:
            return _("Connected; fetching the data for the first time")
        return _("No connection; never in step with the central store yet")
    time = format_when(state.last_in_step, now)
    if state.online:
        return _("Connected; in step at {time}").format(time=time)
    return _("No connection; you can go on working. Last in step: {time}").format(time=time)

"""One member of the household in a check-in."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.views import theme
from desktop.views.widgets.avatar import Avatar
from desktop.views.widgets.elided_label import ElidedLabel
from desktop.views.widgets.icon_label import IconLabel


class MemberLine(QPushButton):
    """A button with picture, name and progress."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.mark(self, role="segment")
        self._avatar = Avatar(36)
        self._name = ElidedLabel("strong")
        self._progress = ElidedLabel("small")
        self._sign = IconLabel("", "good", 20)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._name)
        words.addWidget(self._progress)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_8, theme.SPACE_8, theme.SPACE_8, theme.SPACE_8)
        row.setSpacing(theme.SPACE_12)
        row.addWidget(self._avatar)
        row.addLayout(words, 1)
        row.addWidget(self._sign)
        for part in (self._avatar, self._name, self._progress, self._sign):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._grow()

    def show_member(
        self,
        name: str,
        progress: str,
        photo: QPixmap | None = None,
        *,
        done: bool,
        current: bool,
        masked: bool = False,
    ) -> None:
        """Show somebody."""
        self._avatar.set_person(name, photo, masked=masked)
        self._name.set_whole_text(name)
        self._progress.set_whole_text(progress)
        self._sign.set_icon("good" if done else "", "good")
        self.setChecked(current)
        self.setToolTip(name)
        said = [name, progress, _("done") if done else ""]
        self.setAccessibleName(", ".join(part for part in said if part))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in theme.THEME_CHANGES:
            self._grow()

    def nextCheckState(self) -> None:  # noqa: N802 - overrides Qt
        """A click chooses; who is marked is for the page to say."""

    def _grow(self) -> None:
        self.setFixedHeight(theme.px(56))

"""The rail at the left: every page by icon and word."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.views import theme
from desktop.views.icons import icon

OPEN, FOLDED = 200, 72


@dataclass(frozen=True)
class RailEntry:
    """One page in the rail; ``icon`` is one of ours, ``foot`` puts it at the bottom. ``shows`` is
    which of ``roles.READS`` it shows: those who may not see that have no such page."""

    name: str
    icon: str
    title: Callable[[], str]
    foot: bool = False
    shows: str = "see_own_desk"


class Rail(QFrame):
    """72 px folded to icons, 200 px open (more where a language needs it). Alt+1… choose."""

    page_chosen = Signal(str)
    fold_changed = Signal(bool)
    """The person folded (True) or opened the rail."""

    def __init__(self, entries: Sequence[RailEntry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self._folded = False
        self._entries = [e for e in entries if not e.foot] + [e for e in entries if e.foot]
        self._buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_12, theme.SPACE_12, theme.SPACE_12, theme.SPACE_12)
        column.setSpacing(theme.SPACE_4)
        stretched = False
        for entry in self._entries:
            if entry.foot and not stretched:
                column.addStretch(1)
                stretched = True
            column.addWidget(self._button(entry))
        if not stretched:
            column.addStretch(1)
        self._fold = QToolButton()
        self._fold.clicked.connect(lambda: self.set_folded(not self._folded, tell=True))
        self._style(self._fold)
        column.addWidget(self._fold)
        self.retranslate()

    @property
    def folded(self) -> bool:
        """Whether only the icons show."""
        return self._folded

    def set_folded(self, folded: bool, *, tell: bool = False) -> None:
        """Fold to icons or open to words."""
        self._folded = folded
        self.retranslate()
        if tell:
            self.fold_changed.emit(folded)

    def show_current(self, name: str) -> None:
        """Mark the page that shows; a page that isn't in the rail marks none."""
        self._group.setExclusive(False)
        for entry in self._entries:
            self._buttons[entry.name].setChecked(entry.name == name)
        self._group.setExclusive(True)
        self._show_icons()

    def button(self, name: str) -> QToolButton:
        """The button of a page."""
        return self._buttons[name]

    def retranslate(self) -> None:
        """Words, tooltips with shortcuts, and the width that they need."""
        for number, entry in enumerate(self._entries, start=1):
            button, title = self._buttons[entry.name], entry.title()
            button.setText(title)
            button.setAccessibleName(title)
            button.setToolTip(f"{title} ({_shortcut(number)})" if number <= 9 else title)
        fold = _("Show the words") if self._folded else _("Show icons only")
        self._fold.setText(_("Fold"))
        self._fold.setToolTip(fold)
        self._fold.setAccessibleName(fold)
        style = Qt.ToolButtonStyle
        shown = style.ToolButtonIconOnly if self._folded else style.ToolButtonTextBesideIcon
        for button in (*self._buttons.values(), self._fold):
            button.setToolButtonStyle(shown)
        self._show_icons()
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() in theme.THEME_CHANGES:
            self._fit()

    def _show_icons(self) -> None:
        for entry in self._entries:
            button = self._buttons[entry.name]
            self._show_icon(button, entry.icon, "accent" if button.isChecked() else "quiet")
        self._show_icon(self._fold, "unfold" if self._folded else "fold", "quiet")

    def _show_icon(self, button: QToolButton, name: str, colour: str) -> None:
        side = theme.px(20)
        button.setIcon(icon(name, colour))
        button.setIconSize(QSize(side if self._folded else side + theme.SPACE_8, side))

    def _fit(self) -> None:
        bold = QFontMetrics(theme.font(bold=True))
        longest = max(bold.horizontalAdvance(entry.title()) for entry in self._entries)
        around = theme.px(20) + 5 * theme.SPACE_12
        open_width = max(theme.px(OPEN), longest + around)
        self.setFixedWidth(FOLDED if self._folded else open_width)

    def _button(self, entry: RailEntry) -> QToolButton:
        button = QToolButton()
        button.setCheckable(True)
        button.clicked.connect(lambda: self.page_chosen.emit(entry.name))
        self._style(button)
        self._group.addButton(button)
        self._buttons[entry.name] = button
        number = len(self._buttons)
        if number <= 9:
            shortcut = QShortcut(QKeySequence(f"Alt+{number}"), self)
            shortcut.activated.connect(button.click)
        return button

    def _style(self, button: QToolButton) -> None:
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)


def _shortcut(number: int) -> str:
    return QKeySequence(f"Alt+{number}").toString(QKeySequence.SequenceFormat.NativeText)

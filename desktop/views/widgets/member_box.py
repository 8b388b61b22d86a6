"""One member of a longer enumeration, chosen from a list in words."""

from collections.abc import Callable, Iterable
from enum import StrEnum

from PySide6.QtCore import QEvent
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from desktop.services.words import word


class MemberBox(QComboBox):
    """Keeps the members itself, since Qt turns a ``StrEnum`` into plain text."""

    def __init__(
        self,
        members: Iterable[StrEnum],
        none_word: Callable[[], str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._none_word = none_word
        self._members: list[StrEnum | None] = [*([None] if none_word else []), *members]
        self.addItems([""] * len(self._members))
        self.retranslate()

    def value(self) -> StrEnum | None:
        """The member chosen; None only where there is a word for it."""
        return self._members[max(0, self.currentIndex())]

    def set_value(self, member: StrEnum | None) -> None:
        """Choose a member without telling."""
        self.setCurrentIndex(self._members.index(member))

    def offers(self, value: object) -> bool:
        """Whether this is one of the members, or None where there is a word for it."""
        return value in self._members

    def retranslate(self) -> None:
        """Ask for the words again."""
        for index, member in enumerate(self._members):
            none = self._none_word() if self._none_word else ""
            self.setItemText(index, word(member) if member else none)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - overrides Qt
        """Rolling past it changes nothing."""
        event.ignore()

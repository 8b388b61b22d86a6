"""What speaks for and against two records being one person's."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.services.duplicates.score import Reason
from desktop.views import theme
from desktop.views.widgets.icon_label import IconLabel


class ReasonList(QWidget):
    """One sentence a line, with a sign of whether it speaks for or against."""

    def __init__(self, reasons: Sequence[Reason], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[tuple[Reason, QLabel]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_4)
        for reason in reasons:
            label = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
            sign = IconLabel(
                "done" if reason.speaks_for else "attention",
                "good" if reason.speaks_for else "attention",
            )
            row = QHBoxLayout()
            row.setSpacing(theme.SPACE_8)
            row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(label, 1)
            column.addLayout(row)
            self._lines.append((reason, label))
        self.retranslate()

    def retranslate(self) -> None:
        """Write everything in the current language."""
        for reason, label in self._lines:
            words = reason.words()
            label.setText(words)
            speaks = _("Speaks for it: {reason}") if reason.speaks_for else _("Against: {reason}")
            label.setAccessibleName(speaks.format(reason=words))

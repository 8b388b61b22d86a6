"""A reason for something that needs one."""

from collections.abc import Callable

from PySide6.QtWidgets import QLabel, QPlainTextEdit, QWidget

from desktop.i18n import _
from desktop.views import theme
from desktop.views.widgets.field_row import FieldRow
from desktop.views.widgets.small_dialog import SmallDialog

Words = Callable[[], str]


class AskReasonDialog(SmallDialog):
    """What it is about, what follows, and the reason; nothing happens without one."""

    def __init__(
        self,
        name: str,
        *,
        title: Words,
        heading: Words,
        follows: Words,
        hint: Words,
        verb: Words,
        most: int = 500,
        parent: QWidget | None = None,
    ) -> None:
        """``name`` begins the names of the parts. The texts are asked for again when the language
        changes; ``hint`` says who reads the reason."""
        super().__init__(parent)
        self.setObjectName(f"{name}_dialog")
        self._title, self._heading_words, self._follows_words = title, heading, follows
        self._hint, self._verb, self._most = hint, verb, most
        self._heading = QLabel(wordWrap=True)
        theme.mark(self._heading, role="heading")
        self._follows = QLabel(wordWrap=True)
        theme.mark(self._follows, role="quiet")
        self.reason_field = QPlainTextEdit(tabChangesFocus=True)
        self.reason_field.setObjectName(f"{name}_reason")
        self.reason_field.setFixedHeight(theme.px(72))
        self._reason = FieldRow(self.reason_field)
        for part in (self._heading, self._follows, self._reason):
            self.body.addWidget(part)
        self.reason_field.textChanged.connect(self._allow)
        self.setMinimumWidth(theme.px(480))
        self._allow()
        self.retranslate()
        self.reason_field.setFocus()

    def reason(self) -> str:
        """What was typed."""
        return self.reason_field.toPlainText().strip()

    def retranslate(self) -> None:
        """Set every text again."""
        self.setWindowTitle(self._title())
        self._heading.setText(self._heading_words())
        self._follows.setText(self._follows_words())
        self._reason.set_label(_("Reason"), self._hint())
        self.confirm_button.setText(self._verb())

    def _allow(self) -> None:
        self.confirm_button.setEnabled(0 < len(self.reason()) <= self._most)

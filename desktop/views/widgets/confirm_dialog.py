"""A question before something that is not easily undone."""

from collections.abc import Callable

from PySide6.QtWidgets import QLabel, QWidget

from desktop.views import theme
from desktop.views.widgets.small_dialog import SmallDialog

Words = Callable[[], str]


class ConfirmDialog(SmallDialog):
    """The question, what follows, and the button that says what is done."""

    def __init__(
        self,
        name: str,
        *,
        title: Words,
        question: Words,
        follows: Words,
        verb: Words,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}_dialog")
        self._words = (title, question, follows, verb)
        self._question, self._follows = QLabel(wordWrap=True), QLabel(wordWrap=True)
        theme.mark(self._question, role="heading")
        theme.mark(self._follows, role="quiet")
        self.body.addWidget(self._question)
        self.body.addWidget(self._follows)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text again."""
        title, question, follows, verb = self._words
        self.setWindowTitle(title())
        self._question.setText(question())
        self._follows.setText(follows())
        self.confirm_button.setText(verb())

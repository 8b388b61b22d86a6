"""A resident's details, changed."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from desktop.errors import AppError
from desktop.i18n import _
from desktop.services.residents import Details
from desktop.views import theme
from desktop.views.residents.details_form import DetailsForm, Draft
from desktop.views.widgets.scroll_column import ScrollColumn

Button = QDialogButtonBox.StandardButton


class EditDialog(QDialog):
    """Asks for the details and tells them; whoever opened it saves, and closes it when saved."""

    save_clicked = Signal(object)
    """The ``Details`` to save."""
    left_unsaved = Signal(object)
    """Closed with changes; the ``Draft`` that ``go_on_with`` takes."""

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("edit_dialog")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.form = DetailsForm(today)
        self._problem = QLabel(wordWrap=True)
        self._problem.setObjectName("edit_problem")
        theme.mark(self._problem, state="danger")
        self._problem.hide()
        self._error: AppError | None = None
        self._buttons = QDialogButtonBox(Button.Save | Button.Cancel)
        save = self._buttons.button(Button.Save)
        save.setObjectName("edit_save")
        self._buttons.button(Button.Cancel).setObjectName("edit_cancel")
        scroll = ScrollColumn()
        scroll.body.addWidget(self.form)
        column = QVBoxLayout(self)
        edge = theme.SPACE_24
        column.setContentsMargins(edge, edge, edge, theme.SPACE_16)
        column.setSpacing(theme.SPACE_16)
        column.addWidget(scroll, 1)
        column.addWidget(self._problem)
        column.addWidget(self._buttons)
        self._buttons.accepted.connect(self._save)
        self._buttons.rejected.connect(self.reject)
        save.setDefault(True)
        self.resize(theme.px(680), theme.px(720))
        self.retranslate()

    def show_details(self, details: Details) -> None:
        """Open with these details in the fields."""
        self.form.show_details(details)
        self.form.focus_first()
        self.open()

    def go_on_with(self, draft: Draft) -> None:
        """Put back what was typed before."""
        self.form.restore(draft)

    def show_refusal(self, error: AppError) -> None:
        """Saving was refused: say why, keep everything."""
        self._error = error
        self.retranslate()

    def saved(self) -> None:
        """It was saved: close."""
        self.accept()

    def retranslate(self) -> None:
        """Set every text."""
        self.setWindowTitle(_("Edit details"))
        self._problem.setText(self._error.text() if self._error else "")
        self._problem.setVisible(self._error is not None)

    def reject(self) -> None:
        """Cancel, Esc, or the window's cross."""
        edited, draft = self.form.is_edited(), self.form.draft()
        super().reject()
        if edited:
            self.left_unsaved.emit(draft)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def _save(self) -> None:
        details = self.form.accept_or_point_out()
        if details is not None:
            self._error = None
            self.retranslate()
            self.save_clicked.emit(details)

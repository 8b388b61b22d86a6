"""A resident's details, changed."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.errors import AppError
from desktop.i18n import _
from desktop.services.details import Details
from desktop.views import theme
from desktop.views.residents.details_fields import Draft
from desktop.views.residents.details_form import DetailsForm
from desktop.views.widgets.press_focused import press_in_dialog
from desktop.views.widgets.scroll_column import ScrollColumn

Button = QDialogButtonBox.StandardButton


_AROUND = 72
"""What the dialog is wider than its form: margins and the bar that scrolls."""

BesideForm = Callable[[DetailsForm], QWidget]
"""Makes what stands between the form and its buttons, and follows what is typed by the form's
``edited`` and ``details``: who the typed person may be already."""


class EditDialog(QDialog):
    """Asks for the details and tells them; whoever opened it saves, keeps what is typed as a draft,
    and closes it when saved."""

    save_clicked = Signal(object)
    """The ``Details`` to save."""
    left_unsaved = Signal()
    """Closed with changes."""
    discarded = Signal()
    """What was typed is not wanted."""

    name = "edit"

    def __init__(
        self,
        today: Callable[[], date],
        beside: BesideForm | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"{self.name}_dialog")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.form = DetailsForm(today)
        self._taken_up = QLabel(wordWrap=True)
        self._taken_up.setObjectName("edit_taken_up")
        theme.mark(self._taken_up, role="note")
        self._taken_up.hide()
        self._problem = QLabel(wordWrap=True)
        self._problem.setObjectName("edit_problem")
        theme.mark(self._problem, state="danger")
        self._problem.hide()
        self._error: AppError | None = None
        self._buttons = QDialogButtonBox(Button.Cancel)
        self._save_button = QPushButton()
        self._save_button.setObjectName(f"{self.name}_save")
        theme.mark(self._save_button, role="primary")
        self._buttons.addButton(self._save_button, QDialogButtonBox.ButtonRole.AcceptRole)
        self._buttons.button(Button.Cancel).setObjectName(f"{self.name}_cancel")
        self._discard = QPushButton(autoDefault=False)
        self._discard.setObjectName(f"{self.name}_discard")
        self._buttons.addButton(self._discard, QDialogButtonBox.ButtonRole.ResetRole)
        self._lay_out(beside)
        self._buttons.accepted.connect(self._save)
        self._buttons.rejected.connect(self.reject)
        self._discard.clicked.connect(self._throw_away)
        self.form.edited.connect(self._offer_to_discard)
        self._save_button.setDefault(True)
        self.resize(theme.px(720), theme.px(760))
        self.retranslate()

    def show_details(self, details: Details) -> None:
        """Open with these details in the fields."""
        self.form.show_details(details)
        self._offer_to_discard()
        self.form.focus_first()
        self.open()

    def go_on_with(self, draft: Draft) -> None:
        """Put back what was typed before, and say so."""
        self.form.restore(draft)
        self._taken_up.setVisible(self.form.is_edited())
        self._offer_to_discard()

    def show_refusal(self, error: AppError) -> None:
        """Saving was refused: say why, keep everything."""
        self._error = error
        self.retranslate()

    def stand_beside(self, widget: QWidget) -> None:
        """Put something between the form and its buttons."""
        self._column.insertWidget(self._column.indexOf(self._problem), widget)

    def answered(self) -> None:
        """What was asked beside the form is answered: go on."""
        self._error = None
        self.retranslate()
        self._save_button.setFocus()

    def saved(self) -> None:
        """It was saved: close."""
        self.accept()

    def title(self) -> str:
        """What the window is called."""
        return _("Edit details")

    def save_text(self) -> str:
        """What the button that saves says."""
        return _("Save")

    def retranslate(self) -> None:
        """Set every text."""
        self.setWindowTitle(self.title())
        self._save_button.setText(self.save_text())
        self._discard.setText(_("Discard changes"))
        self._taken_up.setText(_("Taken up where you left off."))
        self._problem.setText(self._error.text() if self._error else "")
        self._problem.setVisible(self._error is not None)
        wide = self.form.width_of_two_columns() + theme.px(_AROUND)
        self.resize(max(self.width(), wide), self.height())

    def reject(self) -> None:
        """Cancel, Esc, or the window's cross."""
        edited = self.form.is_edited()
        super().reject()
        if edited:
            self.left_unsaved.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press_in_dialog(event, self):
            super().keyPressEvent(event)

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

    def _throw_away(self) -> None:
        self.form.show_details(self.form.shown)
        self._error = None
        self._taken_up.hide()
        self._offer_to_discard()
        self.retranslate()
        self.form.focus_first()
        self.discarded.emit()

    def _offer_to_discard(self) -> None:
        self._discard.setVisible(self.form.is_edited())

    def _lay_out(self, beside: BesideForm | None) -> None:
        scroll = ScrollColumn()
        scroll.body.addWidget(self.form)
        column = self._column = QVBoxLayout(self)
        edge = theme.SPACE_24
        column.setContentsMargins(edge, edge, edge, theme.SPACE_16)
        column.setSpacing(theme.SPACE_16)
        column.addWidget(self._taken_up)
        column.addWidget(scroll, 1)
        if beside is not None:
            column.addWidget(beside(self.form))
        column.addWidget(self._problem)
        column.addWidget(self._buttons)

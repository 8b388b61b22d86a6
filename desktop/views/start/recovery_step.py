"""Third step: the code that opens this desk when every password is forgotten."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.i18n import _
from desktop.services.profile import Profile
from desktop.views import icons, theme
from desktop.views.background import Background
from desktop.views.start.failure_words import failure_words
from desktop.views.start.problem_label import ProblemLabel
from desktop.views.start.recovery_sheet import print_on, write_pdf


class RecoveryStep(QWidget):
    """Shows the code this once, and opens the desk when it is written down."""

    opened = Signal(object)

    def __init__(
        self, profile: Profile, background: Background, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._profile = profile
        self._background = background
        self._who = ("", "")
        self._desk_name = ""
        self._opening = self._copied = self._printed = self._saved = False
        self._build()
        self._connect()
        self.retranslate()

    def show_code(self, user_id: str, password: str, code: str, desk_name: str = "") -> None:
        """Show the code of the desk that this person has just set up."""
        self._who = (user_id, password)
        self._desk_name = desk_name
        self._code.setText(code)
        self._code.setAccessibleName(code)
        self._written.setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self) -> None:
        """Texts; the code stays what it is."""
        self._title.setText(_("The recovery code of this desk"))
        self._intro.setText(
            _(
                "With this code your administrator can open this desk when nobody remembers a "
                "password any more, or when its keys are lost. It is shown only now and is stored "
                "nowhere. Print it or write it down, and keep it away from this PC."
            )
        )
        for button, done, before, after, sign in (
            (self._print, self._printed, _("Print…"), _("Printed"), "print"),
            (self._save, self._saved, _("Save…"), _("Saved"), "download"),
            (self._copy, self._copied, _("Copy"), _("Copied"), "documents"),
        ):
            button.setText(after if done else before)
            icons.put(button, "done" if done else sign, "accent")
        self._written.setText(_("I have printed it or written it down"))
        self._show_button()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() in theme.THEME_CHANGES:
            self._style_code()

    def _build(self) -> None:
        self._title = QLabel(wordWrap=True)
        theme.mark(self._title, role="title")
        self._intro = QLabel(wordWrap=True)
        self._code = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._code.setObjectName("recovery_code")
        self._code.setTextFormat(Qt.TextFormat.PlainText)
        self._code.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        theme.mark(self._code, role="note")
        self._style_code()
        self._print, self._save, self._copy = QPushButton(), QPushButton(), QPushButton()
        self._print.setObjectName("recovery_print")
        self._save.setObjectName("recovery_save")
        self._copy.setObjectName("recovery_copy")
        self._fault = ProblemLabel("recovery_fault")
        self._written = QCheckBox()
        self._written.setObjectName("recovery_written")
        self._open = QPushButton()
        self._open.setObjectName("recovery_open")
        theme.mark(self._open, role="primary")
        aside = QHBoxLayout()
        aside.setSpacing(theme.SPACE_8)
        for button in (self._print, self._save, self._copy):
            aside.addWidget(button, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_16)
        column.addWidget(self._title)
        column.addWidget(self._intro)
        column.addWidget(self._code)
        column.addLayout(aside)
        for widget in (self._fault, self._written, self._open):
            column.addWidget(widget)
        column.addStretch(1)

    def _connect(self) -> None:
        self._print.clicked.connect(self._choose_printer)
        self._save.clicked.connect(self._choose_file)
        self._copy.clicked.connect(self._copy_code)
        self._written.toggled.connect(self._show_button)
        self._open.clicked.connect(self._go_on)

    def _style_code(self) -> None:
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        size = theme.px(theme.HEADING + 2)
        self._code.setStyleSheet(
            f"font-family: '{fixed.family()}'; font-size: {size}px; font-weight: 600;"
            f" padding: {theme.SPACE_16}px {theme.SPACE_8}px;"
        )

    def _copy_code(self) -> None:
        QGuiApplication.clipboard().setText(self._code.text())
        self._copied = True
        self.retranslate()

    def _choose_printer(self) -> None:
        printer = QPrinter()
        dialog = QPrintDialog(printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def put_on_paper() -> None:
            print_on(printer, self._desk_name, self._code.text())
            self._printed = True
            self.retranslate()

        dialog.accepted.connect(put_on_paper)
        QDialog.open(dialog)

    def _choose_file(self) -> None:
        dialog = QFileDialog(self, _("Save as a file…"))
        dialog.setObjectName("recovery_save_dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile("ankomst.pdf")
        dialog.fileSelected.connect(self._write)
        dialog.open()

    def _write(self, name: str) -> None:
        try:
            write_pdf(name, self._desk_name, self._code.text())
        except OSError:
            self._fault.tell(_unwritable)
            return
        self._fault.tell(None)
        self._saved = True
        self.retranslate()

    def _forget_code(self) -> None:
        """Nowhere: not in the clipboard either, where everybody finds it."""
        clipboard = QGuiApplication.clipboard()
        if clipboard.text() == self._code.text():
            clipboard.clear()
        self._code.clear()
        self._code.setAccessibleName("")

    def _go_on(self) -> None:
        if self._opening or not self._written.isChecked():
            return
        self._fault.tell(None)
        self._set_opening(opening=True)
        user_id, password = self._who
        self._background.run(
            lambda: self._profile.open(user_id, password), self._opened, self._failed, owner=self
        )

    def _opened(self, opened: object) -> None:
        self._who = ("", "")
        self._forget_code()
        self._set_opening(opening=False)
        self.opened.emit(opened)

    def _failed(self, error: Exception) -> None:
        self._set_opening(opening=False)
        self._fault.tell(failure_words(error))

    def _set_opening(self, *, opening: bool) -> None:
        self._opening = opening
        self._written.setEnabled(not opening)
        self._show_button()

    def _show_button(self) -> None:
        self._open.setText(_("Opening…") if self._opening else _("Open Ankomst"))
        self._open.setEnabled(self._written.isChecked() and not self._opening)


def _unwritable() -> str:
    return _("The file can't be written there. Please choose another folder.")

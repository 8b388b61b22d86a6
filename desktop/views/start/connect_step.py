"""First step: where the central store is, and the code that lets this PC in."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.sync.enrolment import Enrolled, enrol
from desktop.views import theme
from desktop.views.background import Background
from desktop.views.start.enrol_problems import Place, problem_of, typed_address
from desktop.views.start.problem_label import ProblemLabel
from desktop.views.widgets.field_row import FieldRow
from desktop.views.widgets.press_focused import on_enter

_LONGEST_CODE, _LONGEST_NAME = 64, 120


class ConnectStep(QWidget):
    """Asks for address, code and name, and exchanges the code. A code works once, so going back
    and on again with the same entries does not use it a second time."""

    enrolled = Signal(object)
    """The ``Enrolled`` that the store answered."""

    def __init__(
        self, background: Background, central_url: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._asking = False
        self._done: tuple[tuple[str, str, str], Enrolled] | None = None
        self._build(central_url)
        self._connect()
        self.retranslate()

    @property
    def desk_name(self) -> str:
        """The name that was typed for this desk."""
        return self._desk_name.text().strip()

    def focus_first(self) -> None:
        """Put the keyboard where the first entry is missing."""
        fields = (self._address, self._code, self._desk_name)
        next((field for field in fields if not field.text()), self._next).setFocus()

    def retranslate(self) -> None:
        """Labels, hints, the button."""
        self._title.setText(_("Set up this desk"))
        self._intro.setText(
            _("Your administrator gives you the address and a code. This is done once on each PC.")
        )
        self._rows["address"].set_label(_("Address of the central store"))
        self._rows["code"].set_label(
            _("Enrolment code"), _("It works once and only for a short time.")
        )
        self._rows["desk_name"].set_label(
            _("Name of this desk"), _("So that your colleagues know which PC it is, as Desk 1.")
        )
        self._show_button()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def _build(self, central_url: str) -> None:
        self._title = QLabel()
        theme.mark(self._title, role="title")
        self._intro = QLabel(wordWrap=True)
        theme.mark(self._intro, role="quiet")
        self._fault = ProblemLabel("enrol_fault")
        self._address = QLineEdit(central_url)
        self._address.setObjectName("enrol_address")
        self._code = QLineEdit()
        self._code.setObjectName("enrol_code")
        self._code.setMaxLength(_LONGEST_CODE)
        self._desk_name = QLineEdit()
        self._desk_name.setObjectName("enrol_desk_name")
        self._desk_name.setMaxLength(_LONGEST_NAME)
        self._rows: dict[Place, FieldRow] = {
            "address": FieldRow(self._address),
            "code": FieldRow(self._code),
            "desk_name": FieldRow(self._desk_name),
        }
        self._next = QPushButton()
        self._next.setObjectName("enrol_next")
        theme.mark(self._next, role="primary")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_16)
        for widget in (self._title, self._intro, self._fault, *self._rows.values(), self._next):
            column.addWidget(widget)
        column.addStretch(1)

    def _connect(self) -> None:
        self._next.clicked.connect(self._go_on)
        for row in self._rows.values():
            field = row.control
            assert isinstance(field, QLineEdit)
            on_enter(field, self._go_on)
            field.textEdited.connect(lambda _text, row=row: row.set_error(None))

    def _entries(self) -> tuple[str, str, str] | None:
        """What was typed, or None after telling what is missing."""
        code, name = self._code.text().strip(), self._desk_name.text().strip()
        address = ""
        if not self._address.text().strip():
            self._rows["address"].set_error(lambda: _("Please type the address."))
        else:
            try:
                address = typed_address(self._address.text())
            except ValueError as error:
                self._tell(error)
        if not code:
            self._rows["code"].set_error(lambda: _("Please type the code."))
        if not name:
            self._rows["desk_name"].set_error(lambda: _("Please give this desk a name."))
        if self._used_up(address, code, name):
            self._rows["code"].set_error(_code_used_up)
        wrong = [row for row in self._rows.values() if row.error()]
        if wrong:
            wrong[0].control.setFocus()
            return None
        return address, code, name

    def _used_up(self, address: str, code: str, name: str) -> bool:
        """Whether the code let this PC in already, under another address or name."""
        if self._done is None or not (address and name):
            return False
        entries = self._done[0]
        return entries[1] == code and entries != (address, code, name)

    def _go_on(self) -> None:
        if self._asking:
            return
        for row in self._rows.values():
            row.set_error(None)
        self._fault.tell(None)
        entries = self._entries()
        if entries is None:
            return
        if self._done is not None and self._done[0] == entries:
            self.enrolled.emit(self._done[1])
            return
        self._set_asking(asking=True)
        self._background.run(
            lambda: enrol(*entries),
            lambda answer: self._answered(entries, answer),
            self._failed,
            worker="network",
            owner=self,
        )

    def _answered(self, entries: tuple[str, str, str], answer: Enrolled) -> None:
        self._set_asking(asking=False)
        self._done = (entries, answer)
        self.enrolled.emit(answer)

    def _failed(self, error: Exception) -> None:
        self._set_asking(asking=False)
        self._tell(error)

    def _tell(self, error: Exception) -> None:
        place, said = problem_of(error)
        if place == "card":
            self._fault.tell(said)
            return
        self._rows[place].set_error(said)
        self._rows[place].control.setFocus()

    def _set_asking(self, *, asking: bool) -> None:
        self._asking = asking
        for row in self._rows.values():
            row.control.setEnabled(not asking)
        self._show_button()

    def _show_button(self) -> None:
        self._next.setText(_("Connecting…") if self._asking else _("Continue"))
        self._next.setEnabled(not self._asking)


def _code_used_up() -> str:
    return _(
        "This code has let this PC in already. To change the address or the name, "
        "ask your administrator for another code."
    )

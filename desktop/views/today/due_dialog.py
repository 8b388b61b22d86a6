"""What can be done about a file that may go: keep it, save it for the archive, have the person
anonymised."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from desktop.i18n import _, format_date
from desktop.services.retention import DueFile
from desktop.views import theme
from desktop.views.today.due_card import since_words
from desktop.views.widgets.small_dialog import SmallDialog


class DueDialog(SmallDialog):
    """One person. Saving comes first: what the administrator types names the saved folder."""

    hold_clicked = Signal()
    save_clicked = Signal()

    def __init__(
        self, row: DueFile, *, may_hold: bool, may_ask: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("due_dialog")
        self._row = row
        self._may_ask = may_ask
        self._folder = ""
        self._name = QLabel(row.name)
        theme.mark(self._name, role="heading")
        self._since, self._due, self._next = (QLabel(wordWrap=True) for _number in range(3))
        theme.mark(self._since, role="quiet")
        self.hold_button, self.save_button = QPushButton(), QPushButton()
        self.hold_button.setObjectName("due_hold")
        self.save_button.setObjectName("due_save")
        self.hold_button.setVisible(may_hold)
        self.hold_button.setAutoDefault(False)
        self.command_field = QLineEdit(readOnly=True)
        self.command_field.setObjectName("due_command")
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE_8)
        buttons.addWidget(self.save_button)
        buttons.addWidget(self.hold_button)
        buttons.addStretch(1)
        for widget in (self._name, self._since, self._due):
            self.body.addWidget(widget)
        self.body.addLayout(buttons)
        self.body.addWidget(self._next)
        self.body.addWidget(self.command_field)
        self.hold_button.clicked.connect(self.hold_clicked)
        self.save_button.clicked.connect(self.save_clicked)
        self.only_look()
        self.setMinimumWidth(theme.px(520))
        self.retranslate()

    def show_saved(self, folder: str) -> None:
        """The file stands in this folder now."""
        self._folder = folder
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text again."""
        row = self._row
        self.setWindowTitle(_("A file that may go"))
        self._since.setText(f"{row.number} · {since_words(row)}")
        self._due.setText(
            _("The rules no longer ask to keep this file since {day}.").format(
                day=format_date(row.due_on, "short")
            )
        )
        self.save_button.setText(_("Save for the archive…"))
        self.hold_button.setText(_("Must be kept…"))
        self._next.setText(self._what_next())
        self.command_field.setVisible(bool(self._folder) and self._may_ask)
        self.command_field.setText(
            f'python -m central retention anonymise {row.id} --exported "{self._folder}"'
        )
        self.command_field.setCursorPosition(0)

    def _what_next(self) -> str:
        if not self._folder:
            return _(
                "Save it for the archive first. The person is then anonymised at the central "
                "store, and every desk forgets them."
            )
        if self._may_ask:
            return _(
                "The file is saved. Hand the folder to the archive, then ask your administrator "
                "to run this at the central store:"
            )
        return _(
            "The file is saved. Hand the folder to the archive, and tell your coordinator, who "
            "may have the person anonymised."
        )

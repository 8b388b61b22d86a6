"""The end of a flow, or what of it was left for later."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.views import theme
from desktop.views.flow.foot_row import FootRow
from desktop.views.flow.step_panel import OTHER_KEY, with_key
from desktop.views.widgets.icon_label import IconLabel


class EndPanel(QWidget):
    """Calm: how everybody stands now, and what comes next. The subclass puts it into words."""

    file_clicked = Signal()
    today_clicked = Signal()
    other_clicked = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}_done")
        middle = Qt.AlignmentFlag.AlignHCenter
        self._icon = IconLabel("good", "good", 56)
        self._title = QLabel(wordWrap=True, alignment=middle)
        self._title.setObjectName(f"{name}_done_title")
        theme.mark(self._title, role="title")
        self._people = QLabel(wordWrap=True, alignment=middle, textFormat=Qt.TextFormat.PlainText)
        self._people.setObjectName(f"{name}_done_people")
        self._next = QLabel(wordWrap=True, alignment=middle, textFormat=Qt.TextFormat.PlainText)
        theme.mark(self._next, role="quiet")
        self.file_button = self._button(f"{name}_open_file")
        theme.mark(self.file_button, role="primary")
        self.today_button = self._button(f"{name}_to_today")
        self.other_button = self._button(f"{name}_done_other")
        self.other_button.hide()
        self.file_button.clicked.connect(self.file_clicked)
        self.today_button.clicked.connect(self.today_clicked)
        self.other_button.clicked.connect(self.other_clicked)
        buttons = FootRow(centred=True)
        buttons.set_buttons(self.other_button, self.today_button, self.file_button)
        column = QVBoxLayout(self)
        column.setSpacing(theme.SPACE_12)
        column.addStretch(1)
        column.addWidget(self._icon, 0, middle)
        column.addWidget(self._title)
        column.addWidget(self._people)
        column.addWidget(self._next)
        column.addSpacing(theme.SPACE_12)
        column.addWidget(buttons)
        column.addStretch(2)

    def retranslate(self) -> None:
        """Set every text."""
        raise NotImplementedError

    def write(self, icon: tuple[str, str], title: str, people: str, then: str) -> None:
        """The texts, in the current language; ``icon`` with its colour."""
        self._icon.set_icon(*icon)
        self._title.setText(title)
        self._people.setText(people)
        self._next.setText(then)
        self._next.setVisible(bool(then))
        self.file_button.setText(_("Open file"))
        self.today_button.setText(_("To Today"))

    def offer_other(self, text: str) -> None:
        """A further button, "" for none."""
        self.other_button.setText(with_key(text, OTHER_KEY) if text else "")
        self.other_button.setVisible(bool(text))

    def _button(self, name: str) -> QPushButton:
        button = QPushButton()
        button.setObjectName(name)
        button.setMinimumHeight(theme.px(44))
        return button

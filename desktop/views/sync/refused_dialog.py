"""What the central store did not take: why, what was typed, and what to do with it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QPushButton, QWidget

from desktop.i18n import _
from desktop.services.days import day_of
from desktop.services.field_words import FieldValue
from desktop.services.needs import RefusedChange, RefusedOp
from desktop.services.refused import BUILT_ON
from desktop.views import theme
from desktop.views.sync.need_words import deciders_text, title, who
from desktop.views.sync.own_value_field import OwnValueField
from desktop.views.widgets.field_row import FieldRow
from desktop.views.widgets.fold import Fold
from desktop.views.widgets.scroll_column import ScrollColumn
from desktop.views.widgets.small_dialog import SmallDialog

_MOST = 300


class RefusedDialog(SmallDialog):
    """``confirmed`` sends it again, with ``correction``; ``dropped`` leaves it undone."""

    dropped = Signal(str)
    """The reason."""

    def __init__(
        self,
        refused: RefusedOp,
        clock: Callable[[], datetime],
        *,
        deciders: tuple[str, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("refused_dialog")
        self._refused = refused
        self._clock = clock
        self._deciders = deciders
        self._heading = QLabel(wordWrap=True)
        theme.mark(self._heading, role="heading")
        self._who = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        theme.mark(self._who, role="quiet")
        self._why = QLabel(wordWrap=True)
        self._why.setObjectName("refused_why")
        theme.mark(self._why, role="note")
        self._typed_label = QLabel()
        theme.mark(self._typed_label, role="strong")
        self._subjects: list[tuple[QLabel, RefusedChange]] = []
        self._fields: list[tuple[QLabel, QLabel, FieldValue]] = []
        self._typed = self._typed_rows()
        self._obstacle = QLabel(wordWrap=True)
        self._obstacle.setObjectName("refused_obstacle")
        theme.mark(self._obstacle, state="attention")
        self._correction: OwnValueField | None = None
        if refused.at_fault is not None and refused.editor is not None and not refused.obstacle:
            self._correction = OwnValueField(refused.at_fault, refused.editor, day_of(clock()))
        self._drop = Fold()
        self._drop.button.setObjectName("refused_drop_open")
        self._drop.button.setAutoDefault(False)
        self.reason_field = QLineEdit(maxLength=200)
        self.reason_field.setObjectName("refused_reason")
        self._reason = FieldRow(self.reason_field)
        self.drop_button = QPushButton()
        self.drop_button.setObjectName("refused_drop")
        self.drop_button.setAutoDefault(False)
        theme.mark(self.drop_button, role="danger")
        self._drop.body.addWidget(self._reason)
        self._drop.body.addWidget(self.drop_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._drop.setVisible(refused.may_settle)
        for part in (self._heading, self._who, self._why, self._typed_label):
            self.body.addWidget(part)
        self.body.addWidget(self._typed, 1)
        if self._correction is not None:
            self.body.addWidget(self._correction)
        self.body.addWidget(self._obstacle)
        self.body.addWidget(self._drop)
        self.confirm_button.setVisible(refused.may_settle and not refused.obstacle)
        self._obstacle.setVisible(bool(refused.obstacle) or not refused.may_settle)
        self.reason_field.textChanged.connect(lambda _text: self._allow())
        self.drop_button.clicked.connect(lambda: self.dropped.emit(self.reason_field.text()))
        self._drop.toggled.connect(self._begin_reason)
        self._allow()
        self.setMinimumWidth(theme.px(560))
        self.retranslate()

    def correction(self) -> Mapping[str, Any]:
        """The value to send in place of the one that could not be accepted, by its field."""
        if self._correction is None or self._refused.at_fault is None:
            return {}
        return {self._refused.at_fault.field: self._correction.value()}

    def retranslate(self) -> None:
        """Set every text again."""
        refused = self._refused
        self.setWindowTitle(_("Not taken by the central store"))
        self._heading.setText(title(refused))
        self._who.setText(who(refused, self._clock()))
        self._why.setText(refused.refusal())
        self._typed_label.setText(_("What was typed"))
        for label, change in self._subjects:
            label.setText(change.subject.words())
        for label, text, field in self._fields:
            label.setText(field.label())
            text.setText(field.words())
        self._obstacle.setText(
            _(refused.obstacle) if refused.may_settle else deciders_text(self._deciders)
        )
        if self._correction is not None:
            self._correction.set_hint(_("The central store could not accept this value."))
        self._drop.set_title(_("Drop…"))
        self._reason.set_label(_("Why it is dropped"), self._after_dropping())
        self.drop_button.setText(_("Drop"))
        self.confirm_button.setText(_("Send again"))

    def _after_dropping(self) -> str:
        if self._refused.obstacle == BUILT_ON:
            return _(
                "Later changes build on this. They are sent all the same; what can't be taken "
                "without it will stand in this list."
            )
        return _("What was typed and this reason stay on record here.")

    def _typed_rows(self) -> QWidget:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.SPACE_16)
        grid.setVerticalSpacing(theme.SPACE_4)
        grid.setColumnStretch(1, 1)
        line = 0
        for change in self._refused.changes:
            subject = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
            theme.mark(subject, role="strong")
            self._subjects.append((subject, change))
            grid.addWidget(subject, line, 0, 1, 2)
            line += 1
            for field in change.fields:
                label = QLabel(alignment=Qt.AlignmentFlag.AlignTop)
                theme.mark(label, role="quiet")
                text = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
                self._fields.append((label, text, field))
                grid.addWidget(label, line, 0)
                grid.addWidget(text, line, 1)
                line += 1
        column = ScrollColumn()
        column.body.addLayout(grid)
        column.body.addStretch(1)
        column.setMinimumHeight(min(theme.px(_MOST), theme.px(24) * line + theme.SPACE_16))
        return column

    def _begin_reason(self, is_open: bool) -> None:
        if is_open:
            self.reason_field.setFocus()
            self.resize(self.width(), max(self.height(), self.sizeHint().height()))

    def _allow(self) -> None:
        self.drop_button.setEnabled(bool(self.reason_field.text().strip()))

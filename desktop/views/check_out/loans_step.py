"""What was on loan comes back."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop.i18n import _, format_list
from desktop.services.check_out_members import MemberCheckOut
from desktop.services.check_out_steps import LeavingStep
from desktop.services.loans import Loan
from desktop.views import theme
from desktop.views.check_in.kit_step import item_text
from desktop.views.flow.step_panel import StepPanel
from desktop.views.widgets.field_row import FieldRow
from desktop.views.widgets.scroll_column import ScrollColumn


class LoansStep(StepPanel):
    """Under each name the kits of which something is on loan, all ticked to begin with."""

    returned = Signal(object, object, str)
    """The ids of the residents, those of the hand-outs that came back, and what was missing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(LeavingStep.LOANS, parent)
        self.main_button.setObjectName("loans_returned")
        self._members: tuple[MemberCheckOut, ...] = ()
        self._boxes: dict[str, QCheckBox] = {}
        self._scroll = ScrollColumn()
        self._note = QLineEdit()
        self._note.setObjectName("loans_note")
        self._note.setMaxLength(500)
        self._row = FieldRow(self._note)
        self.body.addWidget(self._scroll, 1)
        self.body.addWidget(self._row)

    def show_household(self, members: Sequence[MemberCheckOut]) -> None:
        self._members = tuple(member for member in members if self.kind in member.missing)
        self.retranslate()

    def act(self) -> None:
        back = [id_ for id_, box in self._boxes.items() if box.isChecked()]
        self.returned.emit([m.person.id for m in self._members], back, self._note.text())

    def saved(self) -> None:
        """What was written is saved."""
        self._note.clear()

    def forget(self) -> None:
        self._members = ()
        self._boxes = {}
        self.saved()

    def retranslate(self) -> None:
        self._row.set_label(_("What is missing (optional)"))
        self.write(
            _("Things on loan"),
            _("Take the tick away from what did not come back; it stays open in the file."),
            _("Take back what is ticked"),
        )
        self._fill()

    def _fill(self) -> None:
        off = {id_ for id_, box in self._boxes.items() if not box.isChecked()}
        body = self._scroll.body
        while (item := body.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._boxes = {}
        for member in self._members:
            name = QLabel(member.person.name, textFormat=Qt.TextFormat.PlainText)
            theme.mark(name, role="strong")
            body.addWidget(name)
            for loan in member.loans:
                body.addWidget(self._loan(loan, checked=loan.handout_id not in off))
        body.addStretch(1)

    def _loan(self, loan: Loan, *, checked: bool) -> QWidget:
        box = QCheckBox(str(loan.kit).replace("&", "&&"))
        box.setObjectName(f"loan_{len(self._boxes)}")
        box.setChecked(checked)
        self._boxes[loan.handout_id] = box
        items = QLabel(format_list([item_text(item) for item in loan.items]), wordWrap=True)
        theme.mark(items, role="quiet")
        items.setIndent(theme.SPACE_24)
        box.setAccessibleDescription(items.text())
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_4)
        column.addWidget(box)
        column.addWidget(items)
        return whole

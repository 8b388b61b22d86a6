"""A delivery or a count of one kit."""

from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from desktop.i18n import _, format_number, ngettext
from desktop.services.kits import KitShelf
from desktop.views import theme
from desktop.views.widgets.field_row import FieldRow
from desktop.views.widgets.number_field import NumberField
from desktop.views.widgets.small_dialog import SmallDialog


class StockDialog(SmallDialog):
    """The kit, a number, and for a count that differs the reason."""

    def __init__(self, shelf: KitShelf, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shelf = shelf
        self._kit = QLabel(wordWrap=True)
        theme.mark(self._kit, role="heading")
        self.quantity = NumberField(0, 9999)
        self.quantity.setObjectName("kits_quantity")
        self._quantity_row = FieldRow(self.quantity)
        self.body.addWidget(self._kit)
        self.body.addWidget(self._quantity_row)
        self.quantity.setFocus()
        self.quantity.selectAll()

    def retranslate(self) -> None:
        """Set every text again."""
        self._kit.setText(self.shelf.name)
        self.confirm_button.setText(_("Save"))


class DeliveryDialog(StockDialog):
    """How many kits came in."""

    def __init__(self, shelf: KitShelf, parent: QWidget | None = None) -> None:
        super().__init__(shelf, parent)
        self.setObjectName("kits_delivery_dialog")
        self.quantity.setValue(1)
        self.quantity.selectAll()
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        self.setWindowTitle(_("Delivery"))
        self._quantity_row.set_label(_("How many came in?"), _on_the_list(self.shelf.stock))


class CountDialog(StockDialog):
    """How many are on the shelf, and why it isn't what the list says."""

    def __init__(self, shelf: KitShelf, parent: QWidget | None = None) -> None:
        super().__init__(shelf, parent)
        self.setObjectName("kits_count_dialog")
        self.quantity.setValue(max(0, shelf.stock))
        self.quantity.selectAll()
        self.reason = QLineEdit(maxLength=200)
        self.reason.setObjectName("kits_count_reason")
        self._reason_row = FieldRow(self.reason)
        self.body.addWidget(self._reason_row)
        self.quantity.valueChanged.connect(self._show_reason)
        self._show_reason()
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        self.setWindowTitle(_("Count"))
        self._quantity_row.set_label(
            _("How many are on the shelf?"), _on_the_list(self.shelf.stock)
        )
        self._reason_row.set_label(_("Why does the count differ?"))

    def _show_reason(self) -> None:
        self._reason_row.setEnabled(self.quantity.value() != self.shelf.stock)


def _on_the_list(stock: int) -> str:
    return ngettext("The list says {count} kit.", "The list says {count} kits.", abs(stock)).format(
        count=format_number(stock)
    )

"""One kit on the shelf: for whom, what is in it, how many are left."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import _, format_number, ngettext
from desktop.services.kits import KitShelf
from desktop.services.words import word
from desktop.views import theme
from desktop.views.kits.kit_texts import item_text
from desktop.views.widgets.chip import Chip
from desktop.views.widgets.fold import Fold


class ShelfCard(QFrame):
    """The stock stands at the right; a low shelf says so in words."""

    delivery_wanted = Signal(object)
    """The ``KitShelf`` that something came in for."""
    count_wanted = Signal(object)
    """The ``KitShelf`` that was counted."""

    def __init__(self, shelf: KitShelf, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shelf = shelf
        theme.mark(self, role="card")
        self._name = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        theme.mark(self._name, role="heading")
        self._audience = QLabel()
        theme.mark(self._audience, role="quiet")
        self.stock_label = QLabel(alignment=Qt.AlignmentFlag.AlignRight)
        theme.mark(self.stock_label, role="title")
        self._unit = QLabel(alignment=Qt.AlignmentFlag.AlignRight)
        theme.mark(self._unit, role="small")
        self.low_chip = Chip("", "attention")
        self.fold = Fold()
        self._items = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._items.setContentsMargins(theme.SPACE_16, 0, 0, 0)
        self.fold.body.addWidget(self._items)
        self.delivery_button = QPushButton()
        self.delivery_button.setObjectName("kits_delivery")
        self.count_button = QPushButton()
        self.count_button.setObjectName("kits_count")
        self._lay_out()
        self.delivery_button.clicked.connect(lambda: self.delivery_wanted.emit(self.shelf))
        self.count_button.clicked.connect(lambda: self.count_wanted.emit(self.shelf))
        self.retranslate()

    def show_shelf(self, shelf: KitShelf) -> None:
        """Show the shelf as it stands now; what is folded open stays open."""
        self.shelf = shelf
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text again."""
        shelf = self.shelf
        self._name.setText(shelf.name)
        self._audience.setText(word(shelf.audience))
        self.stock_label.setText(format_number(shelf.stock))
        theme.mark(self.stock_label, state="attention" if shelf.low else "")
        self._unit.setText(_("on the shelf"))
        self.low_chip.set_text(_("Few left") if shelf.stock > 0 else _("None left"))
        self.low_chip.setVisible(shelf.low)
        pieces = sum(item.quantity for item in shelf.items)
        self.fold.set_title(
            ngettext("{count} thing inside", "{count} things inside", pieces).format(
                count=format_number(pieces)
            )
        )
        self._items.setText("\n".join(item_text(item) for item in shelf.items))
        self.delivery_button.setText(_("Delivery…"))
        self.delivery_button.setAccessibleName(_("Delivery of {kit}").format(kit=shelf.name))
        self.count_button.setText(_("Count…"))
        self.count_button.setAccessibleName(_("Count of {kit}").format(kit=shelf.name))
        self.setAccessibleName(
            _("{kit}: {count} on the shelf").format(
                kit=shelf.name, count=format_number(shelf.stock)
            )
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(theme.SPACE_4)
        words.addWidget(self._name)
        kind = QHBoxLayout()
        kind.setSpacing(theme.SPACE_8)
        kind.addWidget(self._audience)
        kind.addWidget(self.low_chip)
        kind.addStretch(1)
        words.addLayout(kind)
        stock = QVBoxLayout()
        stock.setSpacing(0)
        stock.addWidget(self.stock_label)
        stock.addWidget(self._unit)
        top = QHBoxLayout()
        top.setSpacing(theme.SPACE_12)
        top.addLayout(words, 1)
        top.addLayout(stock)
        below = QHBoxLayout()
        below.setSpacing(theme.SPACE_8)
        below.addStretch(1)
        below.addWidget(self.delivery_button)
        below.addWidget(self.count_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_16, theme.SPACE_12, theme.SPACE_16, theme.SPACE_12)
        column.setSpacing(theme.SPACE_8)
        column.addLayout(top)
        column.addWidget(self.fold)
        column.addLayout(below)

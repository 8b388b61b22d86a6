"""The starter kits that run low."""

from PySide6.QtWidgets import QWidget

from desktop.i18n import _, format_number, ngettext
from desktop.services.kits import KitShelf
from desktop.views.today.lines_card import LinesCard
from desktop.views.widgets.work_line import WorkLine


class StockCard(LinesCard[KitShelf]):
    """A line leads to the starter kits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("stock", parent)

    def heading(self) -> str:
        return _("Low stock")

    def empty_text(self) -> str:
        return _("There are enough starter kits. Those that run low will be listed here.")

    def fill(self, line: WorkLine, row: KitShelf) -> None:
        left = max(row.stock, 0)
        said = ngettext("{count} left", "{count} left", left).format(count=format_number(left))
        line.set_icon("kit")
        line.set_texts(row.name)
        line.set_chips([(said, "danger" if left == 0 else "attention", "")])

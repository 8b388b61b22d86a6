"""How kits are put into words."""

from desktop.i18n import _, format_number
from desktop.services.kits import KitItem


def item_text(item: KitItem) -> str:
    """What it is, how many, and whether it is given or on loan."""
    text = _("{item} × {count}, on loan") if item.loan else _("{item} × {count}")
    return text.format(item=item.name, count=format_number(item.quantity))


def items_text(items: tuple[KitItem, ...]) -> str:
    """All items in one line."""
    return " · ".join(item_text(item) for item in items)

"""What is wrong with a row of a list, or worth a look, in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from desktop.i18n import _, format_date, format_number


class UnreadableError(ValueError):
    """A cell that does not hold what its column should. ``msgid`` says so to people, with
    ``{text}`` for what stands there."""

    def __init__(self, msgid: str, text: str) -> None:
        super().__init__(msgid)
        self.msgid = msgid
        self.text = text


@dataclass(frozen=True)
class Problem:
    """An ``is_error`` keeps the row out; anything else is only worth a look.

    ``params`` fill the fields of ``msgid``; a key that ends in ``_msgid`` holds a text of its own.
    """

    msgid: str
    is_error: bool = False
    params: Mapping[str, object] = field(default_factory=dict)

    def words(self) -> str:
        """The sentence, in the current language."""
        return _(self.msgid).format(
            **{name.removesuffix("_msgid"): _shown(name, one) for name, one in self.params.items()}
        )


def _shown(name: str, value: object) -> str:
    if name.endswith("_msgid"):
        return _(str(value))
    if isinstance(value, date):
        return format_date(value, "short")
    return format_number(value) if isinstance(value, int) else str(value)

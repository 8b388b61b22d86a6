"""What a page says in the banner."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a message looks; each has a colour and an icon of its own."""

    INFO = "info"
    GOOD = "good"
    ATTENTION = "attention"
    DANGER = "danger"


@dataclass(frozen=True)
class Message:
    """One sentence, and at most one thing to do about it (undo, the next step).

    Texts are callables, asked again when the language changes while the message shows:
    ``Message(lambda: _("Bed {bed} is taken.").format(bed=bed), Kind.ATTENTION)``.
    """

    text: Callable[[], str]
    kind: Kind = Kind.INFO
    action_label: Callable[[], str] | None = None
    action: Callable[[], None] | None = None

"""What is sealed, opened and closed with the key of who is signed in.

A role that may read confidential things still needs the key: it comes with signing in online. The
services say so kindly; nothing is ever written unsealed instead.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models.confidential import SEALED
from desktop.models.sealing import SealError, TooLongError, seal, unseal
from desktop.services.workplace import Workplace

KEY_MISSING = N_(
    "What is confidential can't be opened here yet. Please sign in once while this desk is online."
)
UNREADABLE = N_("This was sealed with another key. Please tell your administrator.")

E = TypeVar("E", bound=StrEnum)


class Vault:
    """Seals and opens for the person signed in. Whether their role may is the caller's to ask."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    @property
    def has_key(self) -> bool:
        """Whether the confidential key is there."""
        return self._workplace.sealed_key is not None

    def require_key(self) -> bytes:
        """The key. Raises AppError while there is none."""
        key = self._workplace.sealed_key
        if key is None:
            raise AppError(KEY_MISSING)
        return key

    def seal(self, table: str, row_id: str, content: Mapping[str, Any], field: str = SEALED) -> str:
        """The sealed text of a row. Raises AppError without a key, or when it is too long."""
        try:
            return seal(self.require_key(), content, table, row_id, field)
        except TooLongError as error:
            raise AppError(N_("This is too long to be kept. Please write it shorter.")) from error

    def open(
        self, table: str, row_id: str, sealed: str, field: str = SEALED
    ) -> dict[str, Any] | None:
        """What is in a sealed text, None when it was sealed with another key or for another
        place. Raises AppError without a key."""
        try:
            return unseal(self.require_key(), sealed, table, row_id, field)
        except SealError:
            return None

    def reseal(self, table: str, old_id: str, new_id: str, sealed: str) -> str:
        """A sealed text for a row that gets a new id. Raises AppError when it can't be opened."""
        content = self.open(table, old_id, sealed)
        if content is None:
            raise AppError(UNREADABLE)
        return self.seal(table, new_id, content)


def text_in(content: Mapping[str, Any], name: str) -> str:
    """A text of what was sealed; ``""`` for anything else."""
    value = content.get(name)
    return value if isinstance(value, str) else ""


def member_in(kind: type[E], content: Mapping[str, Any], name: str) -> E | None:
    """A member of an enumeration that was sealed by its value; None for anything else."""
    value = content.get(name)
    return next((member for member in kind if member.value == value), None)

"""An entry of the access log on the wire: the body of ``POST /v1/access``, as both sides read it.

How entries are chained stands in ``desktop.models.access_chain``.
"""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from desktop.models.access_chain import (
    FIRST_PREV,
    MAX_CRITERION,
    MAX_REASON,
    MAX_RESIDENTS,
    MAX_WHAT,
    AccessKind,
    entry_hash,
    typed_digest,
)
from desktop.sync.protocol import InstantText, UuidText

__all__ = [
    "FIRST_PREV",
    "MAX_ENTRIES",
    "AccessEntries",
    "AccessEntry",
    "AccessKind",
    "entry_hash",
    "typed_digest",
]

MAX_ENTRIES = 500
_NO_NUL = r"^[^\x00]*$"

HashText = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
SaltText = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
CriterionText = Annotated[
    str, StringConstraints(min_length=1, max_length=MAX_CRITERION, pattern=_NO_NUL)
]
ReasonText = Annotated[str, StringConstraints(min_length=1, max_length=MAX_REASON, pattern=_NO_NUL)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class AccessEntry(_Strict):
    """Who saw or did what, when, and which residents it concerned.

    ``what`` is the name of an action or read (``desktop.models.roles``). ``criterion`` is what was
    searched for or which list was shown, ``reason`` what a person gave where one is asked for; one
    ``salt`` stands beside them. Where a desk has forgotten them before they were sent, their
    ``typed_digest`` stands there instead; else that is left out, and follows from the three.
    """

    number: Annotated[int, Field(ge=1, le=2**53 - 1)]
    at: InstantText
    actor: UuidText
    what: Annotated[str, StringConstraints(pattern=r"^[a-z_]+$", max_length=MAX_WHAT)]
    kind: AccessKind
    residents: Annotated[list[UuidText], Field(max_length=MAX_RESIDENTS)]
    criterion: CriterionText | None = None
    salt: SaltText | None = None
    reason: ReasonText | None = None
    typed_digest: HashText | None = None
    site_id: UuidText | None = None
    prev: HashText
    hash: HashText

    @model_validator(mode="after")
    def _typed_is_whole(self) -> Self:
        typed = self.criterion is not None or self.reason is not None
        if typed != (self.salt is not None):
            raise ValueError("what was typed stands with its salt")
        if typed and self.typed_digest is not None:
            raise ValueError("what was typed or its digest, not both")
        return self

    def digest(self) -> str | None:
        """The digest of what was typed, whether or not the words are still here."""
        if self.salt is None:
            return self.typed_digest
        return typed_digest(self.salt, self.criterion, self.reason)

    def reckoned_hash(self) -> str:
        """What ``hash`` must be."""
        return entry_hash(
            number=self.number,
            at=self.at,
            actor=self.actor,
            what=self.what,
            kind=self.kind,
            residents=self.residents,
            typed_digest=self.digest(),
            site_id=self.site_id,
            prev=self.prev,
        )


class AccessEntries(_Strict):
    """The body of ``POST /v1/access``; the answer is ``{"received": last number}``."""

    entries: Annotated[list[AccessEntry], Field(min_length=1, max_length=MAX_ENTRIES)]

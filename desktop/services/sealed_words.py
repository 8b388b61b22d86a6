"""What is sealed, in words, for lists that show any table: data conflicts, refused work, sent
work."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from desktop.models.roles import CONFIDANTS
from desktop.services.conflict_pairs import PairReason
from desktop.services.field_words import Opened
from desktop.services.referral_text import ReferralText
from desktop.services.restricted_text import RestrictedText
from desktop.services.support_needs import NeedReason
from desktop.services.vault import Vault
from desktop.services.workplace import Workplace

_READ_BY: dict[str, str] = {
    "support_need": "see_support",
    "restricted_incident": "see_restricted",
    "conflict_pair": "see_pairs",
    "referral": "see_referrals",
}
"""Which of ``roles.READS`` a role needs to read what is sealed in a table."""

_KEPT_QUIET = frozenset({"restricted_incident", "conflict_pair", "referral"})
"""Tables of which others are not even told that there is something."""

_CONCERN = "child_concern"


class SealedWords:
    """Opens for the person signed in what their role and key allow."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace
        self._vault = Vault(workplace)

    def opener(self, table: str, row_id: str) -> Callable[[str], Opened | None]:
        """Opens the sealed field of a row, as ``field_words.told`` takes it."""
        return lambda sealed: self._opened(table, row_id, sealed)

    def keeps_quiet(self, tables: Iterable[str], by: str | None = None) -> bool:
        """Whether something about these tables, done ``by`` somebody, is not for the person signed
        in. That a concern for a child was passed on is for confidants and for who did it."""
        return any(self._is_quiet(table, by) for table in tables)

    def _is_quiet(self, table: str, by: str | None) -> bool:
        if table == _CONCERN:
            actor = self._workplace.actor
            return actor.role not in CONFIDANTS and actor.id != by
        return table in _KEPT_QUIET and not self._workplace.may_see(_READ_BY[table])

    def _opened(self, table: str, row_id: str, sealed: str) -> Opened | None:
        if not (self._vault.has_key and self._workplace.may_see(_READ_BY[table])):
            return None
        content = self._vault.open(table, row_id, sealed)
        return None if content is None else self._read(table, content)

    def _read(self, table: str, content: Mapping[str, Any]) -> Opened:
        if table == "support_need":
            return NeedReason.of(content)
        if table == "conflict_pair":
            return PairReason.of(content)
        if table == "referral":
            return ReferralText.of(content)
        return RestrictedText.of(content, self._workplace.now())

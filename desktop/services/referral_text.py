"""What is sealed of a referral, and how it is read again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desktop.models.referrals import ReferralService
from desktop.services.vault import member_in, text_in
from desktop.services.words import word


@dataclass(frozen=True)
class ReferralText:
    """Who was asked, what for, and what they answered. ``service`` is None when it can't be
    read."""

    service: ReferralService | None
    note: str = ""
    answer: str = ""

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> "ReferralText":
        """As it was sealed; what an other version wrote differently counts as not said."""
        return cls(
            member_in(ReferralService, content, "service"),
            text_in(content, "note"),
            text_in(content, "answer"),
        )

    def content(self) -> dict[str, Any]:
        """As it is sealed."""
        service = self.service.value if self.service else None
        return {"service": service, "note": self.note, "answer": self.answer}

    def words(self) -> str:
        """In the current language, in one line."""
        service = word(self.service) if self.service else ""
        return " · ".join(part for part in (service, self.note, self.answer) if part)

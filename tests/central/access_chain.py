"""An access log as a desk keeps it: numbered, salted, chained. Reckoned with the standard library
alone, so that the store is held against the contract and not against itself."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

import httpx2

from tests.central.desks import Desk

Json = dict[str, Any]
SALT = "0123456789abcdef" * 2


def chained(entry: Json) -> Json:
    """The entry with its hash."""
    covered = {k: v for k, v in entry.items() if k not in ("hash", "criterion", "reason", "salt")}
    typed = [entry.get("criterion"), entry.get("reason")]
    if typed != [None, None]:
        words = json.dumps(typed, separators=(",", ":"), ensure_ascii=False)
        salted = (entry["salt"] + words).encode()
        covered["typed_digest"] = hashlib.sha256(salted).hexdigest()
    present = {name: value for name, value in covered.items() if value is not None}
    text = json.dumps(present, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return {**entry, "hash": hashlib.sha256(text.encode()).hexdigest()}


@dataclass
class AccessLog:
    """The log of one desk: ``add`` writes an entry, ``send`` hands entries over."""

    desk: Desk
    entries: list[Json] = field(default_factory=list)

    def add(
        self, *residents: str, what: str = "open_file", kind: str = "read", **more: Any
    ) -> Json:
        entry: Json = {
            "number": len(self.entries) + 1,
            "at": "2026-11-20T11:30:00Z",
            "actor": self.desk.actor,
            "what": what,
            "kind": kind,
            "residents": list(residents),
            "criterion": None,
            "salt": SALT if more.get("criterion") or more.get("reason") else None,
            "reason": None,
            "site_id": self.desk.site_id,
            "prev": self.entries[-1]["hash"] if self.entries else "0" * 64,
            **more,
        }
        self.entries.append(chained(entry))
        return self.entries[-1]

    def send(self, *entries: Json) -> httpx2.Response:
        """Hands these over, or all."""
        return self.desk.client.post(
            "/v1/access",
            json={"entries": list(entries) or self.entries},
            headers=self.desk.headers,
        )

    def hand_over(self) -> int:
        """The number up to which the store has them."""
        answer = self.send()
        assert answer.status_code == 200, answer.text
        received: int = answer.json()["received"]
        return received

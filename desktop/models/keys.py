"""The file beside the database that holds its key, wrapped once for each who may open it.

The database key is random and stands nowhere in the clear. A slot wraps it with AES-256-GCM under
Argon2id of a user's password, or of the recovery code that is shown once when the desk is
enrolled. Taking a slot away takes the way in away; no slot, no data.
"""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from desktop.models.slots import (
    KEY_BYTES,
    Argon2Cost,
    DeskKeys,
    Slot,
    SlotMaker,
    WrongPasswordError,
)

__all__ = ["Argon2Cost", "KeyFile", "KeyFileError", "SlotOwner", "WrongPasswordError"]

RECOVERY = "recovery"
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


class KeyFileError(Exception):
    """The key file is missing or can't be read; the database stays closed."""


@dataclass(frozen=True)
class SlotOwner:
    """Whose password opens a slot."""

    user_id: str
    name: str


class KeyFile:
    """``keys.json`` of a profile. Written whole, to a new file that takes the old one's place."""

    def __init__(self, path: Path, cost: Argon2Cost | None = None) -> None:
        self.path = path
        self._cost = cost or Argon2Cost()

    def exists(self) -> bool:
        return self.path.exists()

    def create(self, owner: SlotOwner, password: str) -> tuple[bytes, str]:
        """Makes a new key with a slot for its first user; returns the key and the recovery code.

        The code is 25 letters and digits in groups of five; it is stored nowhere.
        """
        key = secrets.token_bytes(KEY_BYTES)
        letters = "".join(secrets.choice(_ALPHABET) for _ in range(25))
        code = "-".join(letters[start : start + 5] for start in range(0, 25, 5))
        self._write(
            [
                self._slot(key, owner.user_id, owner.name, password),
                self._slot(key, RECOVERY, "", letters),
            ]
        )
        return key, code

    def add(self, key: bytes, owner: SlotOwner, password: str) -> None:
        """Gives a user a slot, in place of the one they had."""
        slots = [slot for slot in self._slots() if slot.user_id != owner.user_id]
        self._write([*slots, self._slot(key, owner.user_id, owner.name, password)])

    def owners(self) -> list[SlotOwner]:
        """Who can sign in here without a network, by name. Raises KeyFileError."""
        people = [SlotOwner(slot.user_id, slot.name) for slot in self._slots()]
        return sorted(
            (owner for owner in people if owner.user_id != RECOVERY), key=lambda owner: owner.name
        )

    def open(self, user_id: str, password: str) -> bytes:
        """The database key. Raises WrongPasswordError or KeyFileError."""
        for slot in self._slots():
            if slot.user_id == user_id:
                try:
                    return slot.open(password).desk_key
                except ValueError as error:
                    raise KeyFileError(str(error)) from error
        raise WrongPasswordError

    def recover(self, code: str) -> bytes:
        """The database key, by the recovery code however it is spaced. Raises as ``open``."""
        return self.open(RECOVERY, "".join(code.upper().replace("-", " ").split()))

    def destroy(self) -> None:
        """Overwrites the slots and removes the file: what the key locks stays locked for good."""
        for path in (self.path, self.path.with_suffix(".new")):
            if path.exists():
                with path.open("r+b") as file:
                    file.write(os.urandom(path.stat().st_size))
                    file.flush()
                    os.fsync(file.fileno())
                path.unlink()

    def _slots(self) -> list[Slot]:
        try:
            content = json.loads(self.path.read_text("utf-8"))
            return [Slot.read(told) for told in content["slots"]]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise KeyFileError(str(error)) from error

    def _slot(self, key: bytes, user_id: str, name: str, secret: str) -> Slot:
        return SlotMaker(user_id, name, secret, self._cost).make(DeskKeys(key))

    def _write(self, slots: list[Slot]) -> None:
        content = {"version": 1, "slots": [slot.told() for slot in slots]}
        text = json.dumps(content, indent=1, ensure_ascii=False)
        fresh = self.path.with_suffix(".new")
        with fresh.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.path)

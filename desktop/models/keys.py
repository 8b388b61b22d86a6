"""The file beside the database that holds its key, wrapped once for each who may open it.

The database key is random and stands nowhere in the clear. A slot wraps it with AES-256-GCM under
Argon2id of a user's password, or of the recovery code that is shown once when the desk is
enrolled. Taking a slot away takes the way in away; no slot, no data.
"""

import base64
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
RECOVERY = "recovery"
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


class WrongPasswordError(Exception):
    """No slot opens with what was given."""


class KeyFileError(Exception):
    """The key file is missing or can't be read; the database stays closed."""


@dataclass(frozen=True)
class Argon2Cost:
    """What one try costs; stored with each slot, so that it can be raised later."""

    time_cost: int = 3
    memory_kib: int = 128 * 1024
    parallelism: int = 2


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
        slots = [slot for slot in self._slots() if slot["user_id"] != owner.user_id]
        self._write([*slots, self._slot(key, owner.user_id, owner.name, password)])

    def owners(self) -> list[SlotOwner]:
        """Who can sign in here without a network, by name. Raises KeyFileError."""
        people = [SlotOwner(slot["user_id"], slot["name"]) for slot in self._slots()]
        return sorted(
            (owner for owner in people if owner.user_id != RECOVERY), key=lambda owner: owner.name
        )

    def open(self, user_id: str, password: str) -> bytes:
        """The database key. Raises WrongPasswordError or KeyFileError."""
        for slot in self._slots():
            if slot["user_id"] == user_id:
                return self._unwrap(slot, password)
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

    def _slots(self) -> list[dict[str, Any]]:
        try:
            content = json.loads(self.path.read_text("utf-8"))
            slots = content["slots"]
            if not all({"user_id", "name", "salt", "wrapped"} <= slot.keys() for slot in slots):
                raise KeyError("slots")
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise KeyFileError(str(error)) from error
        return list(slots)

    def _slot(self, key: bytes, user_id: str, name: str, secret: str) -> dict[str, Any]:
        salt, nonce = os.urandom(16), os.urandom(12)
        wrapped = AESGCM(_derive(secret, salt, asdict(self._cost))).encrypt(
            nonce, key, user_id.encode()
        )
        return {
            "user_id": user_id,
            "name": name,
            "argon2id": asdict(self._cost),
            "salt": base64.b64encode(salt).decode(),
            "wrapped": base64.b64encode(nonce + wrapped).decode(),
        }

    @staticmethod
    def _unwrap(slot: Mapping[str, Any], secret: str) -> bytes:
        try:
            salt = base64.b64decode(slot["salt"])
            sealed = base64.b64decode(slot["wrapped"])
            derived = _derive(secret, salt, slot["argon2id"])
        except (ValueError, KeyError, TypeError) as error:
            raise KeyFileError(str(error)) from error
        try:
            return AESGCM(derived).decrypt(sealed[:12], sealed[12:], slot["user_id"].encode())
        except InvalidTag as error:
            raise WrongPasswordError from error

    def _write(self, slots: list[dict[str, Any]]) -> None:
        text = json.dumps({"version": 1, "slots": slots}, indent=1, ensure_ascii=False)
        fresh = self.path.with_suffix(".new")
        with fresh.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.path)


def _derive(secret: str, salt: bytes, cost: Mapping[str, Any]) -> bytes:
    return hash_secret_raw(
        secret.encode(),
        salt,
        time_cost=int(cost["time_cost"]),
        memory_cost=int(cost["memory_kib"]),
        parallelism=int(cost["parallelism"]),
        hash_len=KEY_BYTES,
        type=Type.ID,
    )

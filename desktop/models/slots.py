"""One way in to a desk's key: wrapped under a person's password, at the desk and at the store.

A slot wraps the desk's key, and for those who may read what is sealed the confidential key, with
AES-256-GCM under Argon2id of a password. Desk and store make the same slots: the store when a
colleague new to a desk signs in, and for all their desks when somebody changes their password.
"""

import base64
import os
import unicodedata
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from argon2.exceptions import Argon2Error
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_NONCE = 12
_SALT = 16
_MOST_MEMORY = 4 * 1024 * 1024
_MOST_TIME = 100


class WrongPasswordError(Exception):
    """No slot opens with what was given."""


class SlotError(ValueError):
    """What should be a slot can't be read as one."""


@dataclass(frozen=True)
class Argon2Cost:
    """What one try costs; stored with each slot, so that it can be raised later."""

    time_cost: int = 3
    memory_kib: int = 128 * 1024
    parallelism: int = 2


@dataclass(frozen=True)
class DeskKeys:
    """What a slot opens: the key of the desk's database, and the confidential key where the
    person may have it."""

    desk_key: bytes = field(repr=False)
    sealed_key: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Slot:
    """One person's way in. ``told`` is its form in ``keys.json`` and on the wire."""

    user_id: str
    name: str
    cost: Argon2Cost
    salt: bytes = field(repr=False)
    wrapped: bytes = field(repr=False)
    sealed: bytes | None = field(default=None, repr=False)

    def told(self) -> dict[str, Any]:
        """As JSON."""
        found = {
            "user_id": self.user_id,
            "name": self.name,
            "argon2id": asdict(self.cost),
            "salt": base64.b64encode(self.salt).decode(),
            "wrapped": base64.b64encode(self.wrapped).decode(),
        }
        if self.sealed is not None:
            found["sealed"] = base64.b64encode(self.sealed).decode()
        return found

    @classmethod
    def read(cls, told: Any) -> Self:
        """The slot that ``told`` wrote. Raises SlotError."""
        try:
            cost = Argon2Cost(**{name: int(value) for name, value in told["argon2id"].items()})
            sealed = told.get("sealed")
            found = cls(
                user_id=str(told["user_id"]),
                name=str(told["name"]),
                cost=cost,
                salt=base64.b64decode(told["salt"], validate=True),
                wrapped=base64.b64decode(told["wrapped"], validate=True),
                sealed=None if sealed is None else base64.b64decode(sealed, validate=True),
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise SlotError(type(error).__name__) from error
        if not (1 <= cost.time_cost <= _MOST_TIME and 8 <= cost.memory_kib <= _MOST_MEMORY):
            raise SlotError("cost")
        return found

    def open(self, secret: str) -> DeskKeys:
        """What the slot wraps. Raises WrongPasswordError, SlotError."""
        box = AESGCM(_derive(secret, self.salt, self.cost))
        key = _unwrap(box, self.wrapped, self.user_id)
        if self.sealed is None:
            return DeskKeys(key)
        return DeskKeys(key, _unwrap(box, self.sealed, _sealed_of(self.user_id)))


class SlotMaker:
    """Makes a person's slots for any number of desks at the cost of one Argon2id."""

    def __init__(
        self, user_id: str, name: str, secret: str, cost: Argon2Cost | None = None
    ) -> None:
        self._user_id = user_id
        self._name = name
        self._cost = cost or Argon2Cost()
        self._salt = os.urandom(_SALT)
        self._box = AESGCM(_derive(secret, self._salt, self._cost))

    def make(self, keys: DeskKeys) -> Slot:
        """A slot for the desk with these keys."""
        sealed = keys.sealed_key
        return Slot(
            self._user_id,
            self._name,
            self._cost,
            self._salt,
            _wrap(self._box, keys.desk_key, self._user_id),
            None if sealed is None else _wrap(self._box, sealed, _sealed_of(self._user_id)),
        )


def _sealed_of(user_id: str) -> str:
    return f"{user_id}|sealed"


def _wrap(box: AESGCM, key: bytes, about: str) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + box.encrypt(nonce, key, about.encode())


def _unwrap(box: AESGCM, wrapped: bytes, about: str) -> bytes:
    if len(wrapped) <= _NONCE:
        raise SlotError("short")
    try:
        return box.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], about.encode())
    except InvalidTag as error:
        raise WrongPasswordError from error


def plain(secret: str) -> str:
    """A password in one form, however a keyboard composed its letters."""
    return unicodedata.normalize("NFC", secret)


def _derive(secret: str, salt: bytes, cost: Argon2Cost) -> bytes:
    try:
        return hash_secret_raw(
            plain(secret).encode("utf-8", "surrogatepass"),
            salt,
            time_cost=cost.time_cost,
            memory_cost=cost.memory_kib,
            parallelism=cost.parallelism,
            hash_len=KEY_BYTES,
            type=Type.ID,
        )
    except (Argon2Error, OverflowError) as error:
        raise SlotError(type(error).__name__) from error

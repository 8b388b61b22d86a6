"""Passwords at the store: Argon2id hashes, and one-time ones for an administrator to hand out."""

import base64
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from desktop.models.slots import plain
from desktop.sync.protocol import MAX_PASSWORD, MIN_PASSWORD

_hasher = PasswordHasher()
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS = 4
_GROUP = 4


def _unmatched() -> str:
    """A hash that no password has, which takes as long to find out as with any other."""
    salt, value = (
        base64.b64encode(b"\x00" * size).decode().rstrip("=")
        for size in (_hasher.salt_len, _hasher.hash_len)
    )
    cost = f"m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}"
    return f"$argon2id$v=19${cost}${salt}${value}"


def _bytes(password: str) -> bytes:
    return plain(password).encode("utf-8", "surrogatepass")


def hashed(password: str) -> str:
    """What is kept of a password."""
    return _hasher.hash(_bytes(password))


def matches(kept: str | None, password: str) -> bool:
    """Whether it is the password of which this was kept; as long in finding that out where nothing
    was kept."""
    try:
        return _hasher.verify(kept or _unmatched(), _bytes(password)) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def needs_renewal(kept: str) -> bool:
    """Whether it was hashed at another cost than passwords are now."""
    return _hasher.check_needs_rehash(kept)


def one_time_password() -> str:
    """A random password that can be read over the telephone."""
    return "-".join(
        "".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS)
    )


def checked(password: str) -> str:
    """The password, which is neither too short nor too long. Raises ValueError."""
    if not MIN_PASSWORD <= len(plain(password)) <= MAX_PASSWORD:
        raise ValueError(f"a password has {MIN_PASSWORD} to {MAX_PASSWORD} characters")
    return password

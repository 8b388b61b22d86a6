"""Texts that only those can read who have the confidential key.

A sealed text is ``k1.`` and base64url of nonce and AES-256-GCM ciphertext. It is bound to its
place (table, row, field), so that nobody can lay one person's text into another's row. What is
sealed is padded to one of a few sizes: a long story and a single word look alike.
"""

import base64
import binascii
import os
from collections.abc import Mapping
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
FORM = "k1."
"""How a sealed text begins: the form in which it is sealed."""

SIZES = (1024, 4096, 16_384, 47_104)
"""Bytes to which a text is padded, its length included; the largest fits ``MAX_SEALED``."""

_NONCE = 12
_LENGTH = 4


class SealError(Exception):
    """This is not a text that was sealed with this key for this place."""


class TooLongError(Exception):
    """More than the largest of ``SIZES`` holds."""


def new_key() -> bytes:
    """A fresh confidential key."""
    return os.urandom(KEY_BYTES)


def seal(key: bytes, content: Mapping[str, Any], table: str, row_id: str, field: str) -> str:
    """Seals a JSON object for one place. Raises TooLongError."""
    text = orjson.dumps(content)
    size = next((size for size in SIZES if len(text) + _LENGTH <= size), None)
    if size is None:
        raise TooLongError(f"{len(text)} bytes")
    padded = len(text).to_bytes(_LENGTH, "big") + text.ljust(size - _LENGTH, b"\0")
    nonce = os.urandom(_NONCE)
    closed = nonce + AESGCM(key).encrypt(nonce, padded, _place(table, row_id, field))
    return FORM + base64.urlsafe_b64encode(closed).rstrip(b"=").decode()


def unseal(key: bytes, sealed: str, table: str, row_id: str, field: str) -> dict[str, Any]:
    """The object that ``seal`` took for the same place. Raises SealError on anything else."""
    if not sealed.startswith(FORM):
        raise SealError("not sealed in a form that is known here")
    code = sealed.removeprefix(FORM)
    try:
        closed = base64.b64decode(code + "=" * (-len(code) % 4), altchars=b"-_", validate=True)
        nonce, closed = closed[:_NONCE], closed[_NONCE:]
        padded = AESGCM(key).decrypt(nonce, closed, _place(table, row_id, field))
        length = int.from_bytes(padded[:_LENGTH], "big")
        content = orjson.loads(padded[_LENGTH : _LENGTH + length])
    except (binascii.Error, ValueError, InvalidTag) as error:
        raise SealError("not sealed with this key for this place") from error
    if not isinstance(content, dict):
        raise SealError("not an object")
    return content


def _place(table: str, row_id: str, field: str) -> bytes:
    return f"{table}|{row_id}|{field}".encode()

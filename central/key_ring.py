"""The file in which the store's master keys stand: one line each, the newest last.

The file is the one thing of a store that no backup holds. Only its owner may read it.
"""

import base64
import binascii
import contextlib
import hashlib
import os
import secrets
import stat
import sys
from pathlib import Path

KEY_BYTES = 32


class MasterKeyError(Exception):
    """The master key is not there or can't be read; the message says why."""


def id_of(key: bytes) -> str:
    """The name of a key, which tells nothing of it."""
    return hashlib.sha256(b"ankomst master key|" + key).hexdigest()[:8]


def read_keys(path: Path) -> dict[str, bytes]:
    """The keys by their ids, the newest last; none where there is no file.

    Raises MasterKeyError for a file that holds something else or that anybody may read.
    """
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            lines = file.read(64 * 1024).split()
    except FileNotFoundError:
        return {}
    except OSError as problem:
        raise MasterKeyError(f"the key file {path} can't be read: {problem.strerror}") from problem
    if sys.platform != "win32" and mode & stat.S_IRWXO:
        raise MasterKeyError(f"anybody may read the key file {path}: give it mode 0600")
    try:
        keys = [base64.b64decode(line, validate=True) for line in lines]
    except binascii.Error:
        keys = [b""]
    if not all(len(key) == KEY_BYTES for key in keys):
        raise MasterKeyError(f"the key file {path} is damaged")
    return {id_of(key): key for key in keys}


def make_key(path: Path) -> dict[str, bytes]:
    """Makes the file with a first key, where there is none; the keys that are in it then."""
    _make_folder(path)
    part = _written(path, [secrets.token_bytes(KEY_BYTES)])
    try:
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(part)  # another process may have been faster; its key counts
    except OSError as problem:
        raise _unwritable(path, problem) from problem
    finally:
        part.unlink(missing_ok=True)
    return read_keys(path)


def add_key(path: Path) -> str:
    """Adds a fresh key to the file; its id."""
    key = secrets.token_bytes(KEY_BYTES)
    _make_folder(path)
    _replace(path, [*read_keys(path).values(), key])
    return id_of(key)


def keep_only(path: Path, key_id: str) -> list[str]:
    """Takes all keys but one out of the file; the ids of those that went."""
    keys = read_keys(path)
    gone = [other for other in keys if other != key_id]
    if gone:
        _replace(path, [keys[key_id]])
    return gone


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise _unwritable(path, problem) from problem


def _replace(path: Path, keys: list[bytes]) -> None:
    part = _written(path, keys)
    try:
        part.replace(path)
    except OSError as problem:
        part.unlink(missing_ok=True)
        raise _unwritable(path, problem) from problem


def _written(path: Path, keys: list[bytes]) -> Path:
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(base64.b64encode(key) + b"\n" for key in keys)
            file.flush()
            os.fsync(file.fileno())
    except OSError as problem:
        raise _unwritable(path, problem) from problem
    return part


def _unwritable(path: Path, problem: OSError) -> MasterKeyError:
    return MasterKeyError(f"the key file {path} can't be written: {problem.strerror}")

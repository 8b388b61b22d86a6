"""Files that the workers of one store share while it runs, unreadable when it has ended.

They lie in a folder that only the store's user may enter, encrypted with a key that only the
processes of this run have; the folder goes when the store ends in good order, and the next store
removes what one that was killed has left.
"""

import contextlib
import os
import secrets
import shutil
import tempfile
import threading
import time
import weakref
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import IO

import psutil  # type: ignore[import-untyped]  # comes with the server, without types
from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR

PIECE = 64 * 1024
KEEP = 600.0
"""Seconds that a file can be asked for."""

MOST = 64
"""Files at a time."""

_PREFIX = "ankomst-files-"
_BLOCK = 16


@dataclass(frozen=True)
class KeptFile:
    """A file that can be read as long as somebody holds it."""

    file: IO[bytes]
    key: bytes = field(repr=False)
    nonce: bytes
    size: int
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def piece(self, start: int) -> bytes:
        """The bytes from ``start``, at most ``PIECE``; empty at the end."""
        blocks, skip = divmod(start, _BLOCK)
        with self._lock:
            self.file.seek(_BLOCK + blocks * _BLOCK)
            found = self.file.read(skip + PIECE)
        return _cipher(self.key, self.nonce, blocks).update(found)[skip:]


class BrokenFileError(Exception):
    """A file was given up before its end was written."""


class GrowingFile:
    """A file that one thread writes and others read as it grows. Is kept when it is whole."""

    def __init__(self, kept: KeptFile, to: IO[bytes]) -> None:
        self._kept = kept
        self._to = to
        self._cipher = _cipher(kept.key, kept.nonce, 0)
        self._size = 0
        self._ended = self._broken = False
        self._more = threading.Condition()

    def write(self, piece: bytes) -> None:
        """The next bytes."""
        self._to.write(self._cipher.update(piece))
        with self._more:
            self._size += len(piece)
            self._more.notify_all()

    def end(self, *, broken: bool = False) -> None:
        """No more comes; ``broken`` where the end is missing."""
        with self._more:
            self._ended, self._broken = True, broken
            self._more.notify_all()

    def piece(self, start: int) -> bytes:
        """The bytes from ``start``, at most ``PIECE``, as soon as there are any; empty at the end.
        Raises BrokenFileError where it is missing."""
        with self._more:
            self._more.wait_for(lambda: self._size > start or self._ended)
            if self._broken:
                raise BrokenFileError
        return self._kept.piece(start)


@dataclass(frozen=True)
class Folder:
    """The folder and the key of one run; goes to the workers as it is."""

    path: Path
    key: bytes = field(repr=False)

    def keep(
        self, name: str, pieces: Iterable[bytes], begun: Callable[[GrowingFile], None]
    ) -> None:
        """Writes the pieces to the file of this name, unless another has written it meanwhile.
        ``begun`` is given it as soon as it can be read."""
        self._sweep()
        part = self.path / f"{secrets.token_hex(8)}.part"
        try:
            with part.open("xb", buffering=0) as file:
                file.write(secrets.token_bytes(_BLOCK))
                growing = GrowingFile(self._open(part), file)
                begun(growing)
                whole = False
                try:
                    for piece in pieces:
                        growing.write(piece)
                    with contextlib.suppress(FileExistsError):  # kept before its end is told
                        self._path(name).hardlink_to(part)
                    whole = True
                finally:
                    growing.end(broken=not whole)
        finally:
            with contextlib.suppress(OSError):
                part.unlink()

    def find(self, name: str) -> KeptFile | None:
        """The file of this name, None when there is none any more."""
        self._sweep()
        with contextlib.suppress(FileNotFoundError):
            return self._open(self._path(name))
        return None

    def _path(self, name: str) -> Path:
        return self.path / f"{sha256(name.encode()).hexdigest()}.kept"

    def _open(self, path: Path) -> KeptFile:
        file = path.open("rb")
        nonce = file.read(_BLOCK)
        kept = KeptFile(file, self.key, nonce, os.fstat(file.fileno()).st_size - _BLOCK)
        weakref.finalize(kept, file.close)
        return kept

    def _sweep(self) -> None:
        """Removes what is too old, and the oldest when there are too many."""
        found = []
        for path in self.path.glob("*.kept"):
            with contextlib.suppress(FileNotFoundError):
                found.append((path.stat().st_mtime, path))
        found.sort(reverse=True)
        oldest = time.time() - KEEP
        for place, (made_at, path) in enumerate(found):
            if place >= MOST or made_at < oldest:
                with contextlib.suppress(OSError):
                    path.unlink()


def _cipher(key: bytes, nonce: bytes, blocks: int) -> CipherContext:
    start = (int.from_bytes(nonce, "big") + blocks) % 2 ** (8 * _BLOCK)
    return Cipher(AES(key), CTR(start.to_bytes(_BLOCK, "big"))).encryptor()


@contextmanager
def private_folder() -> Iterator[Folder]:
    """A fresh folder, removed at the end. ``TMPDIR`` chooses the disk."""
    _remove_what_was_left()
    path = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
    try:
        yield Folder(path, secrets.token_bytes(32))
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _remove_what_was_left() -> None:
    for path in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        number = path.name.removeprefix(_PREFIX).partition("-")[0]
        if number.isdecimal() and not psutil.pid_exists(int(number)):
            shutil.rmtree(path, ignore_errors=True)

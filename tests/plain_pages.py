"""Reads a desk's files as whoever has its key could: every page of the database and of its
write-ahead log, decrypted by hand, free pages and all. SQLCipher 4 with a raw key.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE = 4096
RESERVE, SALT, IV = 80, 16, 16
WAL_HEADER, FRAME_HEADER = 32, 24


def pages(file: Path, key: bytes) -> Iterator[bytes]:
    """The plain pages of a database, or of the frames of its write-ahead log."""
    content = file.read_bytes()
    if not file.name.endswith("-wal"):
        for number, start in enumerate(range(0, len(content), PAGE), start=1):
            yield _plain(content[start : start + PAGE], number, key)
        return
    for start in range(WAL_HEADER, len(content), FRAME_HEADER + PAGE):
        number = int.from_bytes(content[start : start + 4], "big")
        page = content[start + FRAME_HEADER : start + FRAME_HEADER + PAGE]
        if len(page) == PAGE:
            yield _plain(page, number, key)


def _plain(page: bytes, number: int, key: bytes) -> bytes:
    begin = SALT if number == 1 else 0
    secret, reserve = page[begin : PAGE - RESERVE], page[PAGE - RESERVE :]
    decryptor = Cipher(algorithms.AES256(key), modes.CBC(reserve[:IV])).decryptor()
    return decryptor.update(secret) + decryptor.finalize()


def found_in(contents: Iterable[bytes], words: Iterable[str]) -> set[str]:
    """Which of the words stand in contents: as they are and in lower case, in UTF-8 and UTF-16."""
    wanted = {
        form.encode(encoding): word
        for word in words
        for form in (word, word.lower())
        for encoding in ("utf-8", "utf-16-le", "utf-16-be")
    }
    return {word for content in contents for code, word in wanted.items() if code in content}


def found_at_desk(database: Path, key: bytes, words: Iterable[str]) -> dict[str, set[str]]:
    """Which of the words stand in any file beside and of a database, by the file's name. The
    database's own files are read decrypted too."""
    found = {}
    for file in sorted(database.parent.glob(f"{database.stem}*")):
        plain = [file.read_bytes()]
        if not file.name.endswith("-shm"):
            plain += pages(file, key)
        words_here = found_in(plain, words)
        if words_here:
            found[file.name.removeprefix(database.stem)] = words_here
    return found

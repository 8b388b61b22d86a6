"""Slows down whoever guesses at this PC, through restarts of the program.

How often somebody's password was wrong stands in a file beside ``keys.json``. It is no lock: who
copies the folder guesses elsewhere, and meets Argon2id there. It is for the colleague who tries a
few names in the evening.
"""

import json
import logging
import math
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop.models.slots import WrongPasswordError

FREE = 3
"""Wrong tries that cost nothing but the time of Argon2id."""

FIRST_PAUSE = 5.0
LONGEST_PAUSE = 900.0
FORGOTTEN_AFTER = 24 * 3600.0

log = logging.getLogger(__name__)


class TooManyTriesError(Exception):
    """The next try must wait ``seconds``."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"wait {seconds} s")
        self.seconds = seconds


def pause_after(wrong: int) -> float:
    """How many seconds the next try must wait after so many wrong ones."""
    if wrong < FREE:
        return 0.0
    return min(FIRST_PAUSE * 2.0 ** min(wrong - FREE, 16), LONGEST_PAUSE)


class WrongTries:
    """Counted by user id, in ``path``. A missing or damaged file is as good as none; one that
    can't be written counts until the program ends."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self.path = path
        self._clock = clock
        self._unwritten: dict[str, tuple[int, float]] = {}

    @contextmanager
    def one(self, user_id: str) -> Iterator[None]:
        """Around a try. It counts before it is made, so that pulling the plug saves nobody a
        pause; one that was right wipes the slate. Raises TooManyTriesError before anything else.
        """
        wrong, at = self._counted(user_id)
        left = pause_after(wrong) - (self._clock() - at)
        if wrong and left > 0:
            raise TooManyTriesError(math.ceil(left))
        self._count(user_id, wrong + 1)
        try:
            yield
        except WrongPasswordError:
            raise
        except BaseException:  # it was not the password that was wrong
            self._count(user_id, wrong)
            raise
        self._count(user_id, 0)

    def left(self, user_id: str) -> int:
        """How many seconds this person's next try must wait."""
        wrong, at = self._counted(user_id)
        return max(0, math.ceil(pause_after(wrong) - (self._clock() - at))) if wrong else 0

    def destroy(self) -> None:
        """Takes the file away."""
        self._unwritten.clear()
        self.path.unlink(missing_ok=True)

    def _counted(self, user_id: str) -> tuple[int, float]:
        wrong, at = self._all().get(user_id, (0, 0.0))
        moment = self._clock()
        if at > moment:  # the clock was set back: the pause begins now
            self._count(user_id, wrong)
            return wrong, moment
        return (0, 0.0) if moment - at > FORGOTTEN_AFTER else (wrong, at)

    def _all(self) -> dict[str, tuple[int, float]]:
        try:
            kept = json.loads(self.path.read_text("utf-8"))
            counted = {str(who): (int(n), float(at)) for who, (n, at) in kept.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            counted = {}
        return counted | self._unwritten

    def _count(self, user_id: str, wrong: int) -> None:
        moment = self._clock()
        counted = {
            who: (n, at) for who, (n, at) in self._all().items() if moment - at <= FORGOTTEN_AFTER
        }
        counted.pop(user_id, None)
        if wrong:
            counted[user_id] = (wrong, moment)
        try:
            self._write(counted)
        except OSError:
            log.warning("wrong tries can't be written down, they count until the program ends")
            self._unwritten[user_id] = (wrong, moment)

    def _write(self, counted: dict[str, tuple[int, float]]) -> None:
        if not counted:
            self.path.unlink(missing_ok=True)
        else:
            fresh = self.path.with_suffix(".new")
            with fresh.open("w", encoding="utf-8") as file:
                json.dump(counted, file)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self.path)
        self._unwritten.clear()

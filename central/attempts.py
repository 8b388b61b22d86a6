"""Slows down whoever guesses enrolment codes."""

import threading
import time
from collections.abc import Callable

FREE = 5
"""Wrong codes from one address that are answered at once."""

_FIRST_PAUSE = 2.0
_LONGEST_PAUSE = 300.0
_FORGET = 600.0
_ADDRESSES = 10_000


class Attempts:
    """Wrong codes by address, in this process's memory; bounded, and forgotten after a while."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures: dict[str, tuple[int, float]] = {}

    def pause(self, address: str) -> float:
        """For how many seconds this address must wait before it may try a code; 0 for none."""
        with self._lock:
            count, last = self._failures.get(address, (0, 0.0))
            since = self._clock() - last
            if count < FREE or since > _FORGET:
                return 0.0
            wait = min(_FIRST_PAUSE * 2.0 ** min(count - FREE, 16), _LONGEST_PAUSE)
            left: float = max(wait - since, 0.0)
            return left

    def failed(self, address: str) -> None:
        """A wrong code came from this address."""
        with self._lock:
            count, last = self._failures.pop(address, (0, 0.0))
            now = self._clock()
            if now - last > _FORGET:
                count = 0
            if len(self._failures) >= _ADDRESSES:
                self._failures.pop(next(iter(self._failures)))
            self._failures[address] = (count + 1, now)

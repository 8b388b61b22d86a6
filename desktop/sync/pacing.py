"""How much to ask for or to send at once, from what this line has carried."""

AIM = 1.5
"""Seconds that one answer should take."""


class Pace:
    """A number of rows or ops that adapts between ``least`` and ``most``."""

    def __init__(self, first: int, least: int, most: int) -> None:
        self.limit = first
        self._least = least
        self._most = most

    def took(self, count: int, seconds: float) -> None:
        """So many took so long. What was quick and did not fill the limit tells nothing."""
        if seconds < AIM and count < self.limit:
            return
        wanted = min(count / max(seconds, 0.001) * AIM, self.limit * 2)
        self._set((self.limit + wanted) / 2 if wanted > self.limit else wanted)

    def halve(self) -> None:
        """It was too much at once."""
        self._set(self.limit / 2)

    def _set(self, wanted: float) -> None:
        self.limit = int(min(self._most, max(self._least, wanted)))

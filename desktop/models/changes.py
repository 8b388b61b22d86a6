"""One announcement of what changed, for whoever shows it or sends it."""

import threading
from collections.abc import Callable

Listener = Callable[[frozenset[str]], None]


class Changes:
    """Tells its listeners the names of the tables that a commit changed.

    Called on the thread that committed; a listener hands over to its own thread and returns at
    once. Listeners must not raise.
    """

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self._lock = threading.Lock()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Adds a listener; the answer takes it away again."""
        with self._lock:
            self._listeners.append(listener)

        def unsubscribe() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return unsubscribe

    def announce(self, kinds: frozenset[str]) -> None:
        """Tells every listener; an empty set is not worth a word."""
        if not kinds:
            return
        with self._lock:
            listeners = list(self._listeners)
        for listener in listeners:
            listener(kinds)

"""Ends a process at a named point, as a power cut would: what it wraps is chosen by the test.

A point is ``module:attribute:when:count``: just before or just after the so-manieth call of a
function, which stands in a module or in a class of it.
"""

import functools
import importlib
import os
import signal
from collections.abc import Callable
from typing import Any


def die(*_: object) -> None:
    """Nothing is closed, nothing is written any more."""
    os.kill(os.getpid(), signal.SIGKILL)


def doom(point: str) -> None:
    """Wraps the function that the point names."""
    module, path, when, count = point.split(":")
    owner: Any = importlib.import_module(module)
    *classes, name = path.split(".")
    for part in classes:
        owner = getattr(owner, part)
    setattr(owner, name, _doomed(getattr(owner, name), when, int(count)))


def _doomed(function: Callable[..., Any], when: str, count: int) -> Callable[..., Any]:
    left = count

    def is_it() -> bool:
        nonlocal left
        left -= 1
        return left == 0

    @functools.wraps(function)
    def called(*args: Any, **kwargs: Any) -> Any:
        last = is_it()
        if last and when == "before":
            die()
        result = function(*args, **kwargs)
        if last and hasattr(result, "__await__"):
            return _and_die(result)
        if last:
            die()
        return result

    return called


async def _and_die(result: Any) -> None:
    await result
    die()

"""Every service of the desk and every public method, found by looking: none can be forgotten."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from desktop import services
from desktop.services.workplace import Workplace

WITHIN = frozenset({"Inbox", "OwnDraft", "SealedWords", "Vault"})
"""Used by a service within a read that it has been let through for."""


def modules() -> Iterator[ModuleType]:
    """All modules of the services layer."""
    for found in pkgutil.walk_packages(services.__path__, f"{services.__name__}."):
        yield importlib.import_module(found.name)


def service_classes() -> dict[str, type[Any]]:
    """The classes that are given a workplace, and the workplace itself, by name."""
    found: dict[str, type[Any]] = {"Workplace": Workplace}
    for module in modules():
        for name, one in inspect.getmembers(module, inspect.isclass):
            if one.__module__ == module.__name__ and name not in WITHIN and _is_given(one.__init__):
                found[name] = one
    return found


def methods() -> list[str]:
    """``Service.method`` for every public method, inherited ones too."""
    return sorted(
        f"{name}.{method}"
        for name, one in service_classes().items()
        for method, _ in inspect.getmembers(one, inspect.isroutine)
        if not method.startswith("_")
    )


def functions() -> list[str]:
    """Public functions outside of classes that are given a workplace."""
    return sorted(
        f"{module.__name__}.{name}"
        for module in modules()
        for name, one in inspect.getmembers(module, inspect.isfunction)
        if one.__module__ == module.__name__ and not name.startswith("_") and _is_given(one)
    )


def _is_given(call: Any) -> bool:
    hints = inspect.get_annotations(call, eval_str=True) if inspect.isfunction(call) else {}
    return any(hint is Workplace for name, hint in hints.items() if name != "return")

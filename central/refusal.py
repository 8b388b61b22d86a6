"""Why the store refuses one op while it takes its neighbours."""

from typing import Any, Literal

Code = Literal["permission", "validation", "scope", "unknown_row"]


class RefusedError(Exception):
    """The op in hand is refused whole. ``params`` names table, id and field; never a value."""

    def __init__(self, code: Code, message: str, **params: Any) -> None:
        super().__init__(message)
        self.code: Code = code
        self.message = message
        self.params = {name: shown(value) for name, value in params.items()}

    def told(self) -> dict[str, Any]:
        """The ``error`` of the op's result."""
        return {"code": self.code, "message": self.message, "params": self.params}


def shown(value: Any) -> Any:
    """A name as it can be stored and sent back: no control characters, no broken ones, no novel."""
    if not isinstance(value, str):
        return value
    clean = value.encode("utf-8", "replace").decode()[:80]
    return "".join(mark if mark.isprintable() else "?" for mark in clean)

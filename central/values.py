"""Whether a value may stand in a field, and how the store writes it down.

Types are taken strictly: ``true`` is no integer, ``2026-02-30`` is no date. Text comes out in
NFC. JSON comes out such that PostgreSQL's ``jsonb`` gives back the very same value, so that a
row's digest is the same here and at a desk.
"""

import re
import sys
import unicodedata
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from functools import cache, lru_cache, partial
from typing import Any

import orjson

from desktop.sync.protocol import WireField, tables

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_INSTANT = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})Z")
_BAD_TEXT = re.compile("[\x00\ud800-\udfff]")
_INTEGER_LIMIT = 2**31
_JSON_DEPTH = 100


class BadValueError(ValueError):
    """The value cannot stand in the field; the message says what was expected."""


def is_uuid(value: Any) -> bool:
    """Whether this is a UUID as the wire writes it."""
    return isinstance(value, str) and _is_uuid(value)


def uuid_array(ids: Iterable[str]) -> str:
    """UUIDs as PostgreSQL reads ``uuid[]``: a batch of them is handed over faster as one text."""
    return "{" + ",".join(ids) + "}"


@lru_cache(maxsize=4096)
def _is_uuid(text: str) -> bool:
    return UUID.fullmatch(text) is not None


def is_date(text: str) -> bool:
    """Whether this is a day that exists, as ``2026-03-02``."""
    if len(text) != 10 or text[4] != "-" or text[7] != "-":
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=4096)
def is_instant(text: str) -> bool:
    """Whether this is an instant that exists, as ``2026-03-02T07:15:00Z``."""
    found = _INSTANT.fullmatch(text)
    if found is None:
        return False
    try:
        datetime(*map(int, found.groups()), tzinfo=UTC)  # type: ignore[misc,arg-type]  # six numbers
    except ValueError:
        return False
    return True


def clean_text(value: Any) -> str:
    """Text in NFC. Raises BadValueError for what is no text or what no database takes."""
    if not isinstance(value, str):
        raise BadValueError("text expected")
    if value.isascii():
        if "\x00" in value:
            raise BadValueError("text must not hold NUL")
        return value
    if _BAD_TEXT.search(value):
        raise BadValueError("text must not hold NUL or halves of surrogate pairs")
    return unicodedata.normalize("NFC", value)


def clean_name(value: str) -> str:
    """What people call something, in NFC. Raises BadValueError when nobody could read it."""
    name = clean_text(value.strip())
    if not name or not name.isprintable():
        raise BadValueError("the name is empty or cannot be read")
    return name


def _integer(value: Any) -> int:
    if type(value) is not int:
        raise BadValueError("whole number expected")
    if not -_INTEGER_LIMIT <= value < _INTEGER_LIMIT:
        raise BadValueError("number is out of range")
    return value


def _number(value: Any) -> float:
    if type(value) not in (int, float) or not abs(value) < 2**63:
        raise BadValueError("number expected")
    return float(value)


def _boolean(value: Any) -> bool:
    if type(value) is not bool:
        raise BadValueError("true or false expected")
    return value


def _date(value: Any) -> str:
    if not isinstance(value, str) or not is_date(value):
        raise BadValueError("a date as 2026-03-02 expected")
    return value


def _instant(value: Any) -> str:
    if not isinstance(value, str) or not is_instant(value):
        raise BadValueError("an instant as 2026-03-02T07:15:00Z expected")
    return value


def _uuid(value: Any) -> str:
    if not is_uuid(value):
        raise BadValueError("an id (UUID in lower case) expected")
    return str(value)


def _json(value: Any, depth: int = 0) -> Any:
    if depth > _JSON_DEPTH:
        raise BadValueError("nested too deeply")
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, dict):
        return {clean_text(name): _json(part, depth + 1) for name, part in value.items()}
    if isinstance(value, list):
        return [_json(part, depth + 1) for part in value]
    if isinstance(value, float):
        return _plain_number(value)
    if type(value) is int and abs(value) >= 2**63:
        raise BadValueError("number is out of range")
    return value


def _plain_number(value: float) -> int | float:
    if not abs(value) < 2**63:
        raise BadValueError("number is out of range")
    return int(value) if value.is_integer() else value


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "string": clean_text,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
    "instant": _instant,
    "uuid": _uuid,
    "json": _json,
}


def checked(field: WireField, value: Any) -> Any:
    """The value as the store writes it down. Raises BadValueError when it cannot stand there."""
    if value is None:
        if not field.nullable:
            raise BadValueError("must not be empty")
        return None
    clean = _CHECKS[field.type](value)
    if field.values is not None and clean not in field.values:
        raise BadValueError("not one of the values that are allowed")
    if field.max_length is not None and len(clean) > field.max_length:
        raise BadValueError(f"longer than {field.max_length} characters")
    return clean


Check = Callable[[Any], Any]


@cache
def checks(table: str) -> dict[str, Check]:
    """``checked`` for every field of a table, by name, with what it looks up looked up before."""
    return {name: _check_of(field) for name, field in tables()[table].fields.items()}


def _check_of(field: WireField) -> Check:
    """The usual values of a field pass at once; all others go the long way."""
    if field.type == "string" and field.values is not None:
        allowed = frozenset(field.values)
        return lambda v: v if type(v) is str and v in allowed else checked(field, v)
    if field.type == "string":
        most = sys.maxsize if field.max_length is None else field.max_length

        def text(value: Any) -> Any:
            if type(value) is str and value.isascii() and "\x00" not in value:
                if len(value) <= most:
                    return value
            elif value is None and field.nullable:
                return None
            return checked(field, value)

        return text
    if field.type == "date":
        return lambda v: v if type(v) is str and is_date(v) else checked(field, v)
    return partial(checked, field)


def same(field: WireField, one: Any, other: Any) -> bool:
    """Whether two checked values are the same on the wire."""
    if field.type != "json" or one is None or other is None:
        return bool(one == other)
    options = orjson.OPT_SORT_KEYS
    return orjson.dumps(one, option=options) == orjson.dumps(other, option=options)

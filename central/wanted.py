"""What a snapshot is asked for: a scope whole, or only named buckets of its tables.

``only=resident:3,resident:a,stay:0`` names buckets as ``GET /v1/digest`` counts them: a table and
the first hex digit of the ids.
"""

import re
from dataclasses import dataclass

from central.devices import Device
from central.reading import check_held, tables_in
from desktop.sync.protocol import WireError, WireTable

_BUCKET = re.compile(r"([a-z_]{1,40}):([0-9a-f])", re.ASCII)


@dataclass(frozen=True)
class Wanted:
    """The tables of a scope in an order that satisfies references, each with the first digits of
    the ids that are wanted, None for every id. The same ``name`` means the same."""

    scope: str
    name: str
    tables: tuple[tuple[WireTable, str | None], ...]


def wanted(device: Device, scope: str, only: str | None) -> Wanted:
    """What a device asks for; ``only`` is the parameter as it came, None without it.

    Raises WireError as ``check_held`` does, and 422 ``invalid`` where ``only`` is no list of
    different buckets of this scope.
    """
    check_held(device, scope)
    known = tables_in(scope)
    if only is None:
        return Wanted(scope, scope, tuple((table, None) for table in known))
    digits = {table.name: "" for table in known}
    for bucket in only.split(","):
        found = _BUCKET.fullmatch(bucket)
        if found is None or found[1] not in digits or found[2] in digits[found[1]]:
            raise WireError(
                422, "invalid", "different buckets of this scope expected", field="only"
            )
        digits[found[1]] = "".join(sorted(digits[found[1]] + found[2]))
    named = tuple((table, digits[table.name]) for table in known if digits[table.name])
    words = ",".join(f"{table.name}:{chosen}" for table, chosen in named)
    return Wanted(scope, f"{scope} {words}", named)

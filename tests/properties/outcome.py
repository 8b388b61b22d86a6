"""What comes of a run, told such that two runs of the same work can be compared."""

from typing import Any

from desktop.sync.protocol import tables
from tests.properties.at_rest import check_rest
from tests.properties.ground import World
from tests.properties.own_work import own_ops
from tests.properties.truth import Held


def outcome(world: World) -> dict[str, Any]:
    """Brings everything to rest; then the rows of site A without instants, the fates of every
    desk's ops, and the conflicts, told by what they are about."""
    check_rest(world)
    found = world.truth()
    rows = Held().lay(found.of(f"site:{world.sites['A']}")).rows
    return {
        "rows": {
            key: _without_instants(*key, fields)
            for key, fields in rows.items()
            if key[0] != "conflict"
        },
        "fates": {name: [op.status for op in own_ops(d.store)] for name, d in world.desks.items()},
        "conflicts": {
            (fields["table"], fields["row_id"], fields["field_group"]): (
                fields["state"],
                fields["current"],
                [one["value"] for one in fields["candidates"]],
            )
            for key, fields in rows.items()
            if key[0] == "conflict"
        },
    }


def _without_instants(table: str, _: str, fields: dict[str, Any]) -> dict[str, Any]:
    known = tables()[table].fields
    return {name: value for name, value in fields.items() if known[name].type != "instant"}

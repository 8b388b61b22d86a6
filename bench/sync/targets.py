"""What SYNC.md promises of speed ("How fast"), held against what was measured."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Medians = Mapping[str, float]


@dataclass(frozen=True)
class Target:
    """A ratio to a peer or to the floor, and the bound it must keep."""

    name: str
    size: int
    measured: float
    beside: float
    ratio: float
    bound: float
    at_least: bool

    @property
    def holds(self) -> bool:
        """Whether the bound is kept."""
        return self.ratio >= self.bound if self.at_least else self.ratio <= self.bound

    def told(self) -> dict[str, Any]:
        """The target's entry in the JSON."""
        sign = ">=" if self.at_least else "<="
        return {
            "name": self.name,
            "size": self.size,
            "measured": round(self.measured, 2),
            "beside": round(self.beside, 2),
            "ratio": round(self.ratio, 3),
            "target": f"{sign} {self.bound:.3g}",
            "holds": self.holds,
        }


_PROMISED = (
    ("push, ops/s, beside PouchDB", "push", "peer_push", 4.0, True),
    ("pull into an empty desk, rows/s, beside PouchDB", "pull", "peer_pull", 10.0, True),
    ("one change, ms, beside PouchDB", "latency_ms", "peer_latency_ms", 0.5, False),
    ("bytes of a push, a row, beside PouchDB", "push_bytes", "peer_push_bytes", 1 / 3, False),
    ("bytes of a pull, a row, beside PouchDB", "pull_bytes", "peer_pull_bytes", 1 / 3, False),
    ("push beside the floor of PostgreSQL", "push", "floor_postgres_executemany", 0.3, True),
    ("first fill beside the floor of SQLCipher", "pull", "floor_sqlcipher", 0.4, True),
)


def targets(size: int, medians: Medians) -> list[Target]:
    """The targets of one size that the measured figures can answer."""
    return [
        Target(name, size, medians[own], medians[beside], medians[own] / medians[beside], bound, up)
        for name, own, beside, bound, up in _PROMISED
        if own in medians and beside in medians
    ]


def growth_target(small: int, large: int, before: float, after: float) -> Target:
    """Cost per op with many rows stored against few, in microseconds."""
    name = f"cost of an op with {large:,} rows stored against {small:,}, µs"
    return Target(name, large, after, before, after / before, 1.2, False)

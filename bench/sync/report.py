"""What was measured, for people and for programs."""

from dataclasses import dataclass, field
from typing import Any

import orjson

from bench.sync.targets import Target

_FIGURES = (
    ("push", "push, ops/s"),
    ("peer_push", "  PouchDB, docs/s"),
    ("floor_postgres_executemany", "  floor: psycopg executemany, rows/s"),
    ("floor_postgres_copy", "  psycopg COPY, rows/s"),
    ("pull", "pull into an empty desk, rows/s"),
    ("peer_pull", "  PouchDB, docs/s"),
    ("floor_sqlcipher", "  floor: SQLCipher executemany, rows/s"),
    ("latency_ms", "one change, ms, median"),
    ("peer_latency_ms", "  PouchDB"),
    ("latency_ms_p95", "one change, ms, 95 of 100"),
    ("peer_latency_ms_p95", "  PouchDB"),
    ("push_bytes", "push, bytes a row on the wire"),
    ("peer_push_bytes", "  PouchDB"),
    ("pull_bytes", "pull, bytes a row on the wire"),
    ("peer_pull_bytes", "  PouchDB"),
)


@dataclass
class Report:
    """Medians by size, and the targets they are held against."""

    machine: dict[str, object]
    runs: int
    peer_batches: tuple[int, int] | None = None
    sizes: dict[int, dict[str, float]] = field(default_factory=dict)
    targets: list[Target] = field(default_factory=list)

    @property
    def missed(self) -> list[Target]:
        """The targets that do not hold."""
        return [target for target in self.targets if not target.holds]


def as_json(report: Report) -> str:
    """The whole report as one JSON object."""
    told: dict[str, Any] = {
        "machine": report.machine,
        "runs": report.runs,
        "peer": {"name": "PouchDB 9, express-pouchdb", "encrypts": False}
        | ({"batch_sizes": list(report.peer_batches)} if report.peer_batches else {}),
        "figures": {
            str(size): {name: round(value, 2) for name, value in figures.items()}
            for size, figures in report.sizes.items()
        },
        "targets": [target.told() for target in report.targets],
        "missed": len(report.missed),
    }
    return orjson.dumps(told, option=orjson.OPT_INDENT_2).decode()


def as_table(report: Report) -> str:
    """The report to be read: the figures, then each target and whether it holds."""
    heads = "".join(f"{size:>14,}" for size in report.sizes)
    lines = [f"{f'residents (median of {report.runs})':<42}{heads}"]
    for name, title in _FIGURES:
        values = [figures.get(name) for figures in report.sizes.values()]
        if any(value is not None for value in values):
            lines.append(f"{title:<42}" + "".join(_cell(value) for value in values))
    if report.peer_batches:
        pushing, pulling = report.peer_batches
        lines.append(f"PouchDB's best batch_size: push {pushing}, pull {pulling}. It encrypts not.")
    lines += ["", f"{'target':<58}{'residents':>10}{'ratio':>9}{'wanted':>10}"]
    lines += [_line(target) for target in report.targets]
    missed = len(report.missed)
    lines.append("")
    lines.append("All targets hold." if not missed else f"{missed} targets are MISSED.")
    return "\n".join(lines)


def _cell(value: float | None) -> str:
    if value is None:
        return f"{'':>14}"
    return f"{value:>14,.0f}" if value >= 100 else f"{value:>14,.1f}"


def _line(target: Target) -> str:
    told = target.told()
    verdict = "holds" if target.holds else "MISSED"
    return f"{target.name:<58}{target.size:>10,}{target.ratio:>9.2f}{told['target']:>10}  {verdict}"

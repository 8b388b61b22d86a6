"""``python -m bench.sync``: measures, prints a table or JSON, and says which targets hold."""

import argparse
import os
import platform
import sys
import tempfile
from pathlib import Path

from bench.sync.growth import LARGE, SMALL, grow
from bench.sync.house import House, open_house
from bench.sync.measuring import Size
from bench.sync.pouch import PeerError, install
from bench.sync.report import Report, as_json, as_table
from bench.sync.targets import growth_target, targets

SIZES = (10_000, 100_000)
QUICK = (2_000,)


def main() -> int:
    """Exit code 0 when every target holds, 1 when one is missed or the peer can't be had."""
    options = _options()
    try:
        if not options.without_peer:
            install()
        with (
            tempfile.TemporaryDirectory(prefix="ankomst-bench-desks-") as folder,
            open_house() as house,
        ):
            report = _measure(Path(folder), house, options)
    except PeerError as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    print(as_json(report) if options.json else as_table(report))
    return 0 if all(target.holds for target in report.targets) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench sync", description=__doc__)
    parser.add_argument("--json", action="store_true", help="the same as JSON")
    parser.add_argument("--runs", type=int, default=3, help="runs of which the median counts")
    parser.add_argument("--quick", action="store_true", help="2,000 residents, one run")
    parser.add_argument("--sizes", type=int, nargs="+", help="numbers of residents")
    parser.add_argument("--without-peer", action="store_true", help="leave PouchDB out")
    parser.add_argument("--growth", action="store_true", help="also with a million rows stored")
    options = parser.parse_args()
    options.sizes = options.sizes or (QUICK if options.quick else SIZES)
    options.runs = 1 if options.quick else max(1, options.runs)
    return options


def _measure(folder: Path, house: House, options: argparse.Namespace) -> Report:
    report = Report(_machine(), options.runs)
    batches: tuple[int, int] | None = None
    for count in options.sizes:
        _say(f"{count:,} residents are registered at a desk …")
        size = Size(folder, house, count, not options.without_peer)
        if batches is None and not options.without_peer:
            _say("the peer's batch size is sought …")
            batches = size.tune_peer()
            report.peer_batches = batches
        if batches is not None:
            size.use_batches(batches)
        for run in range(options.runs):
            _say(f"{count:,} residents, run {run + 1} of {options.runs} …")
            size.run(latency=count == options.sizes[0])
        _say("bytes on the wire …")
        size.weigh()
        report.sizes[count] = size.figures.medians()
        report.targets += targets(count, report.sizes[count])
    if options.growth:
        before, after = grow(house, _say)
        report.targets.append(growth_target(SMALL, LARGE, before, after))
    return report


def _machine() -> dict[str, object]:
    return {
        "system": platform.platform(),
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "load": [round(value, 2) for value in os.getloadavg()] if hasattr(os, "getloadavg") else [],
    }


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())

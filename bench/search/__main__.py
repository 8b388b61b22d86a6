"""``python -m bench.search [--json] [--sizes 3500,100000] [--missed]``: how surely and how fast a
person is found, beside LIKE and the full-text search of SQLite. Exits 1 when a target is missed."""

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.search import cases
from bench.search.cases import HELD_OUT_PAIRS, OFFICES, TIMED_ONLY, Case
from bench.search.desk import FullDesk, full_desk
from bench.search.peers import Find, peers
from desktop.services.search import Search

FIRST = 5
MOST_MILLISECONDS = 50.0
LEAST_FOUND = {3_500: 0.98, 100_000: 0.95}
EVERYTHING = "everything"
_EACH = 80
_PEER_CASES = 150


@dataclass(frozen=True)
class Result:
    """How one finder did on the cases of a kind."""

    people: int
    finder: str
    kind: str
    cases: int
    found: float
    median_ms: float
    p95_ms: float
    most_ms: float
    cpu_p95_ms: float


@dataclass(frozen=True)
class Target:
    """What was promised, and what came out."""

    name: str
    wanted: str
    measured: str
    holds: bool


def measure(
    finder: str, find: Find, desk: FullDesk, asked: Sequence[Case], missed: list[str]
) -> list[Result]:
    """Asks every case once; a result for each kind and one for all names."""
    asked_of: defaultdict[str, list[tuple[float, float, bool]]] = defaultdict(list)
    for case in asked:
        start, busy = time.perf_counter(), time.thread_time()
        ids = find(case.typed)
        taken = (time.perf_counter() - start) * 1000, (time.thread_time() - busy) * 1000
        hit = case.kind == TIMED_ONLY
        hit = hit or any(case.right(desk.by_id[found]) for found in ids[:FIRST])
        if not hit:
            names = [desk.by_id[found].name.surname for found in ids[:FIRST]]
            missed.append(f"{finder}, {case.kind}: {case.typed} -> {', '.join(names)}")
        for kind in (case.kind, *case.groups, EVERYTHING):
            asked_of[kind].append((*taken, hit))
    return [_result(len(desk.people), finder, kind, told) for kind, told in asked_of.items()]


def _result(
    people: int, finder: str, kind: str, told: Sequence[tuple[float, float, bool]]
) -> Result:
    walls, busy = [one[0] for one in told], [one[1] for one in told]
    return Result(
        people,
        finder,
        kind,
        len(told),
        sum(one[2] for one in told) / len(told),
        statistics.median(walls),
        statistics.quantiles(walls, n=20)[-1],
        max(walls),
        statistics.quantiles(busy, n=20)[-1],
    )


def run(people: int, folder: Path, missed: list[str]) -> tuple[list[Result], list[Target]]:
    """Everything at one size of desk."""
    rng = random.Random(7)
    pairs = cases.held_out()
    more = list({(name, latin) for name, latin, _ in pairs})
    with full_desk(folder, people, more) as desk:
        search = Search(desk.workplace)
        start, busy = time.perf_counter(), time.thread_time()
        search.prepare()
        built = time.perf_counter() - start, time.thread_time() - busy
        cyrillic = [one for one in desk.people if not one.name.surname.isascii()]
        spelt = cases.of_offices(cyrillic, rng, _EACH)
        asked = [
            *spelt,
            *cases.of_held_out(),
            *cases.of_slips(cyrillic, rng, 100),
            *cases.of_parts(cyrillic, rng, 100),
            *cases.of_numbers(desk.people, rng, 25),
            *cases.of_letters(rng, 40),
        ]
        ours = measure(
            "Ankomst",
            lambda typed: [line.id for line in search.people(typed)],
            desk,
            asked,
            missed,
        )
        results = list(ours)
        by_peer = rng.sample(spelt, _PEER_CASES)
        for name, find in peers(desk.workplace.store).items():
            told: list[str] = []
            by_peers = measure(name, find, desk, by_peer, told)
            results += [result for result in by_peers if result.kind == OFFICES]
    return results, _targets(people, results, built)


def _targets(people: int, results: Sequence[Result], built: tuple[float, float]) -> list[Target]:
    least = LEAST_FOUND.get(people, 0.95)
    ours = {result.kind: result for result in results if result.finder == "Ankomst"}
    targets = [
        Target(
            f"{kind}, found in the first {FIRST} of {people:,}",
            f">= {least:.0%}",
            f"{ours[kind].found:.1%}",
            ours[kind].found >= least,
        )
        for kind in (OFFICES, HELD_OUT_PAIRS)
    ]
    every = ours[EVERYTHING]
    targets.append(
        Target(
            f"95 of 100 queries of every kind, {people:,} people",
            f"<= {MOST_MILLISECONDS:.0f} ms",
            f"{every.p95_ms:.1f} ms, of these {every.cpu_p95_ms:.1f} ms at work",
            every.p95_ms <= MOST_MILLISECONDS,
        )
    )
    taken = f"{built[0]:.1f} s, of these {built[1]:.1f} s at work"
    targets.append(Target(f"index made from nothing, {people:,}", "told", taken, True))
    return targets


def show(results: Sequence[Result], targets: Sequence[Target]) -> None:
    """The tables that a person reads."""
    print(f"{'people':>8}  {'finder':<15}{'typed':<20}{'cases':>6}{'found':>8}", end="")
    print(f"{'median':>10}{'95 %':>10}{'most':>10}{'95 % cpu':>10}")
    for one in results:
        print(f"{one.people:>8,}  {one.finder:<15}{one.kind:<20}{one.cases:>6}", end="")
        print(f"{one.found:>8.1%}{one.median_ms:>7.1f} ms{one.p95_ms:>7.1f} ms", end="")
        print(f"{one.most_ms:>7.1f} ms{one.cpu_p95_ms:>7.1f} ms")
    print()
    for target in targets:
        sign = "holds " if target.holds else "MISSED"
        print(f"{sign}  {target.name}: {target.measured} (wanted {target.wanted})")


def main() -> int:
    """Reads the command line; 1 when a target is missed."""
    parser = argparse.ArgumentParser(prog="bench.search", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    parser.add_argument("--sizes", default="3500,100000", help="how many people, by commas")
    parser.add_argument("--missed", action="store_true", help="also print what was not found")
    options = parser.parse_args()
    results: list[Result] = []
    targets: list[Target] = []
    missed: list[str] = []
    with tempfile.TemporaryDirectory(prefix="ankomst-bench-search-") as folder:
        for people in map(int, options.sizes.split(",")):
            more, reached = run(people, Path(folder), missed)
            results += more
            targets += reached
    if options.json:
        both = {"results": list(map(asdict, results)), "targets": list(map(asdict, targets))}
        print(json.dumps(both, indent=2))
    else:
        show(results, targets)
    if options.missed:
        print("\n".join(missed), file=sys.stderr)
    return 0 if all(target.holds for target in targets) else 1


if __name__ == "__main__":
    sys.exit(main())

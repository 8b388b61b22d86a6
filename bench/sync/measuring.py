"""One run: Ankomst, its peer and the floor, one after the other on the same residents."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.sync import desks, floor
from bench.sync.house import READER, WRITER, House, Served
from bench.sync.pouch import BATCHES, fresh_peer, write_docs
from bench.sync.relay import relay
from bench.sync.residents import Made, make_residents

CHANGES = 60
EXTRA_SEED = 7


@dataclass
class Figures:
    """What the runs of one size gave: a list a figure, one value a run but for latencies."""

    values: dict[str, list[float]] = field(default_factory=dict)

    def add(self, name: str, *values: float) -> None:
        """One more run's value of a figure."""
        self.values.setdefault(name, []).extend(values)

    def medians(self) -> dict[str, float]:
        """The median of every figure; of latencies also the 95th percentile."""
        told = {name: statistics.median(values) for name, values in self.values.items()}
        for name in ("latency_ms", "peer_latency_ms"):
            if len(self.values.get(name, ())) > 1:
                told[f"{name}_p95"] = statistics.quantiles(self.values[name], n=20)[-1]
        return told


class Size:
    """The residents of one size, the desk that registered them, and how to measure with them."""

    def __init__(self, folder: Path, house: House, count: int, with_peer: bool) -> None:
        self._folder = folder
        self._house = house
        self._with_peer = with_peer
        self._batches = (BATCHES[1], BATCHES[1])
        self.residents: Sequence[Made] = make_residents(count, house.site_id)
        self.figures = Figures()
        self._prepared = desks.prepare(folder, house, self.residents)
        self._docs = folder / f"docs-{count}.ndjson"
        write_docs(self._docs, self.residents)

    @property
    def count(self) -> int:
        """How many residents."""
        return len(self.residents)

    def tune_peer(self) -> tuple[int, int]:
        """Finds the peer's best batch sizes for push and pull."""
        tried = {batch: self._peer_run(batch, batch) for batch in BATCHES}
        pushing = max(BATCHES, key=lambda batch: tried[batch][0])
        pulling = max(BATCHES, key=lambda batch: tried[batch][1])
        self.use_batches((pushing, pulling))
        return self._batches

    def use_batches(self, batches: tuple[int, int]) -> None:
        """The peer's batch sizes for push and pull."""
        self._batches = batches

    def run(self, latency: bool) -> None:
        """One run of everything; the figures take it up."""
        with self._house.serve() as served:
            for name, rate in floor.postgres(served.database_url, self.residents).items():
                self.figures.add(f"floor_postgres_{name}", rate)
            self._run_desks(served, latency)
        self.figures.add("floor_sqlcipher", floor.sqlcipher(self._folder, self.residents))
        if self._with_peer:
            pushed, pulled = self._peer_run(*self._batches, latency=latency)
            self.figures.add("peer_push", pushed)
            self.figures.add("peer_pull", pulled)

    def _run_desks(self, served: Served, latency: bool) -> None:
        one = self._house.identity(WRITER, served.url)
        other = self._house.identity(READER, served.url)
        with (
            desks.writer(self._folder, self._prepared) as writer,
            desks.empty_reader(self._folder, self._house) as reader,
        ):
            self.figures.add("push", self.count / desks.push(writer, one))
            self._check(served.count("resident"))
            self.figures.add("pull", self.count / desks.fill(reader, other, self._house.scope))
            self._check(desks.count_residents(reader))
            if latency:
                changed = [made.id for made in self.residents[:CHANGES]]
                taken = desks.latency((writer, one), (reader, other), self._house.lead, changed)
                self.figures.add("latency_ms", *(1000 * seconds for seconds in taken))

    def _check(self, found: int) -> None:
        if found != self.count:
            raise RuntimeError(f"{found} residents arrived, not {self.count}")

    def _peer_run(self, pushing: int, pulling: int, latency: bool = False) -> tuple[float, float]:
        with fresh_peer(self._folder) as peer:
            peer.prepare(self._docs)
            pushed = self.count / peer.push(pushing, self.count)
            pulled = self.count / peer.pull(pulling, self.count)
            if latency:
                docs = make_residents(CHANGES, self._house.site_id, EXTRA_SEED)
                self.figures.add("peer_latency_ms", *(1000 * s for s in peer.latency(docs)))
        return pushed, pulled

    def weigh(self) -> None:
        """Bytes on the wire a resident, both ways, of a push and of a fill; not timed, because
        they go through a relay."""
        with (
            self._house.serve() as served,
            desks.writer(self._folder, self._prepared) as writer,
            desks.empty_reader(self._folder, self._house) as reader,
        ):
            with relay(served.url) as counted:
                desks.push(writer, self._house.identity(WRITER, counted.url))
            self.figures.add("push_bytes", counted.both / self.count)
            with relay(served.url) as counted:
                desks.fill(reader, self._house.identity(READER, counted.url), self._house.scope)
            self.figures.add("pull_bytes", counted.both / self.count)
        if self._with_peer:
            self._weigh_peer()

    def _weigh_peer(self) -> None:
        with fresh_peer(self._folder) as peer:
            peer.prepare(self._docs)
            with relay(peer.url) as counted:
                peer.push(self._batches[0], self.count, counted.url)
            self.figures.add("peer_push_bytes", counted.both / self.count)
            with relay(peer.url) as counted:
                peer.pull(self._batches[1], self.count, counted.url)
            self.figures.add("peer_pull_bytes", counted.both / self.count)

"""Buckets of a scope on their way from the store, for a desk that mends what differs.

Their bytes stay in memory and are never on the disk: a part is small, and when the program ends
meanwhile the digests are compared anew.
"""

from collections.abc import Iterator, Mapping

from desktop.sync.client import Client, NotAStoreError
from desktop.sync.protocol import WireError
from desktop.sync.snapshots import Head, Reader, Rows

MOST_BUCKETS = 64
"""With more of them the scope is taken whole: the store keeps that for all desks, and the address
stays short."""

Differing = Mapping[str, set[str]]
"""First digits of the ids in question, by table."""


def named(differing: Differing) -> str | None:
    """Buckets as ``only`` names them, None where they are too many."""
    words = sorted(f"{table}:{digit}" for table, digits in differing.items() for digit in digits)
    return ",".join(words) if len(words) <= MOST_BUCKETS else None


class Part:
    """The buckets ``only`` of a scope. ``fetch`` goes on where a line broke."""

    def __init__(self, scope: str, only: str) -> None:
        self.scope = scope
        self.only = only
        self._begin(None, "identity")

    def _begin(self, etag: str | None, encoding: str) -> None:
        self._etag = etag
        self._encoding = encoding
        self._pieces: list[bytes] = []
        self._reader = Reader(encoding)

    @property
    def received(self) -> int:
        """How many bytes came so far."""
        return sum(map(len, self._pieces))

    async def fetch(self, client: Client, epoch: str) -> Head:
        """Until all of it came.

        Raises UnreachableError, after which it may be called again; NotAStoreError, and WireError
        (``epoch_changed`` also where the part is of another epoch than the desk).
        """
        async with client.snapshot(self.scope, self._etag, self.received, only=self.only) as answer:
            if answer.fresh:
                self._begin(answer.etag, answer.encoding)
            async for piece in answer.pieces:
                self._pieces.append(piece)
                for _ in self._reader.feed(piece):
                    pass  # it reckons the digest
        head = self._reader.head
        if head is None or not self._reader.ended:
            raise NotAStoreError("the part of a snapshot is cut short")
        if head.epoch != epoch:
            raise WireError(409, "epoch_changed", "the store has another epoch", epoch=head.epoch)
        return head

    def lines(self) -> Iterator[Rows]:
        """The rows, when all of them came."""
        reader = Reader(self._encoding, proven=True)
        for piece in self._pieces:
            yield from reader.feed(piece)

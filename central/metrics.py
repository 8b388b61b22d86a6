"""What the store counts for Prometheus. No device, no person, no value of a query in a label.

With several workers each counts in files of its own (prometheus_client's multiprocess mode), which
are added up when they are asked for.
"""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

COUNTED = CollectorRegistry()
"""What this process counts, when it is the only one."""

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
STATUSES = ("applied", "noop", "conflict", "refused")

CALLS = Counter("ankomst_calls", "Calls answered.", ("method", "path", "status"), registry=COUNTED)
SECONDS = Histogram(
    "ankomst_call_seconds",
    "How long calls took, without the time that a pull waited for something new.",
    ("path",),
    buckets=_BUCKETS,
    registry=COUNTED,
)
OPS = Counter(
    "ankomst_ops", "Ops answered, by status; repeated ones too.", ("status",), registry=COUNTED
)
ENTRIES = Counter("ankomst_entries_pulled", "Entries sent in answer to pulls.", registry=COUNTED)
WAITING = Gauge(
    "ankomst_waiting_pulls",
    "Pulls that wait for something new.",
    registry=COUNTED,
    multiprocess_mode="livesum",
)
POOL_USED = Gauge(
    "ankomst_pool_used",
    "Connections to the database in use.",
    registry=COUNTED,
    multiprocess_mode="livesum",
)
POOL_SIZE = Gauge(
    "ankomst_pool_size",
    "Connections to the database that may be used at once.",
    registry=COUNTED,
    multiprocess_mode="livesum",
)


def count_ops(answer: bytes) -> None:
    """Counts the results of a push by status. In JSON text a quote inside a string is escaped, so
    that nothing a desk sent is taken for a status."""
    for status in STATUSES:
        found = answer.count(b'"status":"%s"' % status.encode())
        if found:
            OPS.labels(status).inc(found)

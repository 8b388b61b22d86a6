"""Ids: valid, spread over the buckets of a digest, and near one another in an index."""

import time
from collections import Counter
from datetime import UTC, datetime
from uuid import RFC_4122, UUID

from central.values import is_uuid
from desktop.models.base import ID_BITS, id_of, new_id

ALL_ONES = (1 << ID_BITS) - 1


def test_id_is_a_uuid_of_version_8_as_the_wire_writes_it() -> None:
    for made in (new_id(), id_of(0, 0), id_of(2**44 - 1, ALL_ONES)):
        assert is_uuid(made)
        assert UUID(made).version == 8
        assert UUID(made).variant == RFC_4122


def test_every_random_bit_and_nothing_else_is_in_the_id() -> None:
    assert id_of(0, 0) == "00000000-0000-8000-8000-000000000000"
    assert id_of(2**44 - 1, 0) == "0fffffff-ffff-8000-8000-000000000000"
    assert id_of(0, ALL_ONES) == "f0000000-0000-8fff-bfff-ffffffffffff"
    assert len({id_of(0, 1 << bit) for bit in range(ID_BITS)}) == ID_BITS


def test_time_stands_behind_the_first_digit_and_has_room_for_centuries() -> None:
    before = time.time_ns() // 1_000_000
    stamp = int(new_id().replace("-", "")[1:12], 16)
    assert before <= stamp <= time.time_ns() // 1_000_000
    late = int(datetime(2500, 1, 1, tzinfo=UTC).timestamp() * 1000)
    assert int(id_of(late, 0).replace("-", "")[1:12], 16) == late


def test_ids_spread_over_all_buckets_and_are_never_the_same() -> None:
    made = [new_id() for _ in range(4000)]
    assert len(set(made)) == len(made)
    counts = Counter(one[0] for one in made)
    assert set(counts) == set("0123456789abcdef")
    assert max(counts.values()) < 400

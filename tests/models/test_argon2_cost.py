"""The cost of a try follows the PC, and never falls below what is safe."""

import pytest

from desktop.models.argon2_cost import (
    LEAST_MEMORY,
    LEAST_PASSES,
    MOST_MEMORY,
    MOST_PASSES,
    WANTED_SECONDS,
    cost_for,
)


@pytest.mark.parametrize("pass_seconds", [0.012, 0.025, 0.04, 0.06, 0.1, 0.16])
def test_a_try_takes_about_the_wanted_time(pass_seconds: float) -> None:
    cost = cost_for(pass_seconds, 2)
    takes = pass_seconds * cost.time_cost * cost.memory_kib / LEAST_MEMORY
    assert WANTED_SECONDS * 0.7 <= takes <= WANTED_SECONDS * 1.3


def test_memory_comes_before_passes() -> None:
    assert cost_for(0.03, 4).memory_kib == MOST_MEMORY
    assert cost_for(0.07, 4).memory_kib == MOST_MEMORY // 2


@pytest.mark.parametrize("pass_seconds", [0.0, 1e-9, 3.0, 60.0])
def test_neither_a_slow_nor_a_strange_pc_gets_less_than_is_safe(pass_seconds: float) -> None:
    cost = cost_for(pass_seconds, 1)
    assert LEAST_PASSES <= cost.time_cost <= MOST_PASSES
    assert LEAST_MEMORY <= cost.memory_kib <= MOST_MEMORY

"""Every way out of step has a sentence."""

import re
from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest

import central
from desktop.models.store import Fault
from desktop.sync.engine import EngineState
from desktop.views.sync.state_words import state_words
from desktop.views.sync.words import PROBLEMS, problem_words
from tests.house import NOON

JARGON = re.compile(r"\b(outbox|scope|sync|epoch|token|cursor|code|op|server|error|409)\b", re.I)


def test_every_fault_of_the_database_has_its_words() -> None:
    assert set(get_args(Fault)) <= PROBLEMS.keys()


def test_every_refusal_that_an_engine_can_meet_has_its_words() -> None:
    source = "".join(path.read_text() for path in Path(central.__path__[0]).rglob("*.py"))
    codes = set(re.findall(r"WireError\(\s*\d+,\s*\"(\w+)\"", source))
    assert len(codes) > 5
    assert codes - PROBLEMS.keys() <= {"code_invalid"}


@pytest.mark.parametrize("code", [*PROBLEMS, "something_new"])
def test_no_jargon_and_something_to_do(code: str) -> None:
    said = problem_words(code)
    assert not JARGON.search(said)
    assert said.count(".") >= 1
    assert len(said) < 260


def test_in_step_says_so_with_the_time() -> None:
    said = state_words(EngineState(True, 0, 0, NOON, filling=False), NOON)
    assert said.sentence == ("Everything on this desk is in the central store, last in step 12:30.")
    assert said.state == "good"


def test_waiting_is_safe_and_counted() -> None:
    one = state_words(EngineState(True, 1, 0, NOON, filling=False), NOON)
    many = state_words(EngineState(False, 3, 0, NOON, filling=False), NOON)
    assert one.sentence == "1 change waits to be sent; it is safe on this desk."
    assert many.sentence == "3 changes wait to be sent; they are safe on this desk."
    assert many.more == "There is no connection right now; you can go on working. " + (
        "Last in step: 12:30."
    )


def test_offline_is_no_fault() -> None:
    said = state_words(EngineState(False, 0, 0, NOON, filling=False), NOON + timedelta(days=1))
    assert "last in step yesterday 12:30" in said.sentence
    assert said.more == "There is no connection right now; you can go on working."
    assert said.state == "attention"


def test_first_contact_still_to_come() -> None:
    assert "no connection yet" in state_words(EngineState(), NOON).sentence
    assert "fetching" in state_words(EngineState(online=True), NOON).sentence


def test_a_problem_comes_first() -> None:
    said = state_words(EngineState(False, 3, 1, NOON, False, "device_revoked"), NOON)
    assert said.sentence == problem_words("device_revoked")
    assert said.state == "danger"

"""Every way out of step has a sentence."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest

import central
from desktop.models.store import Fault
from desktop.services.sending import REFUSED_WORDS
from desktop.sync.engine import EngineState
from desktop.sync.state import FillProgress
from desktop.views.access.asking import OF_THE_STORE, SESSION_OVER
from desktop.views.start.sign_in_problems import SAID
from desktop.views.sync.fill_words import fill_numbers, fill_words
from desktop.views.sync.state_words import state_words
from desktop.views.sync.words import PROBLEMS, problem_words
from tests.house import NOON

IN_STEP = EngineState(True, 0, 0, NOON, filling=False)
JARGON = re.compile(r"\b(outbox|scope|sync|epoch|token|cursor|code|op|server|error|409)\b", re.I)


def test_every_fault_of_the_database_has_its_words() -> None:
    assert set(get_args(Fault)) <= PROBLEMS.keys()


def test_every_refusal_that_an_engine_can_meet_has_its_words() -> None:
    source = "".join(path.read_text() for path in Path(central.__path__[0]).rglob("*.py"))
    codes = set(re.findall(r"WireError\(\s*\d+,\s*\"(\w+)\"", source))
    assert len(codes) > 5
    by_pages = {"code_invalid", *SAID, *OF_THE_STORE, *SESSION_OVER}
    acted_on = {"access_gap", "access_forked"}
    assert codes - PROBLEMS.keys() <= by_pages | acted_on


@pytest.mark.parametrize("code", [*PROBLEMS, "something_new"])
def test_no_jargon_and_something_to_do(code: str) -> None:
    said = problem_words(code)
    assert not JARGON.search(said)
    assert said.count(".") >= 1
    assert len(said) < 260


def test_every_refusal_of_an_op_has_its_words() -> None:
    source = "".join(path.read_text() for path in Path(central.__path__[0]).rglob("*.py"))
    codes = set(re.findall(r"RefusedError\(\s*\"(\w+)\"", source)) | {"dropped"}
    assert len(codes) > 3
    assert codes <= REFUSED_WORDS.keys()


@pytest.mark.parametrize(
    "code", ["epoch_changed", "device_cloned", "sequence_gap", "cursor_expired"]
)
def test_what_a_desk_does_by_itself_asks_nothing_of_anybody(code: str) -> None:
    assert "nothing you need to do" in problem_words(code)


def test_verified_says_when_it_was_checked() -> None:
    said = state_words(replace(IN_STEP, verified=NOON - timedelta(minutes=26)), NOON)
    assert said.sentence == "Everything on this desk is in the central store, last checked 12:04."
    assert said.more == "Last in step: 12:30."
    assert said.state == "good"


def test_in_step_but_not_yet_verified_claims_no_more_than_is_known() -> None:
    said = state_words(IN_STEP, NOON)
    assert said.sentence == "Everything on this desk was sent to the central store."
    assert said.more == "Last in step: 12:30. It will be compared in a quiet moment."
    assert said.state == "good"


def test_a_day_out_of_step_is_red() -> None:
    late = NOON + timedelta(hours=24, minutes=1)
    for waiting in (0, 3):
        assert state_words(EngineState(False, waiting, 0, NOON, False), late).state == "danger"


def test_fill_is_told_in_numbers() -> None:
    state = EngineState(True, fill=FillProgress("org", 512, 2000))
    assert fill_words(state) == "Connected; fetching this desk's data: 25 %"
    assert fill_numbers(state) == "512 of 2,000 records have come."
    asked = EngineState(True, fill=FillProgress("org", 0, 0))
    assert fill_words(asked) == "Connected; fetching this desk's data"
    assert "how much" in fill_numbers(asked)


def test_waiting_is_safe_and_counted() -> None:
    one = state_words(EngineState(True, 1, 0, NOON, filling=False), NOON)
    many = state_words(EngineState(False, 3, 0, NOON, filling=False), NOON)
    assert one.sentence == "1 change waits to be sent; it is safe on this desk."
    assert many.sentence == "3 changes wait to be sent; they are safe on this desk."
    assert many.more == "There is no connection right now; you can go on working. " + (
        "Last in step: 12:30."
    )


def test_offline_is_no_fault() -> None:
    state = EngineState(False, 0, 0, NOON, filling=False, verified=NOON)
    said = state_words(state, NOON + timedelta(days=1))
    assert "last checked yesterday 12:30" in said.sentence
    assert said.more == (
        "There is no connection right now; you can go on working. Last in step: yesterday 12:30."
    )
    assert said.state == "attention"


def test_first_contact_still_to_come() -> None:
    assert "no connection yet" in state_words(EngineState(), NOON).sentence
    assert "fetching" in state_words(EngineState(online=True), NOON).sentence


def test_a_problem_comes_first() -> None:
    said = state_words(EngineState(False, 3, 1, NOON, False, "device_revoked"), NOON)
    assert said.sentence == problem_words("device_revoked")
    assert said.state == "danger"

"""Guessing gets slower, and no restart, clock or full disk makes it quicker."""

from pathlib import Path

import pytest

from desktop.models.slots import WrongPasswordError
from desktop.models.wrong_tries import (
    FIRST_PAUSE,
    FORGOTTEN_AFTER,
    FREE,
    LONGEST_PAUSE,
    TooManyTriesError,
    WrongTries,
    pause_after,
)


class Watch:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.at = 1_000_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def tries(tmp_path: Path, watch: Watch) -> WrongTries:
    return WrongTries(tmp_path / "tries.json", watch)


def guess(tries: WrongTries, *, right: bool = False) -> None:
    with tries.one("olena"):
        if not right:
            raise WrongPasswordError


def guess_wrong(tries: WrongTries, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(WrongPasswordError):
            guess(tries)


def test_pause_doubles_up_to_a_quarter_of_an_hour() -> None:
    assert [pause_after(n) for n in range(FREE)] == [0.0] * FREE
    assert pause_after(FREE) == FIRST_PAUSE
    assert pause_after(FREE + 1) == 2 * FIRST_PAUSE
    assert pause_after(FREE + 1000) == LONGEST_PAUSE


def test_next_try_waits_and_the_right_one_wipes_the_slate(tries: WrongTries, watch: Watch) -> None:
    guess_wrong(tries, FREE)
    with pytest.raises(TooManyTriesError):
        guess(tries, right=True)
    assert tries.left("olena") == FIRST_PAUSE
    watch.at += FIRST_PAUSE
    guess_wrong(tries)
    assert tries.left("olena") == 2 * FIRST_PAUSE
    watch.at += 2 * FIRST_PAUSE
    guess(tries, right=True)
    guess_wrong(tries, FREE)
    assert tries.left("olena") == FIRST_PAUSE


def test_pause_survives_a_restart_and_belongs_to_one_person(
    tries: WrongTries, watch: Watch
) -> None:
    guess_wrong(tries, FREE)
    again = WrongTries(tries.path, watch)
    with pytest.raises(TooManyTriesError):
        guess(again)
    with again.one("lars"):
        pass


def test_try_counts_even_when_the_plug_is_pulled_meanwhile(tries: WrongTries, watch: Watch) -> None:
    for _ in range(FREE):
        with tries.one("olena"):
            copy = tries.path.read_bytes()
        tries.path.write_bytes(copy)
    with pytest.raises(TooManyTriesError):
        guess(WrongTries(tries.path, watch))


def test_fault_that_is_no_wrong_password_does_not_count(tries: WrongTries) -> None:
    for _ in range(FREE + 1):
        with pytest.raises(OSError, match="no disk"), tries.one("olena"):
            raise OSError("no disk")
    assert tries.left("olena") == 0


def test_clock_set_back_begins_the_pause_anew_and_for_no_longer(
    tries: WrongTries, watch: Watch
) -> None:
    guess_wrong(tries, FREE)
    watch.at -= 10 * FORGOTTEN_AFTER
    assert tries.left("olena") == FIRST_PAUSE
    watch.at += FIRST_PAUSE
    guess(tries, right=True)


def test_wrong_tries_are_forgotten_after_a_day(tries: WrongTries, watch: Watch) -> None:
    guess_wrong(tries, FREE)
    watch.at += FORGOTTEN_AFTER + 1
    guess_wrong(tries, FREE - 1)
    assert tries.left("olena") == 0


def test_file_that_cannot_be_written_counts_all_the_same(tmp_path: Path, watch: Watch) -> None:
    tries = WrongTries(tmp_path / "no such folder" / "tries.json", watch)
    guess_wrong(tries, FREE)
    with pytest.raises(TooManyTriesError):
        guess(tries)
    watch.at += FIRST_PAUSE
    guess(tries, right=True)
    assert tries.left("olena") == 0


@pytest.mark.parametrize("content", ["", "[]", '{"olena": 3}', '{"olena": ["x", 1]}'])
def test_damaged_file_is_as_good_as_none(tries: WrongTries, content: str) -> None:
    tries.path.write_text(content, "utf-8")
    guess_wrong(tries)
    assert tries.left("olena") == 0

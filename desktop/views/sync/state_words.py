"""How the desk stands with the central store, as one sentence and what to add to it."""

from dataclasses import dataclass
from datetime import datetime

from desktop.i18n import _, format_number, format_when, ngettext
from desktop.sync.engine import EngineState
from desktop.views.shell.status_bar import LATE
from desktop.views.sync.words import problem_words


@dataclass(frozen=True)
class StateWords:
    """``icon`` and ``state`` (``good``, ``attention``, ``danger``) go with the sentence."""

    sentence: str
    more: str
    icon: str
    state: str


def state_words(state: EngineState, now: datetime) -> StateWords:
    """What to say at ``now``. Being offline is a state, not a fault."""
    last = _last(state, now)
    if state.problem is not None:
        return StateWords(problem_words(state.problem), last, "attention", "danger")
    is_late = state.last_in_step is not None and now - state.last_in_step > LATE
    level = "danger" if is_late else "attention"
    if state.waiting:
        more = last if state.online else _join(_offline(), last)
        return StateWords(_waiting(state.waiting), more, _sign(state), level)
    if state.last_in_step is None or state.filling:
        sentence = (
            _("This desk is fetching its data; what is already here can be used.")
            if state.online
            else _("There is no connection yet. This desk fetches its data as soon as there is.")
        )
        return StateWords(sentence, "", _sign(state), level)
    if state.verified is None:
        sentence, more = _all_sent(), _join(last, _("It will be compared in a quiet moment."))
    else:
        sentence, more = _everything(state.verified, now), last
    if state.online:
        return StateWords(sentence, more, "online", "good")
    return StateWords(sentence, _join(_offline(), last), "offline", level)


def clock_words(state: EngineState) -> str:
    """How far this PC's clock is off, and what that matters for; empty where it is right."""
    if not state.clock_is_off:
        return ""
    minutes = round(abs(state.time_offset) / 60)
    if state.time_offset > 0:
        off = ngettext(
            "The clock of this PC is {count} minute fast.",
            "The clock of this PC is {count} minutes fast.",
            minutes,
        )
    else:
        off = ngettext(
            "The clock of this PC is {count} minute slow.",
            "The clock of this PC is {count} minutes slow.",
            minutes,
        )
    return _join(
        off.format(count=format_number(minutes)),
        _("Nothing is lost by it, but meals are served by this clock. Please set it right."),
    )


def _everything(verified: datetime, now: datetime) -> str:
    return _("Everything on this desk is in the central store, last checked {time}.").format(
        time=format_when(verified, now)
    )


def _all_sent() -> str:
    return _("Everything on this desk was sent to the central store.")


def _waiting(count: int) -> str:
    return ngettext(
        "{count} change waits to be sent; it is safe on this desk.",
        "{count} changes wait to be sent; they are safe on this desk.",
        count,
    ).format(count=format_number(count))


def _offline() -> str:
    return _("There is no connection right now; you can go on working.")


def _last(state: EngineState, now: datetime) -> str:
    if state.last_in_step is None:
        return ""
    return _("Last in step: {time}.").format(time=format_when(state.last_in_step, now))


def _sign(state: EngineState) -> str:
    return "waiting" if state.online else "offline"


def _join(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)

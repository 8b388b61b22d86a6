"""How the desk stands with the central store, as one sentence and what to add to it."""

from dataclasses import dataclass
from datetime import datetime

from desktop.i18n import _, format_number, format_when, ngettext
from desktop.sync.engine import EngineState
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
    if state.waiting:
        more = last if state.online else _join(_offline(), last)
        return StateWords(_waiting(state.waiting), more, _sign(state), "attention")
    if state.last_in_step is None or state.filling:
        sentence = (
            _("This desk is fetching its data; what is already here can be used.")
            if state.online
            else _("There is no connection yet. This desk fetches its data as soon as there is.")
        )
        return StateWords(sentence, "", _sign(state), "attention")
    if state.online:
        return StateWords(_everything(state.last_in_step, now), "", "online", "good")
    return StateWords(_everything(state.last_in_step, now), _offline(), "offline", "attention")


def _everything(last_in_step: datetime, now: datetime) -> str:
    return _("Everything on this desk is in the central store, last in step {time}.").format(
        time=format_when(last_in_step, now)
    )


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

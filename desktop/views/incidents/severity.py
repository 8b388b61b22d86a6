"""The four degrees of an incident in words, each with a number, a word and a colour."""

from collections.abc import Callable

from desktop.i18n import N_, _
from desktop.views.widgets.choice_row import Choice

SEVERITIES = (1, 2, 3, 4)
_WORDS = {
    1: N_("Minor"),
    2: N_("Serious"),
    3: N_("Grave"),
    4: N_("Danger to people"),
}
_ICONS = {1: "minor", 2: "serious", 3: "grave", 4: "danger"}
_STATES = {1: "", 2: "attention", 3: "danger", 4: "danger"}


def severity_word(severity: int) -> str:
    """The degree in words."""
    return _(_WORDS[severity])


def severity_icon(severity: int) -> str:
    """The name of its icon."""
    return _ICONS[severity]


def severity_state(severity: int) -> str:
    """Its colour in the palette, empty for the mildest."""
    return _STATES[severity]


def severity_choices() -> tuple[Choice, ...]:
    """The degrees to choose from."""
    return tuple(
        Choice(severity, _label(severity), _ICONS[severity], _STATES[severity])
        for severity in SEVERITIES
    )


def _label(severity: int) -> Callable[[], str]:
    return lambda: severity_word(severity)

"""How far a desk is with taking its data whole, in words."""

from desktop.i18n import _, format_number, ngettext
from desktop.sync.state import EngineState


def fill_words(state: EngineState) -> str:
    """A few words, for the foot of the window."""
    if state.fill is None or not state.fill.total:
        return _("Connected; fetching this desk's data")
    percent = min(100 * state.fill.done // state.fill.total, 100)
    return _("Connected; fetching this desk's data: {percent} %").format(
        percent=format_number(percent)
    )


def fill_numbers(state: EngineState) -> str:
    """How many records have come, of how many."""
    fill = state.fill
    if fill is None or not fill.total:
        return _("It is being asked how much there is to fetch.")
    return ngettext(
        "{done} of {count} record has come.", "{done} of {count} records have come.", fill.total
    ).format(done=format_number(fill.done), count=format_number(fill.total))

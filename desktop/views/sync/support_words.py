"""The engine's figures as lines of a name and a value, for support. Nothing personal is in them."""

from collections.abc import Iterable
from datetime import datetime

from desktop.i18n import _, format_datetime, format_number, ngettext
from desktop.sync.diagnostics import Diagnostics, ScopeFigures

Line = tuple[str, str]
_KILO = 1000


def support_lines(figures: Diagnostics) -> tuple[Line, ...]:
    """Each figure's name and value in the current language."""
    trip = figures.round_trip_ms
    return (
        (_("Version of Ankomst"), figures.version),
        (_("Version of the data"), str(figures.schema)),
        (_("Address of the central store"), figures.address),
        (_("This PC's number at the central store"), figures.device_id),
        (_("The store's lifetime"), figures.epoch),
        *((_scope_name(scope), _scope(scope)) for scope in figures.scopes),
        (_("Waiting to be sent"), format_number(figures.waiting)),
        (_("Oldest that waits"), _when(figures.oldest_waiting)),
        (_("Sent and still kept here"), format_number(figures.sent_kept)),
        (_("Not taken, to be settled"), format_number(figures.refused)),
        (_("Open data conflicts"), format_number(figures.conflicts)),
        (_("Records mended after a comparison"), format_number(figures.repairs)),
        (_("Records asked for at once"), format_number(figures.page_size)),
        (_("Sent since the start"), _size(figures.bytes_sent)),
        (_("Received since the start"), _size(figures.bytes_received)),
        (
            _("Time for question and answer"),
            _("{count} ms").format(count=format_number(trip)) if trip is not None else _("not yet"),
        ),
        (
            _("This PC's clock ahead of the store's"),
            _("{count} s").format(count=format_number(figures.time_offset)),
        ),
        *((_("Error at {time}").format(time=_when(at)), code) for at, code in figures.errors),
    )


def support_text(lines: Iterable[Line]) -> str:
    """The lines as plain text, to be sent to whoever helps."""
    return "".join(f"{name}: {value}\n" for name, value in lines)


def _scope_name(scope: ScopeFigures) -> str:
    if scope.scope == "org":
        return _("Shared by all sites")
    return _("Site {number}").format(number=scope.scope.removeprefix("site:"))


def _scope(scope: ScopeFigures) -> str:
    records = ngettext("{count} record", "{count} records", scope.rows).format(
        count=format_number(scope.rows)
    )
    if not scope.filled or scope.seq is None:
        return _("{records}; not fetched whole yet").format(records=records)
    return _("{records}; read to number {number} at {read}; compared: {compared}").format(
        records=records,
        number=format_number(scope.seq),
        read=_when(scope.read_at),
        compared=_when(scope.verified_at),
    )


def _when(at: datetime | None) -> str:
    return format_datetime(at) if at is not None else _("not yet")


def _size(count: int) -> str:
    return _("{count} kB").format(count=format_number(round(count / _KILO)))

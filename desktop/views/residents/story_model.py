"""A resident's story as rows."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from PySide6.QtCore import QObject
from PySide6.QtGui import QIcon

from desktop.i18n import _, format_date, format_when
from desktop.models.check_outs import LeavingReason
from desktop.models.housing import StayKind, StayState
from desktop.models.residents import StepKind
from desktop.services.days import day_of
from desktop.services.story import Event, EventKind
from desktop.services.words import word, word_within
from desktop.views.icons import icon
from desktop.views.widgets.rows_model import Column, RowsModel

SIGNS: dict[EventKind, str] = {
    EventKind.STAY: "bed",
    EventKind.STEP: "check_in",
    EventKind.MEAL: "meal",
    EventKind.KIT: "kit",
    EventKind.INCIDENT: "incident",
    EventKind.LEAVING: "check_out",
}


class StoryModel(RowsModel[Event]):
    """When and what, newest first."""

    COL_WHEN, COL_WHAT = range(2)

    def __init__(self, clock: Callable[[], datetime], parent: QObject | None = None) -> None:
        self._clock = clock
        super().__init__(parent)

    def columns(self) -> Sequence[Column[Event]]:
        return (
            Column(lambda: _("When"), self._when, state=lambda _row: "quiet"),
            Column(lambda: _("What"), what_happened, icon=_sign, tooltip=what_happened, main=True),
        )

    def _when(self, event: Event) -> str:
        if isinstance(event.at, datetime):
            return format_when(event.at, self._clock())
        return day_text(event.at, day_of(self._clock()))


def day_text(day: date, today: date) -> str:
    """A day as short as it can be said today."""
    if day == today:
        return _("today")
    if day == today - timedelta(days=1):
        return _("yesterday")
    return format_date(day)


def what_happened(event: Event) -> str:
    """An event in words."""
    told = {
        EventKind.STAY: _stay,
        EventKind.STEP: _step,
        EventKind.MEAL: _meal,
        EventKind.KIT: _kit,
        EventKind.INCIDENT: _incident,
        EventKind.LEAVING: _leaving,
    }
    return told[event.kind](event)


def _stay(event: Event) -> str:
    if event.stay_state is StayState.CONTESTED:
        return _("Bed {place}, claimed twice").format(place=event.place)
    if event.stay_kind is StayKind.RESERVED:
        return _("Bed {place} reserved").format(place=event.place)
    if event.until is not None:
        return _("Moved into {place}, until {date}").format(
            place=event.place, date=format_date(event.until)
        )
    return _("Moved into {place}").format(place=event.place)


def _step(event: Event) -> str:
    said = word(event.step or StepKind.IDENTITY)
    if event.language is not None:
        return _("Check-in: {step} ({language})").format(
            step=said, language=word_within(event.language)
        )
    return _("Check-in: {step}").format(step=said)


def _meal(event: Event) -> str:
    return _("{meal} served at {desk}").format(
        meal=word(event.meal) if event.meal else _("Meal"), desk=event.desk_name
    )


def _kit(event: Event) -> str:
    if event.returned:
        return _("{kit} handed out, returned since").format(kit=event.kit)
    return _("{kit} handed out").format(kit=event.kit)


def _incident(event: Event) -> str:
    return _("Incident {number}: {category}").format(
        number=event.number, category=word(event.category) if event.category else ""
    )


def _leaving(event: Event) -> str:
    if event.reason is None or event.reason is LeavingReason.DECEASED:
        return word(LeavingReason.DECEASED) if event.reason else _("Moved out")
    return _("Moved out: {reason}").format(reason=word(event.reason))


def _sign(event: Event) -> QIcon:
    return icon(SIGNS[event.kind], "quiet")

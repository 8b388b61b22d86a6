"""Appointments and the interviews that are proposed."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from desktop.errors import AppError
from desktop.models.appointments import AppointmentKind, AppointmentState
from desktop.models.residents import Language, ResidentStatus
from desktop.services.appointments import Appointments, AppointmentText
from desktop.services.interviews import Interviews, proposed_day
from desktop.services.working_days import next_working_day
from desktop.sync import outbox
from tests.house import NOON, TODAY, House, add_resident

WELCOME, CONTRACT, OTHER = AppointmentKind
DAY = timedelta(days=1)


def newcomer(house: House, days: int = 2, name: str = "Larysa", years: int = 30) -> str:
    return add_resident(
        house,
        name,
        "Мороз",
        "Лариса",
        "Moroz",
        born=TODAY - timedelta(days=years * 366),
        status=ResidentStatus.ARRIVED,
        arrived_on=TODAY - days * DAY,
        interpreter_language=Language.RU,
        languages=["uk", "ru"],
    )


def text(
    day: date = TODAY, clock: time = time(15), kind: AppointmentKind = WELCOME
) -> AppointmentText:
    return AppointmentText(kind, day, clock, "Tandlæge", "Jobcentret", Language.UK)


@pytest.mark.parametrize(
    ("day", "open_on"),
    [
        (date(2026, 11, 20), date(2026, 11, 20)),
        (date(2026, 11, 21), date(2026, 11, 23)),
        (date(2026, 12, 24), date(2026, 12, 28)),
        (date(2026, 6, 5), date(2026, 6, 8)),
        (date(2026, 5, 14), date(2026, 5, 15)),
        (date(2027, 3, 25), date(2027, 3, 30)),
    ],
)
def test_offices_are_open_on_the_next_working_day(day: date, open_on: date) -> None:
    assert next_working_day(day) == open_on


def test_interviews_are_a_week_and_two_after_the_arrival_never_in_the_past() -> None:
    friday = date(2026, 11, 20)
    assert proposed_day(WELCOME, friday, friday) == date(2026, 11, 27)
    assert proposed_day(CONTRACT, friday, friday) == date(2026, 12, 4)
    assert proposed_day(WELCOME, friday - 20 * DAY, friday) == date(2026, 11, 23)


def test_who_has_arrived_is_proposed_both_until_they_are_planned(house: House) -> None:
    larysa = newcomer(house)
    interviews, appointments = Interviews(house.workplace()), Appointments(house.workplace())
    welcome, contract = interviews.proposed_to(larysa)
    assert (welcome.kind, welcome.day) == (WELCOME, date(2026, 11, 25))
    assert (contract.kind, contract.day) == (CONTRACT, date(2026, 12, 2))
    assert welcome.language is Language.RU
    assert interviews.proposed() == (welcome, contract)
    appointments.plan(larysa, text(welcome.day))
    assert [one.kind for one in interviews.proposed_to(larysa)] == [CONTRACT]


@pytest.mark.parametrize(
    ("state", "again"),
    [
        (AppointmentState.HELD, False),
        (AppointmentState.MISSED, True),
        (AppointmentState.CANCELLED, True),
    ],
)
def test_one_that_was_missed_or_called_off_is_proposed_anew(
    house: House, state: AppointmentState, again: bool
) -> None:
    larysa = newcomer(house)
    appointments = Appointments(house.workplace())
    appointments.plan(larysa, text(TODAY + DAY))
    appointments.settle(appointments.of(larysa)[0].id, state)
    kinds = [one.kind for one in Interviews(house.workplace()).proposed_to(larysa)]
    assert (WELCOME in kinds) is again


def test_nothing_is_proposed_to_children_and_to_those_who_came_long_ago(house: House) -> None:
    newcomer(house, 2, "Sofiia", 10)
    newcomer(house, 29, "Nadiia")
    assert Interviews(house.workplace()).proposed() == ()


def test_the_place_of_the_last_one_is_proposed(house: House) -> None:
    larysa, olha = newcomer(house), newcomer(house, 1, "Olha")
    Appointments(house.workplace()).plan(larysa, text(TODAY + DAY))
    assert Interviews(house.workplace()).proposed_to(olha)[0].place == "Jobcentret"


def test_a_time_is_the_clock_in_copenhagen(house: House) -> None:
    larysa, appointments = newcomer(house), Appointments(house.workplace())
    summer, winter = date(2027, 6, 30), date(2026, 12, 1)
    for day in (summer, winter):
        appointments.plan(larysa, text(day))
    for line, hour in zip(appointments.of(larysa), (14, 13), strict=True):
        assert line.at.astimezone(ZoneInfo("UTC")).hour == hour
        assert line.text().clock == time(15)


def test_day_and_week_list_what_is_not_cancelled_by_time(house: House) -> None:
    larysa, appointments = newcomer(house), Appointments(house.workplace())
    for clock in (time(16), time(14), time(15)):
        appointments.plan(larysa, text(clock=clock, kind=OTHER))
    appointments.plan(larysa, text(TODAY + 3 * DAY))
    appointments.settle(appointments.of(larysa)[1].id, AppointmentState.CANCELLED)
    assert [line.text().clock.hour for line in appointments.between(TODAY, 1)] == [14, 16]
    assert len(appointments.between(TODAY, 7)) == 3


def test_one_of_an_earlier_day_waits_for_somebody_to_say_how_it_went(house: House) -> None:
    larysa, appointments = newcomer(house), Appointments(house.workplace())
    appointments.plan(larysa, text())
    assert appointments.unsettled() == ()
    house.clock.move(days=1)
    (line,) = appointments.unsettled()
    assert line.over
    appointments.settle(line.id, AppointmentState.HELD)
    assert appointments.unsettled() == ()


def test_only_what_differs_is_changed(house: House) -> None:
    larysa, appointments = newcomer(house), Appointments(house.workplace())
    appointments.plan(larysa, text())
    (line,) = appointments.of(larysa)
    appointments.change(line.id, text(clock=time(16)))
    (change,) = outbox.next_batch(house.store)[-1]["changes"]
    assert change["fields"] == {"at": "2026-11-20T15:00:00Z"}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (text(TODAY - DAY), "That time is over"),
        (AppointmentText(OTHER, TODAY, time(15)), "what the appointment is about"),
        (AppointmentText(OTHER, TODAY, time(15), "x" * 201), "too long"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(
    house: House, words: AppointmentText, message: str
) -> None:
    with pytest.raises(AppError, match=message):
        Appointments(house.workplace()).plan(house.residents["Halyna"], words)
    assert outbox.next_batch(house.store) == []


def test_the_slip_speaks_the_residents_language(house: House) -> None:
    larysa, appointments = newcomer(house), Appointments(house.workplace())
    appointments.plan(larysa, text())
    slip = appointments.slip(appointments.of(larysa)[0].id)
    assert (slip.language, slip.interpreter) == ("uk", Language.UK)
    appointments.change(
        appointments.of(larysa)[0].id,
        AppointmentText(WELCOME, TODAY, time(15), "", "", Language.FA),
    )
    slip = appointments.slip(appointments.of(larysa)[0].id)
    assert (slip.language, slip.interpreter) == ("uk", Language.FA)
    assert slip.at == datetime(2026, 11, 20, 15, tzinfo=ZoneInfo("Europe/Copenhagen"))
    assert slip.at > NOON

"""Stays elsewhere: the bed stays taken, the status follows, meals wait."""

from datetime import timedelta

import pytest

from desktop.errors import AppError
from desktop.models.absences import Absence, AbsenceKind
from desktop.models.meals import Meal
from desktop.models.residents import Resident, ResidentStatus
from desktop.services.absences import Absences, AbsenceText
from desktop.services.meals import Meals
from desktop.services.rooms import Rooms
from desktop.sync import outbox
from tests.house import TODAY, House

DAY = timedelta(days=1)


def text(starts: int = 0, back: int | None = None) -> AbsenceText:
    expected = None if back is None else TODAY + back * DAY
    return AbsenceText(AbsenceKind.HOSPITAL, TODAY + starts * DAY, expected, "Afdeling 3")


def resident(house: House, name: str) -> Resident:
    with house.store.read() as session:
        row = session.get(Resident, house.residents[name])
    assert row is not None
    return row


def test_bed_and_counts_stay_while_somebody_is_away(house: House) -> None:
    rooms, petro = Rooms(house.workplace()), house.residents["Petro"]
    before = rooms.occupancy()
    Absences(house.workplace()).record(petro, text())
    assert resident(house, "Petro").status is ResidentStatus.AWAY
    assert rooms.occupancy() == before
    bed = next(bed for bed in rooms.board(TODAY, 7) if bed.place == "3.07 C")
    stay = bed.stay_on(TODAY)
    assert stay is not None
    assert stay.person.status is ResidentStatus.AWAY


def test_back_today_is_one_step(house: House) -> None:
    absences, petro = Absences(house.workplace()), house.residents["Petro"]
    absences.record(petro, text(-3, -1))
    (line,) = absences.of(petro)
    assert (line.away, line.overdue) == (True, True)
    absences.come_back(line.id)
    row = resident(house, "Petro")
    assert (row.status, row.last_contact_on) == (ResidentStatus.RESIDENT, TODAY)
    (line,) = absences.of(petro)
    assert (line.ended_on, line.away, line.overdue) == (TODAY, False, False)
    assert absences.overdue() == ()


def test_who_has_no_bed_comes_back_as_arrived(house: House) -> None:
    absences, oksana = Absences(house.workplace()), house.residents["Oksana"]
    with house.store.applying() as connection:
        connection.exec_driver_sql("UPDATE resident SET status = 'arrived' WHERE id = ?", (oksana,))
    absences.record(oksana, text())
    absences.come_back(absences.of(oksana)[0].id)
    assert resident(house, "Oksana").status is ResidentStatus.ARRIVED


def test_a_planned_one_begins_when_they_leave(house: House) -> None:
    absences, petro = Absences(house.workplace()), house.residents["Petro"]
    absences.record(petro, text(2))
    assert resident(house, "Petro").status is ResidentStatus.RESIDENT
    assert absences.leaving() == ()
    house.clock.move(days=2)
    (line,) = absences.leaving()
    absences.leave(line.id)
    assert resident(house, "Petro").status is ResidentStatus.AWAY
    assert absences.leaving() == ()


def test_a_planned_one_that_is_called_off_was_none(house: House) -> None:
    absences, petro = Absences(house.workplace()), house.residents["Petro"]
    absences.record(petro, text(2))
    absences.come_back(absences.of(petro)[0].id)
    assert absences.of(petro) == ()
    assert resident(house, "Petro").status is ResidentStatus.RESIDENT


def test_what_two_desks_noted_ends_together(house: House) -> None:
    absences, petro = Absences(house.workplace()), house.residents["Petro"]
    absences.record(petro, text(-1))
    house.lay_down(
        Absence(
            site_id=house.site_id, resident_id=petro, kind=AbsenceKind.OTHER, starts_on=TODAY - DAY
        )
    )
    absences.come_back(absences.of(petro)[0].id)
    assert {line.ended_on for line in absences.of(petro)} == {TODAY}


def test_changing_the_first_day_brings_the_status_along(house: House) -> None:
    absences, petro = Absences(house.workplace()), house.residents["Petro"]
    absences.record(petro, text())
    (line,) = absences.of(petro)
    absences.change(line.id, text(3))
    assert resident(house, "Petro").status is ResidentStatus.RESIDENT
    absences.change(line.id, text(-1))
    assert resident(house, "Petro").status is ResidentStatus.AWAY


@pytest.mark.parametrize(
    ("name", "words", "message"),
    [
        ("Petro", text(0, -1), "before the first day"),
        ("Oksana", text(), "who lives here"),
        ("Halyna", text(), "noted already"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(
    house: House, name: str, words: AbsenceText, message: str
) -> None:
    absences = Absences(house.workplace())
    absences.record(house.residents["Halyna"], text())
    before = len(outbox.next_batch(house.store))
    with pytest.raises(AppError, match=message):
        absences.record(house.residents[name], words)
    assert len(outbox.next_batch(house.store)) == before


def test_no_portion_is_expected_for_who_is_away_until_they_are_back(house: House) -> None:
    absences, meals = Absences(house.workplace()), Meals(house.workplace())
    petro = house.residents["Petro"]
    absences.record(petro, text(-1))
    assert meals.portions(TODAY, Meal.LUNCH).entitled == 2
    assert "Petro" not in [g.person.given_names for g in meals.not_collected(TODAY, Meal.LUNCH)]
    absences.come_back(absences.of(petro)[0].id)
    assert meals.portions(TODAY, Meal.LUNCH).entitled == 3
    assert meals.portions(TODAY - DAY, Meal.LUNCH).entitled == 2


def test_who_is_away_and_comes_all_the_same_is_served_and_counted(house: House) -> None:
    meals, petro = Meals(house.workplace()), house.residents["Petro"]
    Absences(house.workplace()).record(petro, text())
    meals.serve([petro], TODAY, Meal.LUNCH)
    portions = meals.portions(TODAY, Meal.LUNCH)
    assert (portions.served, portions.entitled) == (1, 3)

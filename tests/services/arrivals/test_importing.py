"""A list is taken in one op; the same list again changes nothing."""

import contextlib
import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import select

from desktop.errors import AppError
from desktop.models.confidential import ProtectedOpening
from desktop.models.housing import Stay, StayKind
from desktop.models.local import outbox_op
from desktop.models.merges import MergeRecord
from desktop.models.residents import (
    Household,
    HouseholdRole,
    LegalGroup,
    Resident,
    ResidentStatus,
)
from desktop.models.sites import Desk, Role
from desktop.services.arrivals import importing
from desktop.services.arrivals.expected import ExpectedArrivals
from desktop.services.arrivals.importing import ArrivalLists, Taken
from desktop.services.arrivals.list_plan import Verdict
from desktop.services.protected_files import ProtectedFiles
from tests.chains import entries
from tests.house import TODAY, House, add_resident
from tests.services.arrivals.lists import (
    at,
    cells,
    check,
    people,
    rows_of,
    said,
    sheet_of,
    write_xlsx,
)


def take(house: House, *lines: list[object], without: tuple[int, ...] = ()) -> Taken:
    return ArrivalLists(house.workplace()).take(check(house, *lines), without)


def residents(house: House) -> dict[str, Resident]:
    """Those of the lists, by given names."""
    with house.store.read() as session:
        rows = session.exec(select(Resident).where(Resident.surname != "Bondar")).all()
    return {row.given_names: row for row in rows if row.given_names not in ("Halyna", "Oksana")}


def ops(house: House) -> list[str]:
    with house.store.read() as session:
        return list(session.scalars(sa.select(outbox_op.c.action).order_by(outbox_op.c.device_seq)))


def verdicts(house: House, *lines: list[object]) -> list[Verdict]:
    return [one.verdict for one in check(house, *lines).plan]


def test_a_list_becomes_expected_people_with_all_that_it_says(house: House) -> None:
    line = cells(
        Sagsnr="26-0101",
        CPRnr="0304580021",
        Udlændingenr="99000101",
        Asylcenter="sandholmlejren",
        Retsgrundlag="Kvote",
        Skånebehov="Stueetagen",
        Kæledyr="Kat",
        Mad="ja",
        Visitationsdato="02.11.2026",
    )
    assert take(house, line) == Taken(1, 0, 0, 0)
    made = residents(house)["Petro"]
    assert made.number == "003-00001-5"
    assert made.status is ResidentStatus.EXPECTED
    assert made.expected_at == at("2026-11-23 10:30")
    assert made.expected_from == "Center Sandholm", "as we write it"
    assert made.legal_group is LegalGroup.QUOTA
    assert (made.considerations, made.pets, made.needs_meals) == ("Stueetagen", "Kat", True)
    assert made.visitated_on == date(2026, 11, 2)
    assert made.takeover_on == date(2026, 11, 23), "fifteen working days later"
    assert made.arrival_reference == "26-0101"
    assert made.household_role is HouseholdRole.HEAD


def test_households_are_those_of_a_case_with_one_head_and_children(house: House) -> None:
    take(
        house,
        cells(Sagsnr="7", Fornavn="Danylo", Fødselsdato="30.01.2017"),
        cells(Sagsnr="7", Fornavn="Myroslava", Fødselsdato="12.09.1990", Køn="K"),
        cells(Sagsnr="8", Fornavn="Ivan"),
        cells(Fornavn="Alone"),
    )
    found = residents(house)
    assert found["Danylo"].household_id == found["Myroslava"].household_id
    assert len({one.household_id for one in found.values()}) == 3
    assert found["Myroslava"].household_role is HouseholdRole.HEAD
    assert found["Danylo"].household_role is HouseholdRole.CHILD
    with house.store.read() as session:
        household = session.get(Household, found["Danylo"].household_id)
    assert household is not None
    assert household.size == 2


def test_everything_is_one_op_and_one_entry_of_the_log(house: House) -> None:
    before = len(entries(house.store))
    take(house, *people(40))
    assert ops(house) == ["import_arrivals"]
    logged = entries(house.store)[before:]
    assert [row["what"] for row in logged] == ["see_arrivals", "import_arrivals"]
    assert len(logged[1]["residents"]) == 40


def test_five_hundred_rows_are_taken_and_the_same_file_again_changes_nothing(
    house: House, tmp_path: Path
) -> None:
    path = write_xlsx(tmp_path / "l.xlsx", people(500))
    lists = ArrivalLists(house.workplace())
    assert lists.take(lists.check(rows_of(sheet_of(path)))) == Taken(500, 0, 0, 0)
    assert len(residents(house)) == 500
    again = lists.check(rows_of(sheet_of(path)))
    assert {one.verdict for one in again.plan} == {Verdict.SAME}
    assert lists.take(again) == Taken(0, 0, 500, 0)
    assert len(residents(house)) == 500
    assert ops(house) == ["import_arrivals"], "an op that changes nothing is none"


def test_a_list_taken_from_two_previews_comes_once(house: House) -> None:
    first, second = check(house, cells()), check(house, cells())
    lists = ArrivalLists(house.workplace())
    assert lists.take(first).new == 1
    assert lists.take(second) == Taken(0, 0, 1, 0)
    assert len(residents(house)) == 1


@pytest.mark.parametrize(
    ("known", "again"),
    [
        ({"Udlændingenr": "99-000101"}, {"Udlændingenr": "99000101", "Efternavn": "Lysenco"}),
        ({"CPRnr": "0304580021"}, {"CPRnr": "030458-0021", "Efternavn": "Lysenco"}),
        ({"Sagsnr": "A1"}, {"Sagsnr": "a-1", "Efternavn": "Lysenco"}),
        ({}, {"Efternavn": "Petro", "Fornavn": "LYSENKO", "Køn": "K"}),
        ({"Fødselsdato": None}, {"Fødselsdato": None, "Køn": "K"}),
    ],
)
def test_somebody_is_known_by_numbers_or_by_name_birth_and_day(
    house: House, known: dict[str, object], again: dict[str, object]
) -> None:
    take(house, cells(**known))
    assert verdicts(house, cells(**again)) == [Verdict.CHANGED]
    assert take(house, cells(**again)) == Taken(0, 1, 0, 0)
    assert len(residents(house)) == 1


def test_a_changed_row_changes_only_what_differs_and_says_so(house: House) -> None:
    take(house, cells(Udlændingenr="99000101", Skånebehov="Stueetagen", Kæledyr="Kat"))
    line = cells(Udlændingenr="99000101", Ankomstdato="24.11.2026", Skånebehov="", Kæledyr="Hund")
    (one,) = check(house, line).plan
    assert [change.words() for change in one.changes] == [
        "Expected at: 23 Nov 2026 10:30 → 24 Nov 2026 10:30",
        "Pet: Kat → Hund",
    ]
    take(house, line)
    found = residents(house)["Petro"]
    assert found.expected_at == at("2026-11-24 10:30")
    assert (found.pets, found.considerations) == ("Hund", "Stueetagen"), "empty cells say nothing"
    with house.store.read() as session:
        rows = session.execute(
            sa.text("SELECT fields FROM outbox_change WHERE \"table\" = 'resident' ORDER BY rowid")
        ).all()
    assert set(json.loads(rows[-1][0])) == {"expected_at", "pets"}


def test_a_list_without_times_leaves_the_time_that_is_known(house: House) -> None:
    take(house, cells(Udlændingenr="99000101"))
    assert verdicts(house, cells(Udlændingenr="99000101", Kl=None)) == [Verdict.SAME]
    take(house, cells(Udlændingenr="99000101", Kl=None, Ankomstdato="25.11.2026"))
    assert residents(house)["Petro"].expected_at == at("2026-11-25 10:30")


def test_without_any_time_they_come_at_noon_and_it_is_said(house: House) -> None:
    (one,) = check(house, cells(Kl="")).plan
    assert said(one) == ["No time is given. They are expected at 12:00."]
    take(house, cells(Kl=""))
    assert residents(house)["Petro"].expected_at == at("2026-11-23 12:00")


def test_lists_that_begin_anew_at_one_do_not_write_over_last_weeks_people(house: House) -> None:
    take(house, cells(Sagsnr="1"), cells(Sagsnr="2", Fornavn="Ivan"))
    line = cells(
        Sagsnr="1", Fornavn="Samira", Efternavn="Haddad", Fødselsdato="21.06.1985", Køn="K"
    )
    assert verdicts(house, line) == [Verdict.NEW]
    take(house, line)
    assert residents(house)["Petro"].surname == "Lysenko"
    assert residents(house)["Samira"].household_id != residents(house)["Petro"].household_id


def test_twins_of_a_case_are_two(house: House) -> None:
    one = cells(Sagsnr="9", Fornavn="Anna", Fødselsdato="01.02.2015")
    other = cells(Sagsnr="9", Fornavn="Olha", Fødselsdato="01.02.2015")
    take(house, one)
    assert take(house, one, other) == Taken(1, 0, 1, 0)
    assert verdicts(house, other, one) == [Verdict.SAME, Verdict.SAME]


def test_other_numbers_are_another_person(house: House) -> None:
    take(house, cells(Udlændingenr="99000101"))
    assert verdicts(house, cells(Udlændingenr="99000202")) == [Verdict.NEW]
    assert verdicts(house, cells(Udlændingenr="")) == [Verdict.SAME]


def test_a_later_member_of_the_case_joins_the_household(house: House) -> None:
    take(house, cells(Sagsnr="7"))
    take(house, cells(Sagsnr="7"), cells(Sagsnr="7", Fornavn="Olha", Køn="K"))
    found = residents(house)
    assert found["Olha"].household_id == found["Petro"].household_id
    assert found["Olha"].household_role is HouseholdRole.OTHER
    with house.store.read() as session:
        household = session.get(Household, found["Olha"].household_id)
    assert household is not None
    assert household.size == 2


def test_rows_for_another_site_unknown_centres_and_wrong_rows(house: House) -> None:
    from desktop.services.arrivals.columns import ListField  # noqa: PLC0415
    from desktop.services.arrivals.list_rows import RowReader  # noqa: PLC0415

    columns = ("surname", "given_names", "arrival_date", "site", "expected_from")
    reader = RowReader({n: ListField(name) for n, name in enumerate(columns)}, TODAY)
    rows = [
        reader.row(2, ["Lysenko", "Petro", "23.11.2026", "Lygten", ""]),
        reader.row(3, ["Lysenko", "Ivan", "23.11.2026", "SJÆLLANDSGADE", "Center Fantasi"]),
        reader.row(4, ["Lysenko", "Olha", "", "", ""]),
    ]
    lists = ArrivalLists(house.workplace())
    checked = lists.check(rows)
    assert [one.verdict for one in checked.plan] == [
        Verdict.LEFT_OUT,
        Verdict.NEW,
        Verdict.LEFT_OUT,
    ]
    assert said(checked.plan[0]) == ["This row is for another site: Lygten."]
    assert said(checked.plan[1])[0] == (
        "“Center Fantasi” is no asylum centre that is known here. Is it spelt right?"
    )
    assert lists.take(checked) == Taken(1, 0, 0, 2)
    assert residents(house)["Ivan"].expected_from == "Center Fantasi"
    again = lists.check(rows)
    assert said(again.plan[1]) == [], "from where somebody came before is known"


def test_what_a_person_leaves_out_is_not_taken(house: House) -> None:
    assert take(house, cells(), cells(Fornavn="Ivan"), without=(3,)) == Taken(1, 0, 0, 1)
    assert set(residents(house)) == {"Petro"}


def test_who_lives_here_is_not_expected_again(house: House) -> None:
    add_resident(
        house, "Maria", "", "", "Ivanova", born=date(1990, 1, 1), foreigner_number="99000777"
    )
    line = cells(Fornavn="Maria", Efternavn="Ivanova", Udlændingenr="99000777")
    (one,) = check(house, line).plan
    assert one.verdict is Verdict.SAME
    assert said(one) == ["003-00006-0 has arrived already."]
    assert take(house, line) == Taken(0, 0, 1, 0)


def test_who_was_cancelled_stays_so_until_the_list_has_a_later_day(house: House) -> None:
    take(house, cells(Udlændingenr="99000101"))
    expected = ExpectedArrivals(house.workplace())
    expected.cancel([residents(house)["Petro"].id], "Flyttet til Aarhus")
    assert verdicts(house, cells(Udlændingenr="99000101")) == [Verdict.SAME]
    later = cells(Udlændingenr="99000101", Ankomstdato="30.11.2026")
    assert take(house, later) == Taken(0, 1, 0, 0)
    found = residents(house)["Petro"]
    assert found.status is ResidentStatus.EXPECTED
    assert found.arrival_outcome_reason is None


def test_who_moved_out_is_taken_anew_and_it_is_said(house: House) -> None:
    add_resident(
        house,
        "Maria",
        "",
        "",
        "Ivanova",
        born=date(1990, 1, 1),
        foreigner_number="99000777",
        status=ResidentStatus.MOVED_OUT,
    )
    line = cells(Fornavn="Maria", Efternavn="Ivanova", Udlændingenr="99000777")
    (one,) = check(house, line).plan
    assert one.verdict is Verdict.NEW
    assert said(one) == ["003-00006-0 has lived here before and moved out. Please check who it is."]
    take(house, line)
    assert verdicts(house, line) == [Verdict.SAME]


def test_numbers_of_two_people_in_one_row_are_told(house: House) -> None:
    take(
        house,
        cells(Udlændingenr="99000101"),
        cells(Fornavn="Ivan", CPRnr="0304580021"),
    )
    (one,) = check(house, cells(Udlændingenr="99000101", CPRnr="0304580021")).plan
    assert one.verdict is Verdict.LEFT_OUT
    assert "two different people" in said(one)[0]


def test_two_who_answer_alike_are_left_to_a_person(house: House) -> None:
    for number in range(2):
        add_resident(
            house,
            f"Twin{number}",
            "",
            "",
            "Ivanova",
            born=date(1990, 1, 1),
            foreigner_number="99000777",
            status=ResidentStatus.EXPECTED,
        )
    (one,) = check(house, cells(Fornavn="X", Efternavn="Y", Udlændingenr="99000777")).plan
    assert one.verdict is Verdict.LEFT_OUT
    assert "More than one person here" in said(one)[0]


def protect(house: House, resident_id: str) -> None:
    with house.store.applying() as connection:
        connection.exec_driver_sql("UPDATE resident SET protected = 1 WHERE id = ?", (resident_id,))


def test_nothing_is_said_of_a_protected_file_and_nothing_written_over(house: House) -> None:
    take(house, cells(Udlændingenr="99000101", Kæledyr="Kat"))
    row = residents(house)["Petro"]
    same = check(house, cells(Udlændingenr="99000101", Kæledyr="Kat")).plan[0]
    protect(house, row.id)
    line = cells(
        Udlændingenr="99000101", Efternavn="Guess", Fornavn="Guess", Ankomstdato="30.11.2026"
    )
    (one,) = check(house, line).plan
    assert (one.verdict, one.problems, one.changes) == (same.verdict, same.problems, ())
    assert take(house, line) == Taken(0, 0, 1, 0)
    assert residents(house)["Petro"].expected_at == at("2026-11-23 10:30")
    assert entries(house.store)[-1]["residents"] == [row.id], "the look is on record"
    ProtectedFiles(house.workplace()).open(row.id, "Ny dato fra centret")
    assert verdicts(house, line) == [Verdict.CHANGED]


def test_a_promised_bed_moves_along_with_the_day(house: House) -> None:
    take(house, cells(Udlændingenr="99000101"))
    row = residents(house)["Petro"]
    house.lay_down(
        Stay(
            site_id=house.site_id,
            bed_id=house.beds["1.01 A"],
            resident_id=row.id,
            starts_on=date(2026, 11, 23),
            kind=StayKind.RESERVED,
        )
    )
    take(house, cells(Udlændingenr="99000101", Ankomstdato="25.11.2026"))
    with house.store.read() as session:
        stay = session.exec(select(Stay).where(Stay.resident_id == row.id)).one()
    assert stay.starts_on == date(2026, 11, 25)


@contextlib.contextmanager
def refusing_broken(house: House) -> Iterator[None]:
    """The database refuses a certain row: whatever else may go wrong in the middle."""
    with house.store.own() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER refuse BEFORE INSERT ON resident WHEN NEW.surname = 'Broken' "
            "BEGIN SELECT RAISE(ABORT, 'refused'); END"
        )
    yield
    with house.store.own() as connection:
        connection.exec_driver_sql("DROP TRIGGER refuse")


def test_a_row_that_fails_leaves_nothing_half_done(house: House) -> None:
    with refusing_broken(house):
        with pytest.raises(Exception, match="refused"):
            take(house, *people(20), cells(Efternavn="Broken", Fornavn="Last"))
    assert residents(house) == {}
    assert ops(house) == []
    with house.store.read() as session:
        assert len(session.exec(select(Household)).all()) == 2, "those of the house"
    assert take(house, *people(20)) == Taken(20, 0, 0, 0)
    assert residents(house)["Person0"].number == "003-00001-5", "no number is lost"


def test_a_list_larger_than_the_store_takes_at_once_is_to_be_split(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "MOST_TAKEN", 10)
    with pytest.raises(AppError, match="more than 10 people at once"):
        take(house, *people(12))
    assert residents(house) == {}


def test_a_desk_without_a_number_is_told_so(house: House) -> None:
    with house.store.applying() as connection:
        connection.execute(sa.delete(Desk.__table__))  # type: ignore[attr-defined]
    with pytest.raises(AppError, match="not received its number"):
        take(house, cells())


def test_openings_of_files_are_asked_again_when_a_list_is_taken(house: House) -> None:
    take(house, cells(Udlændingenr="99000101"))
    row = residents(house)["Petro"]
    protect(house, row.id)
    ProtectedFiles(house.workplace()).open(row.id, "Ny dato fra centret")
    line = cells(Udlændingenr="99000101", Ankomstdato="25.11.2026")
    checked = check(house, line)
    assert checked.plan[0].verdict is Verdict.CHANGED
    house.clock.move(hours=4)
    assert ArrivalLists(house.workplace()).take(checked) == Taken(0, 0, 1, 0)
    with house.store.read() as session:
        assert session.exec(select(ProtectedOpening)).one().ends_at < house.clock()
    assert residents(house)["Petro"].expected_at == at("2026-11-23 10:30")


def test_takeovers_are_counted_anew_with_another_visitation_only(house: House) -> None:
    take(house, cells(Udlændingenr="99000101", Visitationsdato="02.11.2026"))
    row = residents(house)["Petro"]
    expected = ExpectedArrivals(house.workplace())
    assert row.expected_at is not None
    expected.move([row.id], row.expected_at + timedelta(days=1), date(2026, 11, 26))
    moved = cells(Udlændingenr="99000101", Ankomstdato="24.11.2026", Visitationsdato="02.11.2026")
    assert verdicts(house, moved) == [Verdict.SAME], "what a person chose stays"
    take(house, cells(Udlændingenr="99000101", Ankomstdato="24.11.2026", Visitationsdato="3/11-26"))
    assert residents(house)["Petro"].takeover_on == date(2026, 11, 24)


def test_somebody_new_who_may_be_known_by_another_spelling_is_pointed_out(house: House) -> None:
    born = date(1960, 3, 1)
    add_resident(house, "Zoriana", "", "", "Prykhodko", born=born)
    asked = cells(Efternavn="Prychodko", Fornavn="Soriana", Fødselsdato="01.03.1960", Køn="K")
    (one,) = check(house, asked).plan
    assert one.verdict is Verdict.NEW, "a person decides"
    assert any("Zoriana Prykhodko, No. " in problem.words() for problem in one.problems)


def test_protected_person_is_not_named_by_the_warning(house: House) -> None:
    hidden = add_resident(house, "Zoriana", "", "", "Prykhodko", born=date(1960, 3, 1))
    ProtectedFiles(house.workplace(Role.LEAD)).protect(hidden, "Sag")
    asked = cells(Efternavn="Prychodko", Fornavn="Soriana", Fødselsdato="01.03.1960", Køn="K")
    (one,) = check(house, asked).plan
    told = [problem.words() for problem in one.problems]
    assert "A protected file may be the same: ask a lead." in told
    assert not any("Zoriana" in text for text in told)


def merge(house: House, kept: str, gone: str) -> None:
    house.lay_down(
        MergeRecord(
            site_id=house.site_id,
            kept_id=kept,
            gone_id=gone,
            merged_at=house.clock(),
            merged_by=house.users[Role.HOST],
            before={kept: {}, gone: {}},
        )
    )


def test_numbers_and_names_of_a_merged_record_lead_to_its_person(house: House) -> None:
    kept = add_resident(house, "Zoriana", "", "", "Nova", born=date(1960, 3, 1))
    gone = add_resident(
        house, "Soriana", "", "", "Novaja", born=date(1960, 3, 1), foreigner_number="99000777"
    )
    merge(house, kept, gone)
    (one,) = check(house, cells(Efternavn="X", Fornavn="Y", Udlændingenr="99000777")).plan
    assert one.resident_id == kept

"""What needs a person, and how it is settled."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import select

from desktop.errors import AppError
from desktop.models import SYNCED
from desktop.models.base import Synced
from desktop.models.conflicts import Conflict, ConflictState
from desktop.models.housing import Stay, StayState
from desktop.models.local import outbox_op
from desktop.models.merges import MergeRecord
from desktop.models.pets import Pet, Species
from desktop.models.photos import Photo
from desktop.models.residents import Resident
from desktop.models.sites import Role
from desktop.services import row_values
from desktop.services.marks import Mark, Marks
from desktop.services.meals import Meals
from desktop.services.needs_you import NeedsYou
from desktop.services.rooms import Criterion
from desktop.services.table_words import FIELD_WORDS, TABLE_WORDS
from desktop.sync import outbox
from tests.house import NOON, TODAY, House
from tests.inbox import (
    candidate,
    change_resident,
    lay_conflict,
    lay_contested,
    lay_desk,
    refuse,
)


def inbox(house: House, role: Role = Role.LEAD) -> NeedsYou:
    return NeedsYou(house.workplace(role))


def resident(house: House, name: str) -> Resident:
    with house.store.read() as session:
        found = session.get(Resident, house.residents[name])
    assert found is not None
    return found


def conflict_row(house: House) -> Conflict:
    with house.store.read() as session:
        return session.exec(select(Conflict)).one()


def sent(house: House) -> list[dict[str, Any]]:
    """The ops that wait, each as action and {table: fields}."""
    return [
        {"action": op["action"], **{c["table"]: c["fields"] for c in op["changes"]}}
        for op in outbox.next_batch(house.store)
    ]


def test_every_table_field_and_group_has_its_words() -> None:
    assert TABLE_WORDS.keys() >= SYNCED.keys()
    for table, model in SYNCED.items():
        names = {*row_values.columns_of(table), *model.sync.groups.values()}
        assert names - FIELD_WORDS.keys() <= {"place"}, table


def test_conflict_tells_what_who_when_and_at_which_desk(house: House) -> None:
    lay_conflict(house, "Halyna", "phone", {"phone": "+45 20"}, {"phone": "+45 21"})
    (found,) = inbox(house).needs().conflicts
    assert found.subject.words() == "Halyna Koval"
    assert found.field_words() == "Phone"
    told = [
        (v.fields[0].words(), v.origin.by, v.origin.desk, v.stands, v.origin.at is None)
        for v in found.values
    ]
    assert told == [
        ("+45 20", "host Holm", "Desk 1", True, False),
        ("+45 21", "host Holm", "Desk 2", False, False),
    ]


def test_values_of_any_kind_stand_in_words(house: House) -> None:
    lay_conflict(
        house,
        "Petro",
        "birth",
        {"birth_date": "1985-01-05", "birth_precision": "exact"},
        {"birth_date": "1986-01-01", "birth_precision": "year"},
    )
    (found,) = inbox(house).needs().conflicts
    assert [f.words() for f in found.values[1].fields] == ["1 Jan 1986", "Year only"]
    assert found.editor is None


def test_taking_the_other_value_writes_it_and_closes_in_one_op(house: House) -> None:
    conflict_id = lay_conflict(house, "Halyna", "phone", {"phone": "+45 20"}, {"phone": "+45 21"})
    needs = inbox(house)
    other = needs.needs().conflicts[0].values[1]
    needs.decide_conflict(conflict_id, other.choice())
    assert resident(house, "Halyna").phone == "+45 21"
    (op,) = sent(house)
    assert op["action"] == "decide_conflict"
    assert op["resident"] == {"phone": "+45 21"}
    assert op["conflict"] == {
        "state": "decided",
        "decided_by": house.users[Role.LEAD],
        "decided_at": "2026-11-20T11:30:00Z",
        "decided_value": {"phone": "+45 21"},
    }
    assert needs.needs().count == 0


def test_keeping_what_stands_only_closes(house: House) -> None:
    conflict_id = lay_conflict(house, "Halyna", "phone", {"phone": "+45 20"}, {"phone": "+45 21"})
    inbox(house).decide_conflict(conflict_id, {"phone": "+45 20"})
    (op,) = sent(house)
    assert "resident" not in op
    assert resident(house, "Halyna").phone == "+45 20"


@pytest.mark.parametrize(
    ("group", "current", "other", "written", "kept"),
    [
        ("phone", {"phone": "1"}, {"phone": "2"}, " +45  22 ", "+45 22"),
        ("sex", {"sex": "female"}, {"sex": "male"}, "other", "other"),
        ("arrived_on", {"arrived_on": "2026-11-01"}, {"arrived_on": None}, "2026-11-02", None),
        ("allergies", {"allergies": "Mælk"}, {"allergies": None}, "", None),
    ],
)
def test_third_value_can_be_written_for_a_single_field(
    house: House, group: str, current: Any, other: Any, written: str, kept: str | None
) -> None:
    conflict_id = lay_conflict(house, "Halyna", group, current, other)
    inbox(house).decide_conflict(conflict_id, {group: written})
    value = getattr(resident(house, "Halyna"), group)
    assert str(value) == (kept or (written or "None"))


@pytest.mark.parametrize(
    ("group", "current", "other", "choice", "said"),
    [
        ("cpr", {"cpr": None}, {"cpr": "0205941234"}, {"cpr": "99"}, "ten digits"),
        ("sex", {"sex": "female"}, {"sex": "male"}, {"sex": "x"}, "Only one of"),
        ("arrived_on", {"arrived_on": None}, {}, {"arrived_on": "soon"}, "not a date"),
        ("number", {"number": "1"}, {"number": "2"}, {"number": ""}, "left empty"),
        ("phone", {"phone": "1"}, {"phone": "2"}, {"phone": "x" * 300}, "at most 200"),
        (
            "name",
            {"surname": "A", "given_names": "B"},
            {"surname": "C"},
            {"surname": "D"},
            "Only one of",
        ),
    ],
)
def test_value_that_can_not_stand_is_told_and_nothing_is_saved(
    house: House, group: str, current: Any, other: Any, choice: Any, said: str
) -> None:
    conflict_id = lay_conflict(house, "Halyna", group, current, other)
    with pytest.raises(AppError, match=said):
        inbox(house).decide_conflict(conflict_id, choice)
    assert sent(house) == []
    assert conflict_row(house).state is ConflictState.OPEN


def test_part_of_a_group_is_taken_with_the_rest_as_it_stands(house: House) -> None:
    name = {
        "surname": "Koval",
        "given_names": "Halyna",
        "surname_cyrillic": None,
        "given_names_cyrillic": "Галина",
    }
    conflict_id = lay_conflict(house, "Halyna", "name", name, {"surname_cyrillic": "Коваль"})
    needs = inbox(house)
    needs.decide_conflict(conflict_id, needs.needs().conflicts[0].values[1].choice())
    assert resident(house, "Halyna").surname_cyrillic == "Коваль"
    assert resident(house, "Halyna").given_names_cyrillic == "Галина"


def test_host_sees_the_conflict_and_who_can_decide_but_may_not(house: House) -> None:
    conflict_id = lay_conflict(house, "Halyna", "phone", {"phone": "1"}, {"phone": "2"})
    needs = inbox(house, Role.HOST)
    found = needs.needs()
    assert (found.can_decide, found.deciders) == (False, ("lead Holm",))
    with pytest.raises(AppError, match="Only site leads"):
        needs.decide_conflict(conflict_id, {"phone": "2"})


def test_deciding_twice_names_the_colleague_who_was_first(house: House) -> None:
    conflict_id = lay_conflict(house, "Halyna", "phone", {"phone": "1"}, {"phone": "2"})
    inbox(house).decide_conflict(conflict_id, {"phone": "2"})
    with pytest.raises(AppError, match="meanwhile"):
        inbox(house).decide_conflict(conflict_id, {"phone": "1"})


def test_contested_bed_shows_both_people_and_beds_for_the_later(house: House) -> None:
    stay_id = lay_contested(house)
    needs = inbox(house)
    (found,) = needs.needs().contested
    assert found.standing is not None
    assert (found.late.person.name, found.standing.person.name, found.late.place) == (
        "Oksana Shevchenko",
        "Halyna Koval",
        "2.14 A",
    )
    assert (found.late.origin.desk, found.late.decided_by) == ("Desk 2", "host Holm")
    assert not found.same_person
    beds = needs.beds(stay_id)
    assert {choice.bed.place for choice in beds} == {"1.01 A", "2.14 B", "3.07 D"}
    assert any(Criterion.SAME_SEX in choice.passed for choice in beds)


def test_another_bed_settles_the_claim_in_one_op(house: House) -> None:
    stay_id = lay_contested(house)
    inbox(house).settle_contested(stay_id, house.beds["2.14 B"])
    (op,) = sent(house)
    assert op["stay"]["state"] == "confirmed"
    assert op["stay"]["bed_id"] == house.beds["2.14 B"]
    assert op["conflict"]["state"] == "decided"
    assert inbox(house).needs().count == 0


def test_claim_can_be_cancelled(house: House) -> None:
    stay_id = lay_contested(house)
    inbox(house).settle_contested(stay_id, None)
    with house.store.read() as session:
        stay = session.get(Stay, stay_id)
    assert stay is not None
    assert stay.state is StayState.CANCELLED
    assert inbox(house).needs().count == 0


def test_claim_is_confirmed_only_when_the_other_has_ended(house: House) -> None:
    stay_id = lay_contested(house)
    with pytest.raises(AppError, match="just been taken"):
        inbox(house).settle_contested(stay_id, house.beds["2.14 A"])
    with house.store.applying() as connection:
        connection.execute(
            sa.update(Stay)
            .where(Stay.resident_id == house.residents["Halyna"])  # type: ignore[arg-type]
            .values(ends_on=TODAY)
        )
    (found,) = inbox(house).needs().contested
    assert found.standing is None
    inbox(house).settle_contested(stay_id, house.beds["2.14 A"])
    assert inbox(house).needs().count == 0


def test_bed_taken_meanwhile_is_told(house: House) -> None:
    stay_id = lay_contested(house)
    house.lay_down(
        Stay(
            site_id=house.site_id,
            bed_id=house.beds["2.14 B"],
            resident_id=house.residents["Halyna"],
            starts_on=TODAY + timedelta(days=3),
        )
    )
    with pytest.raises(AppError, match="just been taken"):
        inbox(house).settle_contested(stay_id, house.beds["2.14 B"])


def test_refused_op_tells_what_why_and_what_was_typed(house: House) -> None:
    refuse(house, change_resident(house, "Halyna", phone="+45 30", diet="Vegan"))
    (found,) = inbox(house).needs().refused
    assert found.words() == "Resident's details changed"
    assert found.refusal().startswith("Your role")
    assert [(f.label(), f.words()) for f in found.changes[0].fields] == [
        ("Phone", "+45 30"),
        ("Special diet", "Vegan"),
    ]
    assert found.obstacle == ""


def test_refused_change_is_sent_again_on_the_row_as_it_is_now(house: House) -> None:
    op_id = change_resident(house, "Halyna", phone="+45 30")
    refuse(house, op_id)
    assert resident(house, "Halyna").phone is None
    change_resident(house, "Halyna", email="h@example.org")
    inbox(house, Role.HOST).send_again(op_id)
    now = resident(house, "Halyna")
    assert (now.phone, now.email) == ("+45 30", "h@example.org")
    assert sent(house)[-1] == {"action": "change_resident", "resident": {"phone": "+45 30"}}
    assert outbox.counts(house.store, "").refused == 0


def test_value_at_fault_is_corrected(house: House) -> None:
    op_id = change_resident(house, "Halyna", phone="+45 30", diet="Vegan")
    about = {"table": "resident", "id": house.residents["Halyna"], "field": "diet"}
    refuse(house, op_id, code="validation", **about)
    needs = inbox(house)
    (found,) = needs.needs().refused
    assert found.at_fault is not None
    assert (found.at_fault.label(), found.editor) == ("Special diet", "text")
    needs.send_again(op_id, {"diet": "Vegetar"})
    assert (resident(house, "Halyna").diet, resident(house, "Halyna").phone) == (
        "Vegetar",
        "+45 30",
    )


def test_new_rows_are_made_again_under_new_ids_and_what_builds_on_them_follows(
    house: House,
) -> None:
    with house.workplace().op("register_resident") as session:
        made = Resident(site_id=house.site_id, number="9", surname="Lys", given_names="Anna")
        session.add(made)
    first = outbox.next_batch(house.store)[-1]["op_id"]
    with house.workplace().op("change_resident") as session:
        row = session.get(Resident, made.id)
        assert row is not None
        row.phone = "+45 31"
    second = outbox.next_batch(house.store)[-1]["op_id"]
    refuse(house, first, second)
    needs = inbox(house)
    assert [found.obstacle == "" for found in needs.needs().refused] == [False, True]
    with pytest.raises(AppError, match="no longer at this desk"):
        needs.send_again(second)
    needs.send_again(first)
    needs.send_again(second)
    with house.store.read() as session:
        (again,) = session.exec(select(Resident).where(Resident.surname == "Lys")).all()
    assert again.id != made.id
    assert again.phone == "+45 31"
    assert needs.needs().count == 0


def test_what_a_waiting_op_builds_on_is_not_sent_again_yet(house: House) -> None:
    op_id = change_resident(house, "Halyna", phone="+45 30")
    change_resident(house, "Halyna", phone="+45 31")
    refuse(house, op_id)
    with pytest.raises(AppError, match="builds on this"):
        inbox(house).send_again(op_id)


def test_meal_served_again_since_is_not_doubled(house: House) -> None:
    meals = Meals(house.workplace())
    meals.serve([house.residents["Iryna"]], *meals.current())
    op_id = outbox.next_batch(house.store)[-1]["op_id"]
    refuse(house, op_id)
    meals.serve([house.residents["Iryna"]], *meals.current())
    (found,) = inbox(house).needs().refused
    assert "entered again" in found.obstacle
    with pytest.raises(AppError, match="entered again"):
        inbox(house).send_again(op_id)


def test_dropped_op_keeps_its_reason_and_counts_no_more(house: House) -> None:
    op_id = change_resident(house, "Halyna", phone="+45 30")
    refuse(house, op_id)
    needs = inbox(house, Role.HOST)
    with pytest.raises(AppError, match="say why"):
        needs.drop_refused(op_id, "  ")
    needs.drop_refused(op_id, "Written twice")
    assert needs.needs().refused == ()
    assert outbox.counts(house.store, "").refused == 0
    with house.store.read() as session:
        kept = session.execute(sa.select(outbox_op)).one()
    assert (kept.settled_reason, kept.settled_by) == ("Written twice", house.users[Role.HOST])
    with pytest.raises(AppError, match="meanwhile"):
        needs.drop_refused(op_id, "Again")


def test_auditor_may_not_drop(house: House) -> None:
    op_id = change_resident(house, "Halyna", phone="+45 30")
    refuse(house, op_id)
    with pytest.raises(AppError, match="Only site leads"):
        inbox(house, Role.AUDITOR).drop_refused(op_id, "No")


def test_residents_are_marked_for_what_waits_and_what_needs_a_person(house: House) -> None:
    refuse(house, change_resident(house, "Halyna", phone="+45 30"))
    change_resident(house, "Petro", phone="+45 31")
    lay_contested(house)
    marks = Marks(house.workplace()).of_residents()
    assert marks == {
        house.residents["Halyna"]: Mark(needs_you=True),
        house.residents["Petro"]: Mark(waiting=True),
        house.residents["Oksana"]: Mark(needs_you=True),
    }


def test_conflict_that_somebody_wrote_to_last_comes_first(house: House) -> None:
    desk_id = lay_desk(house)
    minutes = {"phone": (50, 20), "email": (40, 5), "diet": (30, 10)}
    for group, written in minutes.items():
        values = [candidate(house, {group: str(ago)}, desk_id, ago) for ago in written]
        house.lay_down(
            Conflict(
                site_id=house.site_id,
                row_table="resident",
                row_id=house.residents["Halyna"],
                field_group=group,
                current=values[0]["value"],
                candidates=values,
            )
        )
    found = [conflict.group for conflict in inbox(house).needs().conflicts]
    assert found == ["email", "diet", "phone"]


def test_conflict_about_what_all_sites_share_is_shown_to_whoever_decides_it(house: House) -> None:
    user_id = house.users[Role.HOST]
    conflict = Conflict(
        row_table="user",
        row_id=user_id,
        field_group="name",
        current={"name": "Mette Holm"},
        candidates=[
            candidate(house, {"name": "Mette Holm"}, house.identity.device_id),
            candidate(house, {"name": "Mette Lund"}, lay_desk(house)),
        ],
    )
    house.lay_down(conflict)
    about_halyna = lay_conflict(house, "Halyna", "phone", {"phone": "1"}, {"phone": "2"})
    for role in (Role.HOST, Role.LEAD, Role.COORDINATOR):
        (shown,) = inbox(house, role).needs().conflicts
        assert shown.subject.table == "resident"
        assert shown.may_decide is (role is not Role.HOST)
    needs = inbox(house, Role.ADMIN).needs()
    assert [(c.subject.table, c.may_decide) for c in needs.conflicts] == [("user", True)]
    assert not needs.can_decide
    with pytest.raises(AppError, match="Only site leads"):
        inbox(house, Role.ADMIN).decide_conflict(about_halyna, {"phone": "2"})
    with pytest.raises(AppError):
        inbox(house, Role.LEAD).decide_conflict(conflict.id, {"name": "Mette Lund"})
    inbox(house, Role.ADMIN).decide_conflict(conflict.id, {"name": "Mette Lund"})
    (op,) = outbox.next_batch(house.store)
    assert {(c["table"], c["scope"]) for c in op["changes"]} == {
        ("user", "org"),
        ("conflict", "org"),
    }


def write_refused(house: House, *rows: Synced) -> None:
    """A host writes these rows, and the store refuses them."""
    with house.workplace().op("check_in") as session:
        session.add_all(rows)
    refuse(house, *(op["op_id"] for op in outbox.next_batch(house.store)))


def test_refused_photo_and_merge_are_told_without_what_nobody_can_read(house: House) -> None:
    halyna, petro = house.residents["Halyna"], house.residents["Petro"]
    who = {"site_id": house.site_id}
    photo = Photo(
        resident_id=halyna, taken_at=NOON, taken_by=house.users[Role.HOST], image="FotoFoto", **who
    )
    merge = MergeRecord(
        kept_id=halyna,
        gone_id=petro,
        merged_at=NOON,
        merged_by=house.users[Role.HOST],
        before={halyna: {"phone": "+45 20"}},
        **who,
    )
    write_refused(house, photo, merge)
    (refused,) = inbox(house).needs().refused
    assert [line.name for line in refused.people] == ["Halyna Koval"]
    said = {change.subject.words(): change.fields for change in refused.changes}
    assert said.keys() == {"Photo", "Merged records"}
    told = {field.field: field.words() for fields in said.values() for field in fields}
    assert told["gone_id"] == "Petro Bondar"
    assert not {"image", "before"} & told.keys()


def test_refused_rows_of_a_protected_file_keep_their_values(house: House) -> None:
    halyna = house.residents["Halyna"]
    pet = Pet(site_id=house.site_id, resident_id=halyna, species=Species.DOG, chip="208210000771")
    write_refused(house, pet)
    (told,) = inbox(house).needs().refused
    said = {field.label(): field.words() for field in told.changes[0].fields}
    assert (said["Species"], said["Chip number"]) == ("Dog", "208210000771")
    with house.store.applying() as connection:
        connection.exec_driver_sql("UPDATE resident SET protected = 1 WHERE id = ?", (halyna,))
    (told,) = inbox(house).needs().refused
    assert told.changes[0].fields == ()

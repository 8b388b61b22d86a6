"""Two records become one person's, with all that hangs on either, and come apart again."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from desktop.errors import AppError
from desktop.models.base import new_id
from desktop.models.housing import Stay
from desktop.models.kits import KitAudience
from desktop.models.meals import Meal
from desktop.models.merges import MergeRecord
from desktop.models.residents import Resident, ResidentStatus, StepKind
from desktop.models.sites import Role
from desktop.services.check_in import CheckIns
from desktop.services.conflict_pairs import ConflictPairs, unsuitable_for
from desktop.services.duplicates import Duplicates, Merging
from desktop.services.duplicates.lines import COMPARED, LINES, UNTOUCHED, Side
from desktop.services.duplicates.merging import CHANGED, CLOSED
from desktop.services.incidents import Incidents
from desktop.services.kits import Kits
from desktop.services.meals import AlreadyServedError, Meals
from desktop.services.protected_files import ProtectedFiles
from desktop.services.residents import Residents
from desktop.services.rooms import Rooms
from desktop.services.search import Search
from desktop.services.story import EventKind
from desktop.services.support_needs import SupportNeeds
from tests.chains import entries
from tests.house import TODAY, House
from tests.services.duplicates.twice import Twice, hang_everything_on, write_twice


@pytest.fixture
def twice(house: House) -> Twice:
    return write_twice(house)


def test_every_field_of_a_resident_is_compared_or_stays_each_records_own() -> None:
    columns = {str(column.name) for column in sa.inspect(Resident).columns}
    assert columns - {"id", "row_seq"} == {*COMPARED, *UNTOUCHED}
    assert len(COMPARED) == len(set(COMPARED))
    assert len({line.name for line in LINES}) == len(LINES)


def test_by_default_what_is_filled_stays_and_both_allergies(twice: Twice) -> None:
    pair = twice.merging().pair(twice.gone, twice.kept)
    assert (pair.kept.id, pair.gone.id) == (twice.kept, twice.gone)
    assert {line.name: line.default for line in pair.lines if line.differs} == {
        "name": Side.KEPT,
        "name_cyrillic": Side.KEPT,
        "cpr": Side.GONE,
        "allergies": Side.BOTH,
        "phone": Side.KEPT,
        "email": Side.GONE,
    }
    twice.merge()
    kept = twice.row(twice.kept)
    assert (kept.surname, kept.cpr, kept.phone) == ("Hrytsenko", "1204904442", "20111111")
    assert (kept.email, kept.allergies) == ("s@example.org", "Nødder, Fisk")
    assert twice.row(twice.gone).merged
    assert twice.row(twice.gone).phone == "20222222"


def test_who_merges_chooses_line_by_line_and_which_number_stays(twice: Twice) -> None:
    merging = twice.merging()
    pair = merging.pair(twice.kept, twice.gone)
    choices = {"name": Side.GONE, "phone": Side.GONE, "allergies": Side.KEPT}
    done = merging.merge(pair, choices, kept_id=twice.gone)
    assert (done.kept_id, done.gone_id) == (twice.gone, twice.kept)
    row = twice.row(twice.gone)
    assert (row.surname, row.phone, row.allergies) == ("Grizenko", "20222222", "Nødder")
    assert row.surname_cyrillic == "Гриценко"
    assert row.number != twice.row(twice.kept).number


def test_lists_counts_board_and_search_show_one_person(twice: Twice) -> None:
    house = twice.house
    before = len(Residents(house.workplace()).list())
    twice.merge()
    listed = [line.id for line in Residents(house.workplace()).list()]
    assert len(listed) == before - 1
    assert twice.gone not in listed
    for text in ("Grizenko", "Гриценко", twice.row(twice.gone).number, "20222222"):
        assert [line.id for line in Search(house.workplace()).people(text)] == [twice.kept]
    found = Search(house.workplace()).person(twice.gone)
    assert found is not None
    assert found.id == twice.kept
    assert Residents(house.workplace()).file(twice.gone).person.id == twice.kept


def test_nothing_that_hung_on_either_record_is_lost(twice: Twice) -> None:
    house = twice.house
    hang_everything_on(twice, twice.gone)
    twice.merge()
    host, lead = house.workplace(), house.workplace(Role.LEAD)
    file = Residents(host).file(twice.kept)
    assert {event.kind for event in file.events} == set(EventKind) - {EventKind.LEAVING}
    assert file.person.place == "1.01 A"
    assert set(file.steps_done) == {
        StepKind.LEASE,
        StepKind.HOUSE_RULES,
        StepKind.KIT,
        StepKind.MEALS,
    }
    assert file.meals_from == twice.row(twice.gone).arrived_on
    assert file.instruction == "Stueetagen"
    assert file.allergies.text == "Nødder, Fisk"
    missing = CheckIns(host).steps(twice.kept).missing
    assert [kind for kind in missing if isinstance(kind, StepKind)] == [
        StepKind.IDENTITY,
        StepKind.BED,
    ]
    assert [handout.person.id for handout in Kits(host).handouts()] == [twice.kept]
    assert house.kit_types[KitAudience.ADULT] not in [
        shelf.kit_type_id for shelf in Kits(host).suggested(twice.kept)
    ]
    assert [line.people[0].id for line in Incidents(host).list()] == [twice.kept]
    assert [need.instruction for need in SupportNeeds(lead).of(twice.kept)] == ["Stueetagen"]
    assert [pair.other.id for pair in ConflictPairs(lead).of(house.residents["Halyna"])] == [
        twice.kept
    ]
    with house.store.read() as session:
        assert unsuitable_for(session, twice.kept, TODAY) == {house.residents["Halyna"]}


@pytest.mark.parametrize("first", ["kept", "gone"])
def test_no_second_meal_and_no_second_kit_by_way_of_the_other_record(
    twice: Twice, first: str
) -> None:
    house, host = twice.house, twice.house.workplace()
    CheckIns(host).start_meals([twice.gone])
    served = getattr(twice, first)
    Meals(host).serve([served], TODAY, Meal.LUNCH, "Gæst")
    Kits(host).hand_out(served, [house.kit_types[KitAudience.ADULT]])
    twice.merge()
    for record in (twice.kept, twice.gone):
        with pytest.raises(AlreadyServedError):
            Meals(host).serve([record], TODAY, Meal.LUNCH)
        with pytest.raises(AppError, match="already handed out"):
            Kits(host).hand_out(record, [house.kit_types[KitAudience.ADULT]])
        (guest,) = Meals(host).household(record, TODAY, Meal.LUNCH)
        assert guest.person.id == twice.kept
        assert guest.served is not None
    portions = Meals(host).portions(TODAY, Meal.LUNCH)
    assert (portions.served, portions.entitled) == (1, 4)


def test_entitlement_on_the_merged_record_feeds_the_person(twice: Twice) -> None:
    CheckIns(twice.house.workplace()).start_meals([twice.gone])
    twice.merge()
    host = twice.house.workplace()
    waiting = Meals(host).not_collected(TODAY, Meal.LUNCH)
    assert [g.person.id for g in waiting].count(twice.kept) == 1
    CheckIns(host).start_meals([twice.kept])  # runs already
    done = Meals(host).serve([twice.gone, twice.kept], TODAY, Meal.LUNCH)
    assert len(done.serving_ids) == 1


def test_one_of_two_beds_has_to_be_chosen_and_the_other_ends(twice: Twice) -> None:
    house = twice.house
    stay = Stay(
        site_id=house.site_id,
        bed_id=house.beds["2.14 B"],
        resident_id=twice.gone,
        starts_on=TODAY - timedelta(days=3),
    )
    house.lay_down(stay)
    pair = twice.merging().pair(twice.kept, twice.gone)
    assert [(choice.side, choice.place) for choice in pair.stays] == [
        (Side.KEPT, "1.01 A"),
        (Side.GONE, "2.14 B"),
    ]
    with pytest.raises(AppError, match="choose which one stays"):
        twice.merge()
    done = twice.merge(bed=Side.GONE)
    assert Residents(house.workplace()).file(twice.kept).person.place == "2.14 B"
    beds = {bed.place: bed for bed in Rooms(house.workplace()).board(TODAY, 7)}
    assert [bar.person.id for bar in beds["2.14 B"].stays] == [twice.kept]
    assert not beds["1.01 A"].stays
    twice.merging().undo(done.gone_id)
    places = {line.id: line.place for line in Residents(house.workplace()).list()}
    assert (places[twice.kept], places[twice.gone]) == ("1.01 A", "2.14 B")


def test_bed_that_somebody_else_has_by_now_is_not_given_back(twice: Twice) -> None:
    house = twice.house
    house.lay_down(
        Stay(
            site_id=house.site_id,
            bed_id=house.beds["2.14 B"],
            resident_id=twice.gone,
            starts_on=TODAY - timedelta(days=3),
        )
    )
    done = twice.merge(bed=Side.KEPT)
    CheckIns(house.workplace()).assign_bed(house.residents["Oksana"], house.beds["2.14 B"])
    undone = twice.merging().undo(done.gone_id)
    assert undone.bed_lost
    places = {line.id: line.place for line in Residents(house.workplace()).list()}
    assert (places[twice.kept], places[twice.gone]) == ("1.01 A", "")
    assert places[house.residents["Oksana"]] == "2.14 B"


def test_undo_brings_back_everything_but_what_was_changed_since(twice: Twice) -> None:
    house = twice.house
    hang_everything_on(twice, twice.gone)
    before = {id_: twice.row(id_).model_dump() for id_ in (twice.kept, twice.gone)}
    done = twice.merge()
    twice.write(twice.kept, email="new@example.org")
    undone = twice.merging().undo(done.gone_id)
    assert [field.field for field in undone.changed] == ["email"]
    expected = before[twice.kept] | {"email": "new@example.org"}
    assert twice.row(twice.kept).model_dump() == expected
    assert twice.row(twice.gone).model_dump() == before[twice.gone]
    host = house.workplace()
    assert Residents(host).file(twice.kept).steps_done == ()
    assert StepKind.LEASE in Residents(host).file(twice.gone).steps_done
    with pytest.raises(AppError, match="settled this meanwhile"):
        twice.merging().undo(done.gone_id)


@pytest.mark.parametrize("flipped", [False, True])
def test_undo_takes_joined_allergies_apart(twice: Twice, flipped: bool) -> None:
    merging = twice.merging()
    pair = merging.pair(twice.kept, twice.gone)
    done = merging.merge(pair, {}, kept_id=twice.gone if flipped else "")
    assert twice.row(done.kept_id).allergies == "Nødder, Fisk"
    assert merging.undo(done.gone_id).changed == ()
    assert twice.row(twice.kept).allergies == "Nødder"
    assert twice.row(twice.gone).allergies == "Fisk"


def test_what_another_desk_wrote_into_the_merged_record_is_heeded_and_compared(
    twice: Twice,
) -> None:
    twice.merge()
    twice.write(twice.gone, allergies="Fisk, Æg", phone="20333333", instruction="Gå to sammen")
    host = twice.house.workplace()
    file = Residents(host).file(twice.kept)
    assert file.allergies.text == "Nødder, Fisk, Æg"
    assert file.instruction == "Gå to sammen"
    (merged,) = Merging(host).of(twice.kept).merged
    assert {f.field: f.value for f in merged.since} == {
        "allergies": "Fisk, Æg",
        "phone": "20333333",
        "instruction": "Gå to sammen",
    }
    pair = Merging(host).pair(twice.kept, twice.gone)
    assert pair.again
    Merging(host).merge(pair, {"phone": Side.GONE})
    row = twice.row(twice.kept)
    assert (row.phone, row.allergies, row.instruction) == (
        "20333333",
        "Nødder, Fisk, Æg",
        "Gå to sammen",
    )
    (merged,) = Merging(host).of(twice.kept).merged
    assert merged.since == ()
    twice.merging().undo(twice.gone)
    assert twice.row(twice.kept).phone == "20111111"
    assert twice.row(twice.gone).phone == "20333333"
    assert Merging(host).of(twice.kept).merged == ()


def test_bed_given_to_the_merged_record_elsewhere_is_told(twice: Twice) -> None:
    house = twice.house
    twice.merge()
    house.lay_down(
        Stay(
            site_id=house.site_id,
            bed_id=house.beds["2.14 B"],
            resident_id=twice.gone,
            starts_on=TODAY,
        )
    )
    merging = twice.merging()
    assert merging.of(twice.kept).merged[0].two_beds
    pair = merging.pair(twice.kept, twice.gone)
    assert [choice.place for choice in pair.stays] == ["1.01 A", "2.14 B"]
    merging.merge(pair, {}, bed=Side.KEPT)
    assert not merging.of(twice.kept).merged[0].two_beds


def test_two_desks_that_merged_both_ways_leave_exactly_one(twice: Twice) -> None:
    house = twice.house
    twice.merge()
    now = house.clock()
    house.lay_down(
        MergeRecord(
            site_id=house.site_id,
            kept_id=twice.gone,
            gone_id=twice.kept,
            merged_at=now,
            merged_by=house.users[Role.HOST],
            before={twice.gone: {}, twice.kept: {}},
        )
    )
    twice.write(twice.kept, merged=True)
    stands = min(twice.kept, twice.gone)
    listed = [line.id for line in Residents(house.workplace()).list()]
    assert [one for one in listed if one in (twice.kept, twice.gone)] == [stands]
    other = max(twice.kept, twice.gone)
    assert Residents(house.workplace()).file(other).person.id == stands
    twice.merging().undo(other)
    listed = [line.id for line in Residents(house.workplace()).list()]
    assert {twice.kept, twice.gone} <= set(listed)
    assert not twice.row(twice.kept).merged
    assert not twice.row(twice.gone).merged


def test_one_record_after_the_other_leads_to_the_last(twice: Twice) -> None:
    house = twice.house
    third = house.residents["Halyna"]
    twice.merge()
    merging = twice.merging()
    pair = merging.pair(third, twice.gone)
    assert {pair.kept.id, pair.gone.id} == {third, twice.kept}
    bed = next(c.side for c in pair.stays if c.place == "1.01 A")
    merging.merge(pair, {}, kept_id=third, bed=bed)
    for record in (twice.kept, twice.gone, third):
        assert Residents(house.workplace()).file(record).person.id == third
    merging.undo(twice.gone)
    listed = [line.id for line in Residents(house.workplace()).list()]
    assert twice.gone in listed
    assert twice.kept not in listed


def test_what_changed_while_somebody_looked_is_not_written_over(twice: Twice) -> None:
    merging = twice.merging()
    pair = merging.pair(twice.kept, twice.gone)
    twice.write(twice.gone, phone="20999999")
    with pytest.raises(AppError) as raised:
        merging.merge(pair, {})
    assert raised.value.msgid == CHANGED
    assert not twice.row(twice.gone).merged


def test_person_is_not_merged_with_themselves_or_somebody_elsewhere(twice: Twice) -> None:
    merging = twice.merging()
    with pytest.raises(AppError, match="the same one"):
        merging.pair(twice.kept, twice.kept)
    with pytest.raises(AppError, match="not at this site"):
        merging.pair(twice.kept, new_id())


def test_protection_of_either_record_protects_the_person(twice: Twice) -> None:
    twice.merge()
    twice.write(twice.gone, protected=True)
    host = twice.house.workplace()
    assert Residents(host).file(twice.kept).person.masked
    assert Search(host).people("Hrytsenko") == []
    with pytest.raises(AppError, match="protected"):
        twice.merging().undo(twice.gone)
    ProtectedFiles(host).open(twice.kept, "Ambulancen er her")
    file = Residents(host).file(twice.kept)
    assert not file.person.masked
    assert file.protected
    ProtectedFiles(twice.house.workplace(Role.LEAD)).unprotect(twice.kept, "Ikke længere")
    assert not Residents(host).file(twice.kept).protected


def test_protected_record_is_merged_only_by_who_has_opened_it(twice: Twice) -> None:
    twice.write(twice.gone, protected=True)
    with pytest.raises(AppError) as raised:
        twice.merging().pair(twice.kept, twice.gone)
    assert raised.value.msgid == CLOSED
    ProtectedFiles(twice.house.workplace()).open(twice.gone, "Samme person?")
    twice.merge()
    assert twice.row(twice.kept).protected


def test_hold_of_the_merged_record_holds_the_person(twice: Twice) -> None:
    twice.write(twice.gone, hold_reason="Klagesag")
    twice.merge()
    assert twice.row(twice.kept).hold_reason == "Klagesag"


def test_both_people_stand_in_the_access_log(twice: Twice) -> None:
    done = twice.merge()
    twice.merging().undo(done.gone_id)
    for what in ("compare_records", "merge_residents", "undo_merge"):
        (entry,) = [row for row in entries(twice.house.store) if row["what"] == what]
        assert set(entry["residents"]) >= {twice.kept, twice.gone}


def test_family_of_the_merged_record_can_be_taken_over(twice: Twice) -> None:
    house = twice.house
    with house.store.read() as session:
        family = session.get(Resident, house.residents["Iryna"])
        assert family is not None
        family_id = family.household_id
    twice.write(twice.gone, household_id=family_id, household_role="parent")
    twice.merge()
    members = [line.given_names for line in Residents(house.workplace()).file(twice.kept).household]
    assert sorted(members) == ["Danylo", "Iryna", "Petro"]


def test_expected_record_is_merged_into_who_lives_here(twice: Twice) -> None:
    twice.write(twice.gone, status="expected", expected_at="2026-11-20T15:00:00Z", arrived_on=None)
    assert Duplicates(twice.house.workplace()).pairs()
    twice.merge()
    assert twice.row(twice.kept).status is ResidentStatus.RESIDENT
    arriving = [a.head.id for a in CheckIns(twice.house.workplace()).arrivals()]
    assert twice.gone not in arriving
    assert twice.kept not in arriving

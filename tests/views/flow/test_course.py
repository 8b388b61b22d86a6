"""Where a flow goes on."""

from desktop.models.residents import CHECK_IN, FurtherStepKind, StepKind
from desktop.services.check_in import CheckIns, MemberCheckIn
from desktop.views.flow.course import At, done_together, next_missing, put_off_with
from tests.house import House

EACH = {StepKind.IDENTITY}


def family(house: House) -> tuple[MemberCheckIn, ...]:
    return CheckIns(house.workplace()).household(house.residents["Danylo"])


def test_head_of_the_household_comes_first(house: House) -> None:
    assert [m.person.given_names for m in family(house)] == ["Iryna", "Petro", "Danylo"]


def test_same_step_of_the_next_member_comes_before_the_next_step(house: House) -> None:
    check_ins, iryna = CheckIns(house.workplace()), house.residents["Iryna"]
    check_ins.confirm_identity(iryna, family(house)[0].details)
    at = next_missing(family(house), CHECK_IN, At(iryna, StepKind.IDENTITY))
    assert at == At(house.residents["Petro"], StepKind.IDENTITY)


def test_next_step_begins_with_the_head_again(house: House) -> None:
    check_ins = CheckIns(house.workplace())
    for member in family(house):
        check_ins.confirm_identity(member.person.id, member.details)
    at = next_missing(family(house), CHECK_IN, At(house.residents["Danylo"], StepKind.IDENTITY))
    assert at == At(house.residents["Iryna"], FurtherStepKind.PHOTO)


def test_what_is_put_off_is_passed_by_for_the_household(house: House) -> None:
    members = family(house)
    lease = At(house.residents["Iryna"], StepKind.LEASE)
    put_off = put_off_with(members, lease, EACH)
    assert next_missing(members, CHECK_IN, lease, put_off) == At(
        house.residents["Iryna"], StepKind.HOUSE_RULES
    )


def test_identity_is_put_off_for_one_alone(house: House) -> None:
    at = At(house.residents["Iryna"], StepKind.IDENTITY)
    assert put_off_with(family(house), at, EACH) == {at}


def test_nothing_is_left_when_all_is_put_off(house: House) -> None:
    members = family(house)
    everything = {At(m.person.id, kind) for m in members for kind in CHECK_IN}
    begin = At(members[0].person.id, StepKind.IDENTITY)
    assert next_missing(members, CHECK_IN, begin, everything) is None


def test_what_was_done_in_one_breath_is_known_and_identity_never_is(house: House) -> None:
    check_ins = CheckIns(house.workplace())
    iryna, petro, danylo = (m.person.id for m in family(house))
    check_ins.sign_lease([iryna, petro])
    house.clock.move(minutes=1)
    check_ins.sign_lease([danylo])
    for member in family(house):
        check_ins.confirm_identity(member.person.id, member.details)
    lease = At(petro, StepKind.LEASE)
    assert done_together(family(house), lease, EACH) == [petro, iryna]
    identity = At(petro, StepKind.IDENTITY)
    assert done_together(family(house), identity, EACH) == [petro]

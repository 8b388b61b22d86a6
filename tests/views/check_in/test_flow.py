"""Where a check-in goes on."""

from desktop.models.residents import StepKind
from desktop.services.check_in import CheckIns, MemberCheckIn
from desktop.views.check_in.flow import At, next_missing, put_off_with
from tests.house import House


def family(house: House) -> tuple[MemberCheckIn, ...]:
    return CheckIns(house.workplace()).household(house.residents["Danylo"])


def test_head_of_the_household_comes_first(house: House) -> None:
    assert [m.person.given_names for m in family(house)] == ["Iryna", "Petro", "Danylo"]


def test_same_step_of_the_next_member_comes_before_the_next_step(house: House) -> None:
    check_ins, iryna = CheckIns(house.workplace()), house.residents["Iryna"]
    check_ins.confirm_identity(iryna, family(house)[0].details)
    at = next_missing(family(house), At(iryna, StepKind.IDENTITY))
    assert at == At(house.residents["Petro"], StepKind.IDENTITY)


def test_next_step_begins_with_the_head_again(house: House) -> None:
    check_ins = CheckIns(house.workplace())
    for member in family(house):
        check_ins.confirm_identity(member.person.id, member.details)
    at = next_missing(family(house), At(house.residents["Danylo"], StepKind.IDENTITY))
    assert at == At(house.residents["Iryna"], StepKind.BED)


def test_what_is_put_off_is_passed_by_for_the_household(house: House) -> None:
    members = family(house)
    lease = At(house.residents["Iryna"], StepKind.LEASE)
    put_off = put_off_with(members, lease)
    assert next_missing(members, lease, put_off) == At(
        house.residents["Iryna"], StepKind.HOUSE_RULES
    )
    assert put_off_with(members, At(lease.resident_id, StepKind.BED)) == {
        At(lease.resident_id, StepKind.BED)
    }


def test_nothing_is_left_when_all_is_put_off(house: House) -> None:
    members = family(house)
    everything = {At(m.person.id, kind) for m in members for kind in StepKind}
    assert next_missing(members, At(members[0].person.id, StepKind.IDENTITY), everything) is None

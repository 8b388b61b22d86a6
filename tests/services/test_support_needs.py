"""Support needs: the desk is told what to do, confidants also why."""

from datetime import timedelta

import pytest

from desktop.errors import AppError
from desktop.models.confidential import SupportGroup, SupportNeed
from desktop.models.sealing import new_key
from desktop.models.sites import Role
from desktop.services.check_in import CheckIns
from desktop.services.protected_files import ProtectedFiles
from desktop.services.residents import Residents
from desktop.services.support_needs import NeedReason, NeedText, SupportNeeds
from desktop.services.vault import KEY_MISSING
from desktop.services.who_may import NotAllowedError
from desktop.sync import outbox
from tests.house import TODAY, House

TEXT = NeedText(SupportGroup.MENTAL, "Gå  ikke alene ind", "Angst efter flugten", None)


def needs(house: House, role: Role = Role.LEAD) -> SupportNeeds:
    return SupportNeeds(house.workplace(role))


@pytest.mark.parametrize("role", [Role.LEAD, Role.LIAISON])
def test_confidants_record_a_need_and_read_it_again(house: House, role: Role) -> None:
    halyna = house.residents["Halyna"]
    needs(house, role).record(halyna, TEXT)
    (need,) = needs(house, Role.LIAISON).of(halyna)
    assert need.instruction == "Gå ikke alene ind"
    assert need.reason == NeedReason(SupportGroup.MENTAL, "Angst efter flugten")
    assert need.reason.words() == "Mental vulnerability · Angst efter flugten"


def test_the_desk_sees_the_instruction_with_the_arrivals_and_never_the_reason(house: House) -> None:
    oksana = house.residents["Oksana"]
    with house.store.applying() as connection:
        connection.exec_driver_sql(
            "UPDATE resident SET instruction = 'Stueetagen' WHERE id = ?", (oksana,)
        )
        connection.exec_driver_sql(
            "UPDATE resident SET considerations = 'Trinfri bolig' WHERE id = ?", (oksana,)
        )
    needs(house).record(oksana, TEXT)
    file = Residents(house.workplace()).file(oksana)
    assert file.instruction == "Stueetagen\nTrinfri bolig\nGå ikke alene ind"
    (member,) = CheckIns(house.workplace()).household(oksana)
    assert member.instruction == file.instruction
    assert "Angst" not in repr(file)


def test_considerations_of_a_closed_file_are_told_to_nobody(house: House) -> None:
    oksana = house.residents["Oksana"]
    with house.store.applying() as connection:
        connection.exec_driver_sql(
            "UPDATE resident SET considerations = 'Trinfri bolig' WHERE id = ?", (oksana,)
        )
    needs(house).record(oksana, TEXT)
    ProtectedFiles(house.workplace(Role.LEAD)).protect(oksana, "Sag 26/114")
    assert Residents(house.workplace()).file(oksana).instruction == "Gå ikke alene ind"
    (member,) = CheckIns(house.workplace()).household(oksana)
    assert member.instruction == "Gå ikke alene ind"


@pytest.mark.parametrize("role", [Role.HOST, Role.COORDINATOR, Role.ADMIN, Role.AUDITOR])
def test_other_roles_may_neither_read_nor_write(house: House, role: Role) -> None:
    with pytest.raises(NotAllowedError):
        needs(house, role).of(house.residents["Halyna"])
    with pytest.raises(NotAllowedError):
        needs(house, role).record(house.residents["Halyna"], TEXT)


def test_a_lead_without_the_key_is_told_to_sign_in_online(house: House) -> None:
    workplace = house.workplace(Role.LEAD)
    workplace.sealed_key = None
    with pytest.raises(AppError) as refused:
        SupportNeeds(workplace).of(house.residents["Halyna"])
    assert refused.value.msgid == KEY_MISSING
    with pytest.raises(AppError) as refused:
        SupportNeeds(workplace).record(house.residents["Halyna"], TEXT)
    assert refused.value.msgid == KEY_MISSING
    assert outbox.next_batch(house.store) == []


def test_a_need_of_another_key_shows_its_instruction_and_no_reason(house: House) -> None:
    needs(house).record(house.residents["Halyna"], TEXT)
    house.sealed_key = new_key()
    (need,) = needs(house).of(house.residents["Halyna"])
    assert (need.instruction, need.reason) == ("Gå ikke alene ind", None)


def test_only_what_differs_is_changed(house: House) -> None:
    halyna = house.residents["Halyna"]
    needs(house).record(halyna, TEXT)
    (need,) = needs(house).of(halyna)
    review = TODAY + timedelta(days=30)
    needs(house).change(need.id, NeedText(TEXT.group, TEXT.instruction, TEXT.reason, review))
    assert list(outbox.next_batch(house.store)[-1]["changes"][0]["fields"]) == ["review_on"]
    needs(house).change(need.id, NeedText(SupportGroup.SOCIAL, "", "Ny grund", review))
    (need,) = needs(house).of(halyna)
    assert need.reason == NeedReason(SupportGroup.SOCIAL, "Ny grund")
    assert Residents(house.workplace()).file(halyna).instruction == ""


def test_a_review_is_due_on_its_day(house: House) -> None:
    halyna = house.residents["Halyna"]
    for days in (0, 1):
        needs(house).record(
            halyna, NeedText(TEXT.group, f"{days}", "", TODAY + timedelta(days=days))
        )
    assert {need.instruction: need.due for need in needs(house).of(halyna)} == {
        "0": True,
        "1": False,
    }


def test_an_ended_need_is_told_to_nobody(house: House) -> None:
    halyna = house.residents["Halyna"]
    needs(house).record(halyna, TEXT)
    (need,) = needs(house).of(halyna)
    needs(house).end(need.id)
    assert needs(house).of(halyna) == ()
    assert Residents(house.workplace()).file(halyna).instruction == ""
    with house.store.read() as session:
        row = session.get(SupportNeed, need.id)
    assert row is not None
    assert row.ended_on == TODAY


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (NeedText(SupportGroup.AGE, " ", " ", None), "Please write an instruction"),
        (NeedText(SupportGroup.AGE, "x" * 201, "", None), "The instruction is too long"),
        (NeedText(SupportGroup.AGE, "", "x" * 60_000, None), "too long to be kept"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(
    house: House, text: NeedText, message: str
) -> None:
    with pytest.raises(AppError, match=message):
        needs(house).record(house.residents["Halyna"], text)
    assert outbox.next_batch(house.store) == []

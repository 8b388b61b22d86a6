"""Referrals: confidants write and read them, a host's desk keeps them sealed and says nothing."""

from datetime import timedelta

import pytest

from desktop.errors import AppError
from desktop.models.confidential import SupportGroup
from desktop.models.referrals import ReferralService, ReferralState
from desktop.models.sealing import new_key
from desktop.models.sites import Role
from desktop.services.follow_ups import FollowUpKind, FollowUps
from desktop.services.needs_you import NeedsYou
from desktop.services.referral_text import ReferralText
from desktop.services.referrals import ReferralDraft, Referrals
from desktop.services.sending import Sending
from desktop.services.support_needs import NeedText, SupportNeeds
from desktop.services.vault import KEY_MISSING
from desktop.services.who_may import NotAllowedError
from desktop.sync import outbox
from tests.house import TODAY, House
from tests.inbox import refuse
from tests.services.test_sealed_at_rest import everything_in

DRAFT = ReferralDraft(ReferralService.SUBSTANCE_TREATMENT, "Beder selv om hjælp", TODAY, TODAY)
WORDS = ("substance", "beder selv", "tilbudt plads")


def referrals(house: House, role: Role = Role.LEAD) -> Referrals:
    return Referrals(house.workplace(role))


@pytest.mark.parametrize("role", [Role.LEAD, Role.LIAISON])
def test_confidants_refer_somebody_and_note_the_answer(house: House, role: Role) -> None:
    petro = house.residents["Petro"]
    referrals(house, role).send(petro, DRAFT)
    (line,) = referrals(house, Role.LIAISON).of(petro)
    assert line.text == ReferralText(ReferralService.SUBSTANCE_TREATMENT, "Beder selv om hjælp")
    assert (line.state, line.due) == (ReferralState.SENT, True)
    later = TODAY + timedelta(days=14)
    referrals(house, role).note_answer(line.id, ReferralState.ACCEPTED, "Tilbudt plads", later)
    (line,) = referrals(house).of(petro)
    assert line.text is not None
    assert (line.state, line.text.answer) == (ReferralState.ACCEPTED, "Tilbudt plads")
    assert (line.follow_up_on, line.due) == (later, False)


@pytest.mark.parametrize("role", [Role.HOST, Role.COORDINATOR, Role.ADMIN, Role.AUDITOR])
def test_other_roles_may_neither_read_nor_write(house: House, role: Role) -> None:
    petro = house.residents["Petro"]
    for asked in (
        lambda: referrals(house, role).of(petro),
        lambda: referrals(house, role).due(),
        lambda: referrals(house, role).send(petro, DRAFT),
    ):
        with pytest.raises(NotAllowedError):
            asked()


def test_without_the_key_nothing_is_read_or_written(house: House) -> None:
    workplace = house.workplace(Role.LEAD)
    workplace.sealed_key = None
    for asked in (
        lambda: Referrals(workplace).of(house.residents["Petro"]),
        lambda: Referrals(workplace).send(house.residents["Petro"], DRAFT),
    ):
        with pytest.raises(AppError) as refused:
            asked()
        assert refused.value.msgid == KEY_MISSING
    assert outbox.next_batch(house.store) == []


def test_one_sealed_with_another_key_is_shown_as_such(house: House) -> None:
    petro = house.residents["Petro"]
    referrals(house).send(petro, DRAFT)
    house.sealed_key = new_key()
    (line,) = referrals(house).of(petro)
    assert line.text is None
    with pytest.raises(AppError, match="another key"):
        referrals(house).note_answer(line.id, ReferralState.DONE, "", None)


def test_no_table_and_no_op_holds_a_word_of_it(house: House) -> None:
    petro = house.residents["Petro"]
    referrals(house).send(petro, DRAFT)
    (line,) = referrals(house).of(petro)
    referrals(house).note_answer(line.id, ReferralState.ACCEPTED, "Tilbudt plads", None)
    held, sent = everything_in(house), str(outbox.next_batch(house.store)).casefold()
    assert [word for word in WORDS if word in held or word in sent] == []
    assert sent.count("k1.") >= 2


def test_a_host_is_not_told_that_there_is_one(house: House) -> None:
    referrals(house).send(house.residents["Petro"], DRAFT)
    (item,) = Sending(house.workplace()).outgoing().waiting
    assert (item.words(), item.people) == ("Confidential", ())
    refuse(house, outbox.next_batch(house.store)[0]["op_id"])
    (refused,) = NeedsYou(house.workplace()).needs().refused
    assert (refused.words(), refused.people) == ("Confidential", ())


def test_what_is_due_reminds_confidants_of_a_name_and_a_day_and_hosts_of_nothing(
    house: House,
) -> None:
    petro, halyna = house.residents["Petro"], house.residents["Halyna"]
    referrals(house).send(petro, DRAFT)
    need = NeedText(SupportGroup.MENTAL, "Bank på", "Angst", TODAY)
    SupportNeeds(house.workplace(Role.LEAD)).record(halyna, need)
    for role in (Role.LEAD, Role.LIAISON):
        review, referral = FollowUps(house.workplace(role)).due()
        assert (review.kind, review.note) == (FollowUpKind.REVIEW, "Bank på")
        assert (referral.kind, referral.day) == (FollowUpKind.REFERRAL, TODAY)
        assert referral.person is not None
        assert referral.person.id == petro
        assert "Angst" not in repr((review, referral))
    for role in (Role.HOST, Role.COORDINATOR):
        assert FollowUps(house.workplace(role)).due() == ()


@pytest.mark.parametrize("state", [ReferralState.DECLINED, ReferralState.DONE])
def test_nothing_more_is_due_of_one_that_is_over(house: House, state: ReferralState) -> None:
    petro = house.residents["Petro"]
    referrals(house).send(petro, DRAFT)
    (line,) = referrals(house).of(petro)
    referrals(house).note_answer(line.id, state, "", TODAY)
    assert referrals(house).due() == ()
    assert not referrals(house).of(petro)[0].due


def test_a_day_to_come_is_refused(house: House) -> None:
    draft = ReferralDraft(DRAFT.service, "", TODAY + timedelta(days=1), None)
    with pytest.raises(AppError, match="still to come"):
        referrals(house).send(house.residents["Petro"], draft)

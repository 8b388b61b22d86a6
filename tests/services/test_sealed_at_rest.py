"""What a host's desk holds of what is confidential is sealed: in every table, outbox, draft, index
and log."""

import logging

import pytest
from sqlmodel import select

from desktop.errors import AppError
from desktop.models.confidential import SupportGroup, SupportNeed
from desktop.models.conflicts import Conflict
from desktop.models.incidents import IncidentCategory, IncidentPart, IncidentPlace, MeasureKind
from desktop.models.referrals import Referral, ReferralService
from desktop.models.sealing import seal
from desktop.models.sites import Role
from desktop.services.conflict_pairs import ConflictPairs
from desktop.services.incidents import Report
from desktop.services.needs_you import NeedsYou
from desktop.services.referral_text import ReferralText
from desktop.services.restricted_incidents import RestrictedIncidents
from desktop.services.search import Search
from desktop.services.support_needs import NeedText, SupportNeeds
from desktop.sync import outbox
from tests.house import NOON, TODAY, House
from tests.inbox import candidate, lay_desk, refuse

WORDS = (
    "mental",
    "substance",
    "sindslidelse",
    "afhængig",
    "knivstik",
    "threats",
    "vurderingen",
    "politikreds",
    "bekymring",
    "voldsdømt",
    "halvfærdig",
)
"""Everything that was written and has to be sealed, in small letters."""


def everything_in(house: House) -> str:
    """Every value of every column of every table as anybody reads it who has opened the database,
    its hidden and full-text tables too."""
    found = []
    with house.store.read() as session:
        connection = session.connection()
        tables = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
        ).scalars()
        for table in tables.all():
            rows = connection.exec_driver_sql(f'SELECT * FROM "{table}"').all()
            found += [
                value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
                for row in rows
                for value in row
            ]
    return "\n".join(found).casefold()


def write_everything(house: House) -> None:
    lead = house.workplace(Role.LEAD)
    halyna, petro = house.residents["Halyna"], house.residents["Petro"]
    needs = SupportNeeds(lead)
    needs.record(halyna, NeedText(SupportGroup.MENTAL, "Bank på", "Sindslidelse", None))
    (need,) = needs.of(halyna)
    needs.change(need.id, NeedText(SupportGroup.SUBSTANCE, "Bank på", "Afhængig", None))
    restricted = RestrictedIncidents(lead)
    report = Report(
        NOON,
        IncidentPlace.LAUNDRY,
        IncidentCategory.THREATS,
        4,
        "Knivstik ved vasken",
        ((petro, IncidentPart.AFFECTED),),
        "Vurderingen",
        police_case="Politikreds 9",
    )
    restricted.log(report)
    (line,) = restricted.list().lines
    restricted.add_measure(line.id, MeasureKind.REFERRAL, petro, "Bekymring sendt")
    ConflictPairs(lead).record(halyna, petro, "Voldsdømt")
    restricted.save_draft({"facts": "Halvfærdig"})


def test_no_table_holds_a_word_of_it(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    write_everything(house)
    Search(house.workplace()).prepare()
    held = everything_in(house)
    assert [word for word in WORDS if word in held] == []
    assert "bank på" in held  # the instruction is for everybody, and the dump does read
    assert house.residents["Petro"] in held
    log = caplog.text.casefold()
    assert [word for word in WORDS if word in log] == []


def test_who_is_in_a_restricted_incident_is_sealed_too(house: House) -> None:
    petro = house.residents["Petro"]
    before = everything_in(house).count(petro)
    restricted = RestrictedIncidents(house.workplace(Role.LEAD))
    restricted.log(
        Report(
            NOON,
            IncidentPlace.LAUNDRY,
            IncidentCategory.THREATS,
            4,
            "Knivstik",
            ((petro, IncidentPart.AFFECTED),),
        )
    )
    restricted.save_draft({"people": [petro]})
    assert everything_in(house).count(petro) == before


def test_the_outbox_sends_sealed_text_alone(house: House) -> None:
    write_everything(house)
    sent = str(outbox.next_batch(house.store)).casefold()
    assert [word for word in WORDS if word in sent] == []
    assert sent.count("k1.") >= 5


def lay_sealed_conflict(house: House) -> SupportNeed:
    """Two desks wrote a reason each."""
    needs = SupportNeeds(house.workplace(Role.LEAD))
    needs.record(
        house.residents["Halyna"], NeedText(SupportGroup.MENTAL, "Bank på", "Sindslidelse", None)
    )
    with house.store.read() as session:
        row = session.exec(select(SupportNeed)).one()
    other = seal(
        house.sealed_key,
        {"group": "substance", "reason": "Afhængig"},
        "support_need",
        row.id,
        "sealed",
    )
    values = ({"sealed": row.sealed}, {"sealed": other})
    house.lay_down(
        Conflict(
            site_id=house.site_id,
            row_table="support_need",
            row_id=row.id,
            field_group="sealed",
            current=values[0],
            candidates=[candidate(house, value, lay_desk(house)) for value in values],
        )
    )
    return row


def test_a_conflict_holds_sealed_text_and_is_opened_for_confidants(house: House) -> None:
    row = lay_sealed_conflict(house)
    held = everything_in(house)
    assert [word for word in WORDS if word in held] == []
    for role, shown in (
        (Role.LEAD, ["Mental vulnerability · Sindslidelse", "Substance use · Afhængig"]),
        (Role.LIAISON, ["Mental vulnerability · Sindslidelse", "Substance use · Afhængig"]),
        (Role.HOST, ["Confidential", "Confidential"]),
        (Role.COORDINATOR, ["Confidential", "Confidential"]),
    ):
        (conflict,) = NeedsYou(house.workplace(role)).needs().conflicts
        assert [value.fields[0].words() for value in conflict.values] == shown
        assert (conflict.may_decide, conflict.editor) == (role is Role.LEAD, None)
    lead = house.workplace(Role.LEAD)
    (conflict,) = NeedsYou(lead).needs().conflicts
    NeedsYou(lead).decide_conflict(conflict.id, conflict.values[1].choice())
    (need,) = SupportNeeds(lead).of(row.resident_id)
    assert need.reason is not None
    assert need.reason.text == "Afhængig"


def test_a_lead_without_the_key_sees_a_conflict_closed(house: House) -> None:
    lay_sealed_conflict(house)
    workplace = house.workplace(Role.LEAD)
    workplace.sealed_key = None
    (conflict,) = NeedsYou(workplace).needs().conflicts
    assert [value.fields[0].words() for value in conflict.values] == ["Confidential"] * 2


def test_a_host_is_not_told_what_a_conflict_about_a_restricted_incident_is(house: House) -> None:
    write_everything(house)
    with house.store.read() as session:
        row_id = session.connection().exec_driver_sql("SELECT id FROM restricted_incident").scalar()
    house.lay_down(
        Conflict(
            site_id=house.site_id,
            row_table="restricted_incident",
            row_id=str(row_id),
            field_group="sealed",
            current={"sealed": "k1.AAAA"},
            candidates=[candidate(house, {"sealed": "k1.BBBB"}, lay_desk(house))],
        )
    )
    (conflict,) = NeedsYou(house.workplace()).needs().conflicts
    assert (conflict.subject.words(), conflict.field_words()) == ("Confidential", "Data conflict")
    assert conflict.person is None
    (conflict,) = NeedsYou(house.workplace(Role.LEAD)).needs().conflicts
    assert conflict.subject.words() == "Restricted incident"


def test_a_refused_need_is_sent_again_under_a_new_id_and_still_opens(house: House) -> None:
    lead = house.workplace(Role.LEAD)
    halyna = house.residents["Halyna"]
    SupportNeeds(lead).record(
        halyna, NeedText(SupportGroup.MENTAL, "Bank på", "Sindslidelse", None)
    )
    (op,) = outbox.next_batch(house.store)
    refuse(house, op["op_id"])
    with house.store.applying() as connection:
        connection.exec_driver_sql("DELETE FROM support_need")
        connection.exec_driver_sql("UPDATE outbox_op SET undone = 1")
    (refused,) = NeedsYou(house.workplace()).needs().refused
    said = {field.field: field.words() for field in refused.changes[0].fields}
    assert said["sealed"] == "Confidential"
    without = house.workplace(Role.LEAD)
    without.sealed_key = None
    with pytest.raises(AppError, match="can't be opened here yet"):
        NeedsYou(without).send_again(op["op_id"])
    NeedsYou(lead).send_again(op["op_id"])
    (need,) = SupportNeeds(lead).of(halyna)
    assert need.id != op["changes"][0]["id"]
    assert need.reason is not None
    assert need.reason.text == "Sindslidelse"


def test_a_host_sees_a_refused_restricted_incident_as_confidential(house: House) -> None:
    write_everything(house)
    refuse(house, *(op["op_id"] for op in outbox.next_batch(house.store)))
    shown = NeedsYou(house.workplace()).needs().refused
    quiet = [one for one in shown if one.confidential]
    assert len(quiet) == 3
    assert {one.words() for one in quiet} == {"Confidential"}
    assert {change.subject.words() for one in quiet for change in one.changes} == {"Confidential"}
    assert [one for one in quiet if one.people] == []


def test_of_a_refused_referral_confidants_read_what_is_sealed_and_hosts_nothing(
    house: House,
) -> None:
    text = ReferralText(ReferralService.HOME_NURSING, "Sår på foden", "Fra mandag")
    row = Referral(
        site_id=house.site_id, resident_id=house.residents["Halyna"], sent_on=TODAY, sealed=""
    )
    row.sealed = seal(house.sealed_key, text.content(), "referral", row.id, "sealed")
    with house.workplace(Role.LEAD).op("record_need") as session:
        session.add(row)
    refuse(house, *(op["op_id"] for op in outbox.next_batch(house.store)))
    (told,) = NeedsYou(house.workplace()).needs().refused
    assert (told.words(), told.people, told.changes[0].fields) == ("Confidential", (), ())
    (told,) = NeedsYou(house.workplace(Role.LEAD)).needs().refused
    assert [line.name for line in told.people] == ["Halyna Koval"]
    assert told.changes[0].subject.words() == "Referral"
    said = {field.field: field.words() for field in told.changes[0].fields}
    assert said["sealed"] == "Home nursing · Sår på foden · Fra mandag"

"""Restricted incidents: sealed whole, for confidants alone."""

from datetime import timedelta
from typing import Any

import pytest

from desktop.errors import AppError
from desktop.models.incidents import (
    IncidentCategory,
    IncidentPart,
    IncidentPlace,
    IncidentStatus,
    MeasureKind,
)
from desktop.models.sealing import new_key
from desktop.models.sites import Role
from desktop.services.incidents import Incidents, Report
from desktop.services.needs_you import NeedsYou
from desktop.services.restricted_incidents import RestrictedIncidents
from desktop.services.search import Search
from desktop.services.sending import Sending
from desktop.services.today import Today
from desktop.services.vault import KEY_MISSING, UNREADABLE
from desktop.services.who_may import NotAllowedError
from tests.house import NOON, House


def report(house: House, **more: Any) -> Report:
    values: dict[str, Any] = {
        "happened_at": NOON - timedelta(hours=3),
        "place": IncidentPlace.ROOM,
        "category": IncidentCategory.THREATS,
        "severity": 3,
        "facts": "Truede med kniv.",
        "people": (
            (house.residents["Petro"], IncidentPart.INVOLVED),
            (house.residents["Iryna"], IncidentPart.AFFECTED),
        ),
        "assessment": "Politianmeldt.",
        "police_case": "0100-99000-00001",
        "ambulance": True,
    }
    return Report(**(values | more))


def restricted(house: House, role: Role = Role.LEAD) -> RestrictedIncidents:
    return RestrictedIncidents(house.workplace(role))


def test_a_lead_logs_one_and_the_liaison_reads_all_of_it(house: House) -> None:
    restricted(house).log(report(house))
    (line,) = restricted(house, Role.LIAISON).list().lines
    assert line.restricted
    assert (line.number, line.status) == ("", IncidentStatus.OPEN)
    file = restricted(house, Role.LIAISON).file(line.id)
    assert file.line.facts == "Truede med kniv."
    assert [(person.name, part) for person, part in file.parts] == [
        ("Petro Bondar", IncidentPart.INVOLVED),
        ("Iryna Bondar", IncidentPart.AFFECTED),
    ]
    assert (file.assessment, file.police_case) == ("Politianmeldt.", "0100-99000-00001")
    assert (file.ambulance, file.injuries, file.reported_by) == (True, False, "lead Holm")


def test_what_is_done_about_it_is_sealed_with_it(house: House) -> None:
    restricted(house).log(report(house))
    (line,) = restricted(house).list().lines
    house.clock.move(hours=1)
    restricted(house, Role.LIAISON).add_measure(
        line.id, MeasureKind.POLICE, house.residents["Petro"], " Anmeldt "
    )
    restricted(house).close(line.id)
    file = restricted(house).file(line.id)
    (measure,) = file.measures
    assert (measure.kind, measure.note, measure.taken_by) == (
        MeasureKind.POLICE,
        "Anmeldt",
        "liaison Holm",
    )
    assert measure.person is not None
    assert measure.taken_at == NOON + timedelta(hours=1)
    assert file.line.status is IncidentStatus.CLOSED


@pytest.mark.parametrize("role", [Role.HOST, Role.COORDINATOR, Role.ADMIN, Role.AUDITOR])
def test_others_learn_nothing(house: House, role: Role) -> None:
    restricted(house).log(report(house))
    (line,) = restricted(house).list().lines
    reads = restricted(house, role)
    assert not reads.may_read()
    for ask in (
        reads.list,
        lambda: reads.file(line.id),
        lambda: reads.log(report(house)),
        lambda: reads.close(line.id),
        lambda: reads.add_measure(line.id, MeasureKind.TALK),
    ):
        with pytest.raises(NotAllowedError):
            ask()


def test_a_host_finds_no_trace_on_any_page(house: House) -> None:
    restricted(house).log(report(house))
    host = house.workplace()
    assert Incidents(host).list() == ()
    assert Today(host).overview().incidents == ()
    assert Search(host).people("kniv") == []
    (item,) = Sending(host).outgoing().waiting
    assert (item.words(), item.people) == ("Confidential", ())
    (item,) = Sending(house.workplace(Role.LEAD)).outgoing().waiting
    assert item.words() == "Restricted incident logged"
    assert NeedsYou(host).needs().count == 0


def test_without_the_key_a_lead_is_told_what_to_do(house: House) -> None:
    workplace = house.workplace(Role.LEAD)
    workplace.sealed_key = None
    without = RestrictedIncidents(workplace)
    assert without.may_read()
    for ask in (without.list, lambda: without.log(report(house)), lambda: without.save_draft({})):
        with pytest.raises(AppError) as refused:
            ask()
        assert refused.value.msgid == KEY_MISSING


def test_one_of_another_key_is_counted_and_not_shown(house: House) -> None:
    restricted(house).log(report(house))
    (line,) = restricted(house).list().lines
    house.sealed_key = new_key()
    restricted(house).log(report(house, facts="Nyt"))
    listed = restricted(house).list()
    assert ([one.facts for one in listed.lines], listed.unreadable) == (["Nyt"], 1)
    for ask in (
        lambda: restricted(house).file(line.id),
        lambda: restricted(house).add_measure(line.id, MeasureKind.TALK),
    ):
        with pytest.raises(AppError) as refused:
            ask()
        assert refused.value.msgid == UNREADABLE


def test_what_is_missing_is_said(house: House) -> None:
    with pytest.raises(AppError, match="in a few words"):
        restricted(house).log(report(house, facts="  "))
    with pytest.raises(AppError, match="lies in the future"):
        restricted(house).log(report(house, happened_at=NOON + timedelta(hours=1)))


def test_a_draft_is_kept_for_its_writer_and_gone_when_saved(house: House) -> None:
    restricted(house).save_draft({"facts": "Halvt"})
    restricted(house).save_draft({"facts": "Halvt skrevet"})
    assert restricted(house).load_draft() == {"facts": "Halvt skrevet"}
    assert restricted(house, Role.LIAISON).load_draft() is None
    assert Incidents(house.workplace(Role.LEAD)).load_draft() is None
    restricted(house).log(report(house))
    assert restricted(house).load_draft() is None


def test_a_draft_can_be_dropped(house: House) -> None:
    restricted(house).save_draft({"facts": "Halvt"})
    restricted(house).drop_draft()
    assert restricted(house).load_draft() is None


def test_someone_who_left_the_desk_is_left_out(house: House) -> None:
    gone = "0198aaaa-0000-7000-8000-0000000000aa"
    restricted(house).log(report(house, people=((gone, IncidentPart.WITNESS),)))
    (line,) = restricted(house).list().lines
    assert line.people == ()
    assert restricted(house).file(line.id).parts == ()

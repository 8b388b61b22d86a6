"""Logged in under a minute, and nothing that was typed is lost."""

from datetime import timedelta

import pytest

from desktop.errors import AppError
from desktop.models.incidents import (
    IncidentCategory,
    IncidentPart,
    IncidentPlace,
    IncidentStatus,
    MeasureKind,
    MeasureState,
)
from desktop.models.sites import Role
from desktop.services.incidents import Incidents, Report
from desktop.services.residents import Residents
from desktop.services.story import EventKind
from tests.house import NOON, House


def report(house: House, **changes: object) -> Report:
    values: dict[str, object] = {
        "happened_at": NOON - timedelta(minutes=20),
        "place": IncidentPlace.KITCHEN,
        "category": IncidentCategory.NOISE,
        "severity": 2,
        "facts": "Høj musik i køkkenet efter kl. 22.",
        "people": ((house.residents["Petro"], IncidentPart.INVOLVED),),
    }
    return Report(**(values | changes))  # type: ignore[arg-type]


def test_report_begins_at_the_clock_of_the_desk(house: House) -> None:
    assert Incidents(house.workplace()).now() == NOON


def test_logged_incident_is_listed_numbered_and_in_the_residents_story(house: House) -> None:
    incidents = Incidents(house.workplace())
    first = incidents.log(report(house))
    second = incidents.log(report(house))
    assert first.startswith("003-00001-")
    assert second.startswith("003-00002-")
    line = incidents.list()[0]
    assert [person.name for person in line.people] == ["Petro Bondar"]
    events = Residents(house.workplace()).file(house.residents["Petro"]).events
    assert EventKind.INCIDENT in {event.kind for event in events}


def test_latest_incident_comes_first_then_the_one_told_of_last(house: House) -> None:
    incidents = Incidents(house.workplace())
    earlier = report(house, happened_at=NOON - timedelta(hours=1))
    made = [incidents.log(report(house)), incidents.log(earlier), incidents.log(report(house))]
    house.clock.move(minutes=5)
    made.append(incidents.log(report(house)))
    assert [line.number for line in incidents.list()] == [made[3], made[2], made[0], made[1]]


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"facts": " "}, "what happened"), ({"happened_at": NOON + timedelta(days=1)}, "future")],
)
def test_what_is_missing_is_told_and_no_number_is_used_up(
    house: House, changes: dict[str, object], words: str
) -> None:
    incidents = Incidents(house.workplace())
    with pytest.raises(AppError, match=words):
        incidents.log(report(house, **changes))
    assert incidents.log(report(house)).startswith("003-00001-")


def test_draft_belongs_to_its_writer_and_goes_when_the_report_is_saved(house: House) -> None:
    mine, lead = Incidents(house.workplace()), Incidents(house.workplace(Role.LEAD))
    mine.save_draft({"facts": "Halvt skre"})
    mine.save_draft({"facts": "Halvt skrevet"})
    lead.save_draft({"facts": "Lederens"})
    assert mine.load_draft() == {"facts": "Halvt skrevet"}
    mine.log(report(house))
    assert mine.load_draft() is None
    assert lead.load_draft() == {"facts": "Lederens"}
    lead.drop_draft()
    assert lead.load_draft() is None


def test_host_proposes_and_lead_decides(house: House) -> None:
    host, lead = Incidents(house.workplace()), Incidents(house.workplace(Role.LEAD))
    host.log(report(house))
    incident_id = host.list()[0].id
    host.add_measure(incident_id, MeasureKind.ORAL_WARNING, house.residents["Petro"])
    assert host.file(incident_id).line.status is IncidentStatus.OPEN
    house.clock.move(minutes=1)
    lead.add_measure(incident_id, MeasureKind.HEARING, house.residents["Petro"], "Frist fredag")
    shown = lead.file(incident_id)
    assert shown.line.status is IncidentStatus.HEARING
    assert [measure.state for measure in shown.measures] == [
        MeasureState.PROPOSED,
        MeasureState.DECIDED,
    ]
    lead.close(incident_id)
    assert host.list(IncidentStatus.OPEN, IncidentStatus.HEARING) == ()


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR])
def test_roles_without_residents_data_log_nothing(house: House, role: Role) -> None:
    with pytest.raises(AppError, match="work at the front desk"):
        Incidents(house.workplace(role)).log(report(house))

"""The slip of an appointment: Danish beside the resident's language, whatever the desk's own."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QApplication

from desktop import i18n
from desktop.models.appointments import AppointmentKind
from desktop.models.residents import Language
from desktop.services.appointments import Slip
from desktop.views.documents.appointment_slip import file_name, slip_paper


def slip(language: str, kind: AppointmentKind = AppointmentKind.OTHER) -> Slip:
    return Slip(
        "Oksana <Kovalenko>",
        "003-00001-7",
        kind,
        "Tandlæge" if kind is AppointmentKind.OTHER else "",
        datetime(2026, 6, 30, 8, 15, tzinfo=ZoneInfo("UTC")),
        "Nørrebrogade 1",
        Language.UK,
        "Sjællandsgade",
        language,
    )


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("own", ["en", "da", "ru"])
@pytest.mark.parametrize(
    ("language", "day"),
    [
        ("uk", "Вівторок, 30 червня 2026"),
        ("ru", "Вторник, 30 июня 2026"),
        ("en", "Tuesday 30 June"),
    ],
)
def test_day_and_clock_stand_in_both_languages(own: str, language: str, day: str) -> None:
    i18n.set_language(own)
    body = slip_paper(slip(language)).body
    assert "Tirsdag 30. juni 2026" in body
    assert day in body
    assert body.count("10:15") == 2
    assert "Oksana &lt;Kovalenko&gt;" in body


@pytest.mark.usefixtures("qapp")
def test_a_danish_speaker_gets_it_once() -> None:
    assert slip_paper(slip("da")).body.count("10:15") == 1


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(
    ("kind", "has_ticket"), [(AppointmentKind.WELCOME, True), (AppointmentKind.OTHER, False)]
)
def test_the_ticket_for_the_way_is_spoken_of_with_interviews(
    kind: AppointmentKind, has_ticket: bool
) -> None:
    assert ("transport ticket" in slip_paper(slip("en", kind)).body) is has_ticket


def test_it_fits_on_a_page_and_its_file_names_nobody(qapp: QApplication) -> None:
    assert len(slip_paper(slip("uk")).pictures(48)) == 1
    assert file_name(slip("uk")) == "aftale-003-00001-7.pdf"

"""Appointments of the day and what is to be looked at again, on Today."""

from datetime import time, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from desktop.models.absences import AbsenceKind
from desktop.models.appointments import AppointmentKind
from desktop.models.confidential import SupportGroup
from desktop.models.pets import Species
from desktop.models.referrals import ReferralService
from desktop.models.residents import ResidentStatus
from desktop.models.sites import Role
from desktop.services.absences import Absences, AbsenceText
from desktop.services.appointments import Appointments, AppointmentText
from desktop.services.duplicates import Duplicates, Merging
from desktop.services.pets import Pets, PetText
from desktop.services.referrals import ReferralDraft, Referrals
from desktop.services.retention import Retention
from desktop.services.support_needs import NeedText, SupportNeeds
from desktop.services.today import Today
from desktop.views.duplicates.actions import RecordServices
from desktop.views.today.page import TodayPage
from desktop.views.widgets.work_line import WorkLine
from tests.house import TODAY, House, add_resident
from tests.views.residents.stage import Stage, part

DAY = timedelta(days=1)


def today_of(stage: Stage, house: House, role: Role = Role.HOST) -> TodayPage:
    workplace = house.workplace(role)
    page = TodayPage(
        stage.context,
        Today(workplace),
        Retention(workplace),
        records=RecordServices(Duplicates(workplace), Merging(workplace)),
        clock=house.clock,
    )
    stage.show(page)
    return page


def lines(page: QWidget, card: str = "follow_ups") -> list[tuple[str, str]]:
    found = part(page, QWidget, f"{card}_card").findChildren(WorkLine)
    return [(line.title(), line.detail()) for line in found if line.isVisible()]


def press(stage: Stage, page: TodayPage, kind: type[QWidget], name: str) -> None:
    widget = part(page, kind, name)
    widget.setFocus()
    stage.qtbot.keyClick(widget, Qt.Key.Key_Return)


def lay_everything(house: House) -> None:
    host, lead = house.workplace(), house.workplace(Role.LEAD)
    petro, halyna = house.residents["Petro"], house.residents["Halyna"]
    add_resident(
        house,
        "Larysa",
        "Мороз",
        "Лариса",
        "Moroz",
        born=TODAY - 12000 * DAY,
        status=ResidentStatus.ARRIVED,
        arrived_on=TODAY - DAY,
    )
    away = AbsenceText(AbsenceKind.HOSPITAL, TODAY - 3 * DAY, TODAY - DAY)
    Absences(host).record(petro, away)
    Pets(host).record(halyna, PetText(Species.CAT, "Murka", rabies_valid_until=TODAY - DAY))
    need = NeedText(SupportGroup.MENTAL, "Bank på", "Angst", TODAY)
    SupportNeeds(lead).record(halyna, need)
    draft = ReferralDraft(ReferralService.HOME_NURSING, "Sårpleje", TODAY, TODAY)
    Referrals(lead).send(petro, draft)


def test_a_host_sees_what_the_desk_must_remember_and_nothing_confidential(
    stage: Stage, house: House
) -> None:
    lay_everything(house)
    page = today_of(stage, house)
    assert lines(page) == [
        ("2 interviews to be planned", ""),
        ("Petro Bondar", "Expected back on 19 Nov 2026; is everything well?"),
        ("Halyna Koval", "Cat Murka: rabies vaccination ended 19 Nov 2026"),
    ]


def test_a_lead_is_reminded_of_reviews_and_referrals_without_their_reasons(
    stage: Stage, house: House
) -> None:
    lay_everything(house)
    page = today_of(stage, house, Role.LEAD)
    assert lines(page)[3:] == [
        ("Halyna Koval", "Review of what they need, 20 Nov 2026 · Bank på"),
        ("Petro Bondar", "Follow up a referral, 20 Nov 2026"),
    ]
    said = "\n".join(label.text() for label in page.findChildren(QLabel))
    assert [word for word in ("Angst", "Sårpleje", "nursing", "hospital") if word in said] == []


def test_each_line_leads_to_the_work(stage: Stage, house: House) -> None:
    lay_everything(house)
    page = today_of(stage, house)
    press(stage, page, WorkLine, "follow_ups_line_0")
    press(stage, page, WorkLine, "follow_ups_line_1")
    press(stage, page, QPushButton, "follow_ups_pets")
    press(stage, page, QPushButton, "appointments_week")
    assert stage.gone == [
        ("appointments", None),
        ("residents", house.residents["Petro"]),
        ("pets", None),
        ("appointments", None),
    ]


def test_nothing_to_look_at_is_said(stage: Stage, house: House) -> None:
    page = today_of(stage, house)
    assert lines(page) == []
    assert part(page, QLabel, "follow_ups_empty").text().startswith("Nothing is to be looked at")
    assert part(page, QLabel, "appointments_empty").text().startswith("No appointments today")


def test_the_days_appointments_are_listed_by_time(stage: Stage, house: House) -> None:
    appointments = Appointments(house.workplace())
    for name, hour in (("Halyna", 16), ("Petro", 14)):
        text = AppointmentText(AppointmentKind.OTHER, TODAY, time(hour), "Dentist", "Nørrebro")
        appointments.plan(house.residents[name], text)
    page = today_of(stage, house)
    assert lines(page, "appointments") == [
        ("Petro Bondar", "Dentist · Nørrebro"),
        ("Halyna Koval", "Dentist · Nørrebro"),
    ]
    press(stage, page, WorkLine, "appointments_line_0")
    assert stage.gone == [("residents", house.residents["Petro"])]

"""Every page and dialog, opened and switched through the languages while it is open."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from demo.arrival_screens import arrival_screens
from demo.doors import enrol_screens, revoked_screens, seat_screens, sign_in_screens
from demo.gallery import (
    Screen,
    Sitters,
    confidant_screens,
    desk_screens,
    own_texts,
    texts_left_behind,
    texts_on,
)
from demo.hands import settle, wait_until
from demo.inbox import lay_inbox
from desktop.app import DeskApp, OpenDesk
from desktop.i18n import LANGUAGES
from desktop.models.confidential import SupportGroup
from desktop.models.incidents import IncidentCategory, IncidentPart, IncidentPlace
from desktop.models.sites import Role
from desktop.services.conflict_pairs import ConflictPairs
from desktop.services.incidents import Incidents, Report
from desktop.services.profile import Opened, Profile
from desktop.services.protected_files import ProtectedFiles
from desktop.services.restricted_incidents import RestrictedIncidents
from desktop.services.support_needs import NeedText, SupportNeeds
from desktop.sync.enrolment import Colleague, Enrolled
from desktop.views.background import Background
from desktop.views.translator import install_language
from tests.closed_desk import PASSWORD, make_closed_desk
from tests.daily_life import lay_daily_life
from tests.house import NOON, QUICK, TODAY, House
from tests.inbox import refuse


@pytest.fixture
def background(qapp: QApplication) -> Iterator[Background]:
    made = Background()
    yield made
    made.shutdown()
    install_language(qapp, "en")


def walk_through_languages(app: QApplication, screen: Screen, background: Background) -> None:
    """No text of another language is left behind on the open screen, nor an English one."""
    widget = screen.show()
    for code in (*LANGUAGES, "da"):
        install_language(app, code)
        wait_until(lambda: not background.busy, f"{screen.name} is filled")
        settle()
        assert texts_on(widget) & own_texts(code), f"{screen.name} says something in {code}"
        left = texts_left_behind(widget, code)
        assert not left, f"{screen.name}, {code}: {left}"
    screen.put_away()


def test_every_page_and_dialog_of_a_desk(
    house: House, qapp: QApplication, qtbot: QtBot, background: Background
) -> None:
    workplace = house.workplace(Role.LEAD)
    report = Report(
        happened_at=NOON,
        place=IncidentPlace.KITCHEN,
        category=IncidentCategory.NOISE,
        severity=2,
        facts="Høj musik",
        people=((house.residents["Petro"], IncidentPart.INVOLVED),),
    )
    Incidents(workplace).log(report)
    RestrictedIncidents(workplace).log(report)
    halyna, iryna = house.residents["Halyna"], house.residents["Iryna"]
    SupportNeeds(workplace).record(halyna, NeedText(SupportGroup.AGE, "Bank på", "Hofte", TODAY))
    lay_daily_life(house)
    ConflictPairs(workplace).record(halyna, house.residents["Oksana"], "Uvenner")
    ProtectedFiles(workplace).protect(iryna, "Sag 26/114")
    ProtectedFiles(house.workplace()).open(iryna, "Ambulancen er her")
    incident = Incidents(workplace).list()[0].id
    refuse(house, lay_inbox(workplace, house.residents["Danylo"], house.residents["Oksana"]))
    desk = OpenDesk(
        Opened(house.store, house.identity, workplace), background, lambda _name, _value: None
    )
    desk.window.resize(1360, 850)
    desk.window.show()
    desk.start()
    try:
        sitters = Sitters(
            house.residents["Oksana"],
            house.residents["Danylo"],
            house.residents["Halyna"],
            incident,
            protected=iryna,
            needing=halyna,
            paired=halyna,
            with_pet=house.residents["Vira"],
            away=house.residents["Danylo"],
            newcomer=house.residents["Vira"],
            meeting=halyna,
            referred=halyna,
            concerned=house.residents["Danylo"],
        )
        for screen in chain(
            desk_screens(desk, background, sitters),
            confidant_screens(desk, background, sitters),
            arrival_screens(desk, background),
        ):
            if screen.name != "arrivals-columns":  # where the list's own Danish names stand
                walk_through_languages(qapp, screen, background)
    finally:
        desk.close()
        settle()


def test_every_window_before_signing_in(
    house: House, qapp: QApplication, qtbot: QtBot, background: Background, tmp_path: Path
) -> None:
    enrolled = Enrolled(
        house.identity,
        ("Sjællandsgade",),
        (Colleague(house.users[Role.HOST], "host Holm", Role.HOST),),
        (),
    )
    fresh, codes = Profile(tmp_path / "fresh", QUICK), list[str]()
    with enrol_screens(fresh, background, enrolled, PASSWORD, codes) as screens:
        for screen in screens:
            walk_through_languages(qapp, screen, background)
    desk = make_closed_desk(tmp_path / "closed")
    with sign_in_screens(desk.profile, background, desk.code) as screens:
        for screen in screens:
            walk_through_languages(qapp, screen, background)
    with revoked_screens() as screens:
        for screen in screens:
            walk_through_languages(qapp, screen, background)


def test_what_whoever_sits_at_a_desk_can_do_about_it(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    desk = make_closed_desk(tmp_path / "closed")
    program = DeskApp(qapp, desk.profile.folder, chosen_language="da", cost=QUICK)
    program.open_desk(program.profile.open(desk.mette.user_id, PASSWORD))
    try:
        for screen in seat_screens(program):
            walk_through_languages(qapp, screen, program.background)
    finally:
        program.close()
        install_language(qapp, "en")

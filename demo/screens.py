"""``python -m demo.screens DIR``: a picture of every page and dialog, in each language, light and
dark, on made-up people."""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication
from sqlmodel import select

from demo.arrival_screens import arrival_screens
from demo.auditing import auditor_screens, open_as_auditor
from demo.doors import enrol_screens, revoked_screens, seat_screens, sign_in_screens
from demo.duplicate_screens import duplicate_screens
from demo.gallery import (
    Screen,
    Sitters,
    confidant_screens,
    desk_screens,
)
from demo.hands import settle, wait_until
from demo.household_gallery import household_screens
from demo.inbox import lay_inbox
from demo.staff import LEAD
from demo.stage import PASSWORD, SITE, DemoDesk, Stage
from desktop.app import DeskApp, OpenDesk
from desktop.i18n import LANGUAGES
from desktop.models.residents import Resident, ResidentStatus
from desktop.services.appointments import Appointments
from desktop.services.check_in import CheckIns
from desktop.services.check_out import CheckOuts
from desktop.services.child_concerns import ChildConcerns
from desktop.services.conflict_pairs import ConflictPairs
from desktop.services.incidents import Incidents
from desktop.services.interviews import Interviews
from desktop.services.meals import Meals
from desktop.services.pets import Pets
from desktop.services.profile import Profile
from desktop.services.referrals import Referrals
from desktop.services.residents import Residents
from desktop.services.support_needs import SupportNeeds
from desktop.views.background import Background
from desktop.views.theme import apply_theme
from desktop.views.translator import install_language

SIZE = (1360, 850)
MODES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def sitters_of(desk: OpenDesk) -> Sitters:
    """Oksana, someone entitled to meals with an allergy if there is one, the latest incident, whose
    file is protected; for confidants who has a support need and who must not live with whom."""
    workplace = desk.workplace
    meals = Meals(workplace)
    waiting = meals.not_collected(*meals.current())
    with_allergy = [guest for guest in waiting if guest.allergies] or list(waiting)
    arrivals = CheckIns(workplace).arriving_today()
    oksana = next(a.head.id for a in arrivals if a.head.given_names == "Oksana")
    residents = Residents(workplace)
    settled = next(r.id for r in residents.list() if residents.file(r.id).meals_from is None)
    incident = Incidents(workplace).list()[0].id
    everybody = residents.list()
    protected = next(line.id for line in everybody if line.masked)
    needing = paired = ""
    if SupportNeeds(workplace).may_read():
        seen = [line.id for line in everybody if not line.masked]
        needing = next(id_ for id_ in seen if SupportNeeds(workplace).of(id_))
        paired = next(id_ for id_ in seen if ConflictPairs(workplace).of(id_))
    family = next((a.head.id for a in arrivals if a.size > 1), "")
    check_ins = CheckIns(workplace)
    received = next((line.id for line in everybody if not check_ins.steps(line.id).missing), "")
    leaving = next((d.people[0].id for d in CheckOuts(workplace).departures()), "")
    moved_out = residents.list(ResidentStatus.MOVED_OUT)
    left = next((line.id for line in moved_out if residents.file(line.id).leaving), "")
    referred = concerned = ""
    if Referrals(workplace).may_read():
        referred = next(id_ for id_ in seen if Referrals(workplace).of(id_))
        concerned = next(id_ for id_ in seen if ChildConcerns(workplace).of(id_).lines)
    appointments = Appointments(workplace)
    pets = Pets(workplace).house().pets
    return Sitters(
        oksana,
        with_allergy[0].person.id,
        settled,
        incident,
        protected,
        needing,
        paired,
        family,
        leaving,
        left,
        with_pet=next(pet.owner.id for pet in pets if pet.text.passport),
        away=next(line.id for line in everybody if line.status is ResidentStatus.AWAY),
        newcomer=Interviews(workplace).proposed()[0].person.id,
        meeting=next(
            line.person.id
            for line in appointments.between(appointments.today(), 1)
            if line.person.status is ResidentStatus.RESIDENT
        ),
        referred=referred,
        concerned=concerned,
        received=received,
    )


class Pictures:
    """Takes each screen in every language and both themes into ``DIR/<language>/<theme>/``."""

    def __init__(
        self, app: QApplication, folder: Path, languages: Iterable[str], only: Iterable[str] = ()
    ) -> None:
        self._app = app
        self._only = tuple(only)
        self._folder = folder
        self._languages = tuple(languages)
        self.count = 0

    def take(self, screens: Iterable[Screen], background: Background) -> None:
        """Every screen, one after the other."""
        for screen in screens:
            if self._only and not screen.name.startswith(self._only):
                screen.show()
                screen.put_away()
                continue
            self.count += 1
            for mode in MODES:
                apply_theme(self._app, mode)
                for code in self._languages:
                    install_language(self._app, code)
                    widget = screen.show()
                    settle()
                    wait_until(lambda: not background.busy, f"{screen.name} is filled")
                    settle()
                    place = self._folder / code / mode / f"{screen.name}.png"
                    place.parent.mkdir(parents=True, exist_ok=True)
                    widget.grab().save(str(place))
            screen.put_away()


def take_all(stage: Stage, folder: Path, languages: Iterable[str], only: Iterable[str] = ()) -> int:
    """Makes a city, opens its desk and takes every picture; returns how many screens there are."""
    app = QApplication([sys.argv[0]])
    stage.store.start()
    stage.fill()
    desk = stage.desk("desk", "Desk 1")
    office = stage.desk("office", "Office", host=LEAD)
    enrolled = stage.store.enrol("Desk 2", SITE)
    pictures = Pictures(app, folder, languages, only)
    _take_desk(app, desk, pictures)
    _take_audit(app, stage, pictures)
    _take_office(app, office, pictures)
    background = Background()
    try:
        with revoked_screens() as screens:
            pictures.take(screens, background)
        fresh, codes = Profile(stage.folder / "desk-2"), list[str]()
        with enrol_screens(fresh, background, enrolled, PASSWORD, codes) as screens:
            pictures.take(screens, background)
        with sign_in_screens(fresh, background, codes[0]) as screens:
            pictures.take(screens, background)
    finally:
        background.shutdown()
    return pictures.count


def _take_desk(app: QApplication, desk: DemoDesk, pictures: Pictures) -> None:
    program = DeskApp(app, desk.profile.folder)
    program.open_desk(desk.open())
    assert program.desk is not None
    try:
        program.desk.window.resize(*SIZE)
        engine = program.desk.engine
        wait_until(lambda: engine.state.online, "the desk is online")
        sitters = sitters_of(program.desk)
        lay_inbox(program.desk.workplace, sitters.served, sitters.expected)
        wait_until(lambda: engine.state.needs_you >= 3, "the refusal has come")
        pictures.take(desk_screens(program.desk, program.background, sitters), program.background)
        screens = household_screens(program.desk, program.background)
        pictures.take(screens, program.background)
        arrivals = arrival_screens(program.desk, program.background)
        pictures.take(arrivals, program.background)
        pictures.take(duplicate_screens(program.desk, program.background), program.background)
        pictures.take(seat_screens(program), program.background)
    finally:
        program.close()


def _take_audit(app: QApplication, stage: Stage, pictures: Pictures) -> None:
    opened = open_as_auditor(stage)
    with opened.store.read() as session:
        resident = session.exec(select(Resident.id).order_by(Resident.number)).first()
    assert resident is not None
    program = DeskApp(app, stage.folder / "audit")
    program.open_desk(opened)
    assert program.desk is not None
    try:
        program.desk.window.resize(*SIZE)
        engine = program.desk.engine
        wait_until(lambda: engine.state.online, "the desk is online")
        screens = auditor_screens(program.desk, program.background, resident)
        pictures.take(screens, program.background)
    finally:
        program.close()


def _take_office(app: QApplication, desk: DemoDesk, pictures: Pictures) -> None:
    """What a lead sees besides."""
    program = DeskApp(app, desk.profile.folder)
    program.open_desk(desk.open())
    assert program.desk is not None
    try:
        program.desk.window.resize(*SIZE)
        sitters = sitters_of(program.desk)
        screens = confidant_screens(program.desk, program.background, sitters)
        pictures.take(screens, program.background)
    finally:
        program.close()


def main() -> int:
    """Reads the command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="screens", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--lang", choices=tuple(LANGUAGES))
    parser.add_argument(
        "--only",
        metavar="WORD",
        help="screens whose name begins so; repeatable",
        action="append",
        default=[],
    )
    options = parser.parse_args()
    languages = (options.lang,) if options.lang else tuple(LANGUAGES)
    made = Path(tempfile.mkdtemp(prefix="ankomst-screens-"))
    if os.name != "nt":
        made.chmod(0o755)  # PostgreSQL runs as a user of its own when we are root
    stage = Stage(made)
    try:
        count = take_all(stage, options.folder, languages, options.only)
    finally:
        stage.store.stop()
        shutil.rmtree(made, ignore_errors=True)
    print(f"{count} screens in {', '.join(languages)}, light and dark, in {options.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Oksana's first day at the desk, step by step through the real windows (seed 001).

Each step clicks and types as a host does, then looks: what it does not see is an error. The walk
of the demo and the journey test take the same steps.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from demo.gallery import texts_left_behind
from demo.hands import bring_forward, click, find, is_shown, keys, press, settle, wait_until, write
from demo.stage import PASSWORD, DemoDesk
from desktop.app import DeskApp, OpenDesk
from desktop.i18n import LANGUAGES, language
from desktop.models.residents import CHECK_IN, Language
from desktop.services.people import PersonLine
from desktop.services.residents import ResidentFile, Residents
from desktop.services.search import Search
from desktop.services.story import EventKind
from desktop.views.meals.guest_card import GuestCard
from desktop.views.shell.search_box import SearchBox
from desktop.views.start.sign_in_window import SignInWindow

FACTS = "Høj musik i køkkenet efter kl. 22. Talt med Oksana, som blev vækket af larmen."
Picture = Callable[[QWidget, str], None]


class NotAsExpectedError(AssertionError):
    """A step looked and saw something else."""


def expect(holds: bool, what: str) -> None:
    """Raises NotAsExpectedError with ``what`` unless it holds."""
    if not holds:
        raise NotAsExpectedError(what)


@dataclass
class Journey:
    """A desk at Sjællandsgade without a network, and what happens at it."""

    app: QApplication
    demo: DemoDesk
    picture: Picture
    first_language: str = "da"

    def __post_init__(self) -> None:
        self.program = DeskApp(
            self.app, self.demo.profile.folder, chosen_language=self.first_language
        )
        self.oksana = ""

    @property
    def desk(self) -> OpenDesk:
        desk = self.program.desk
        assert desk is not None
        return desk

    @property
    def window(self) -> QWidget:
        return self.desk.window

    def sign_in(self) -> None:
        """A wrong password is told; the right one opens Today."""
        self.program.start()
        start = self.program.start_window
        assert isinstance(start, SignInWindow)
        write(start, "sign_in_password", "forkert kode")
        click(start, "sign_in_button")
        find(start, "sign_in_password_problem", QLabel)
        self.picture(start, "sign-in")
        write(start, "sign_in_password", PASSWORD)
        press(find(start, "sign_in_password", QLineEdit), Qt.Key.Key_Return)
        wait_until(lambda: self.program.desk is not None, "the desk is open")
        self.window.resize(1360, 850)
        bring_forward(self.window)
        find(self.window, "check_in_button_0", QPushButton)

    def see_arrival(self) -> None:
        """Oksana stands on Today, and the desk says that it has no network."""
        line = self._person("Oksana Shevchenko")
        expect(line.age == 34, "Oksana is 34")
        self.oksana = line.id
        self.picture(self.window, "today")

    def check_in(self) -> None:
        """Identity, no photo, bed, lease, house rules in Ukrainian, key, starter kit, meals,
        ticket, privacy notice."""
        window = self.window
        number = self._arrival_number()
        click(window, f"check_in_button_{number}")
        find(window, "identity_confirm", QPushButton)
        self.picture(window, "check-in-identity")
        click(window, "identity_confirm")
        click(window, "photo_declined")
        find(window, "bed_choice_list", QWidget)
        wait_until(find(window, "bed_assign", QPushButton).isEnabled, "a bed is suggested")
        self.picture(window, "check-in-bed")
        click(window, "bed_assign")
        click(window, "lease_signed")
        find(window, "rules_explained", QPushButton)
        click(window, f"rules_language_{Language.UK}")
        self.picture(window, "check-in-house-rules")
        click(window, "rules_explained")
        write(window, "key_note", "2.14-1")
        click(window, "key_handed_over")
        find(window, "kit_hand_out", QPushButton)
        self.picture(window, "check-in-starter-kit")
        click(window, "kit_hand_out")
        click(window, "meals_start")
        click(window, "ticket_handed_over")
        click(window, "privacy_given")
        find(window, "check_in_done", QWidget)
        self.picture(window, "check-in-done")
        shown = self.file()
        expect(shown.steps_done == CHECK_IN, "every step of the check-in is done")
        expect(bool(shown.person.place), "Oksana has a bed")
        expect(shown.meals_from == self.desk.workplace.today(), "meals begin today")
        mates = [
            line
            for line in Residents(self.desk.workplace).list()
            if line.id != self.oksana and line.place.split(" ")[0] == shown.person.place.split()[0]
        ]
        expect(len(mates) == 1, "it is a room for two")
        expect(mates[0].sex is shown.person.sex, "she shares it with a woman")
        expect(abs((mates[0].age or 0) - 34) <= 8, "of her age")

    def find_her(self) -> None:
        """By name in either script, by part of it, by her room and by her number."""
        person = self.file().person
        box = self.desk.window.top_bar.search_box
        for typed in ("Шевченко", "shevchenko", "oksana", person.place, person.number):
            box.setFocus()
            box.clear()
            keys(box, typed)
            wait_until(self._is_found, f"{typed} finds Oksana")
            if typed == "Шевченко":
                self.picture(self.window, "search")
        press(box, Qt.Key.Key_Escape)
        box.clear()
        self.desk.window.go("residents", self.oksana)
        find(self.window, "file_name", QLabel)
        self.picture(self.window, "file")

    def serve_lunch(self) -> None:
        """Once; a second try names when, at which desk and by whom."""
        window = self.window
        self.desk.window.go("meals")
        click(window, "meals_segment_lunch")
        self._at_the_serving_desk()
        wait_until(find(window, "meals_serve", QPushButton).isEnabled, "Oksana can be served")
        self.picture(window, "meals-ready")
        click(window, "meals_serve")
        wait_until(lambda: self._servings() == 1, "Oksana is served")
        press(find(window, "meals_entry", QLineEdit), Qt.Key.Key_Escape)
        self._at_the_serving_desk()
        find(window, "meals_serve_anyway", QPushButton)
        wait_until(self._refused, "the second try is refused")
        told = find(window, "meals_refusal", QWidget).accessibleName()
        expect("Desk 1" in told, "the refusal names the desk")
        expect("Mette Holm" in told, "the refusal names the colleague")
        expect(self._servings() == 1, "nobody is served twice")
        self.picture(window, "meals-already-served")

    def begin_incident(self) -> None:
        """Half a report: the kitchen, noise, Oksana, what happened."""
        window = self.window
        self.desk.window.go("incidents")
        click(window, "incident_new")
        wait_until(lambda: not self.program.background.busy, "the form is ready")
        click(window, "incident_place_kitchen")
        click(window, "incident_category_noise")
        click(window, "incident_severity_2")
        self._choose_person("incident_people_search")
        facts = find(window, "incident_facts", QPlainTextEdit)
        facts.setFocus()
        keys(facts, FACTS)
        settle()

    def switch_languages(self) -> None:
        """Every text changes at once, Qt's own buttons too, and nothing typed is lost."""
        window = self.window
        for code in (*LANGUAGES, self.first_language):
            self.choose_language(code)
            left = texts_left_behind(window, code)
            expect(not left, f"no text of another language is left in {code}: {left}")
            facts = find(window, "incident_facts", QPlainTextEdit)
            expect(facts.toPlainText() == FACTS, f"the text is still there in {code}")
            kitchen = find(window, "incident_place_kitchen", QAbstractButton)
            expect(kitchen.isChecked(), f"the kitchen is still chosen in {code}")
        self.picture(window, "incident")
        expect(len(self._cancel_words()) == len(LANGUAGES), "Qt's own buttons change too")

    def save_incident(self) -> None:
        """The report is saved and stands in the list and in Oksana's story."""
        before = len(self._events(EventKind.INCIDENT))
        click(self.window, "incident_save")
        wait_until(
            lambda: len(self._events(EventKind.INCIDENT)) == before + 1, "the incident is saved"
        )
        self.picture(self.window, "incidents")

    def look_at_the_rest(self) -> None:
        """The board, the kits, and what waits to be sent."""
        for page in ("rooms", "kits", "sync"):
            self.desk.window.go(page)
            settle()
            wait_until(lambda: not self.program.background.busy, f"{page} is filled")
            self.picture(self.window, page)
        wait_until(lambda: self.desk.engine.state.waiting > 0, "the work waits to be sent")
        expect(not self.desk.engine.state.online, "there is no network")

    def choose_language(self, code: str) -> None:
        """A click on the language's own name."""
        switch = self.desk.window.top_bar.language_switch
        for button in switch.buttons():
            if button.text() == LANGUAGES[code]:
                QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        settle()
        expect(language() == code, f"the language is {code}")
        wait_until(lambda: not self.program.background.busy, f"the page is filled in {code}")

    def file(self) -> ResidentFile:
        """Oksana's file as this desk has it."""
        return Residents(self.desk.workplace).file(self.oksana)

    def close(self) -> None:
        """Ends the program as a host does."""
        self.program.close()
        settle()

    def _person(self, name: str) -> PersonLine:
        found = [p for p in Search(self.desk.workplace).people(name) if p.name == name]
        expect(len(found) == 1, f"there is one {name}")
        return found[0]

    def _arrival_number(self) -> int:
        number = 0
        while is_shown(self.window, f"check_in_button_{number}"):
            button = find(self.window, f"check_in_button_{number}", QPushButton)
            if "Oksana Shevchenko" in button.accessibleName():
                return number
            number += 1
        raise NotAsExpectedError("Oksana does not stand on Today")

    def _is_found(self) -> bool:
        box = self.desk.window.top_bar.search_box
        hits = box.results().hits
        return box.results().isVisible() and self.oksana in [hit.argument for hit in hits]

    def _at_the_serving_desk(self) -> None:
        self._choose_person("meals_entry")
        wait_until(
            lambda: any(card.isVisible() for card in self.window.findChildren(GuestCard)),
            "the household is shown",
        )

    def _refused(self) -> bool:
        """Enter is passed over for a moment after a household came up; a host presses again."""
        press(find(self.window, "meals_entry", QLineEdit), Qt.Key.Key_Return)
        return is_shown(self.window, "meals_refusal")

    def _choose_person(self, field: str) -> None:
        finder = find(self.window, field, SearchBox)
        wait_until(lambda: not self.program.background.busy, "the page is filled")
        bring_forward(self.window)
        finder.setFocus()
        finder.clear()
        keys(finder, "oksana shev")
        wait_until(lambda: bool(finder.results().hits), "Oksana is found")
        press(finder, Qt.Key.Key_Return)
        wait_until(lambda: not self.program.background.busy, "Oksana is chosen")

    def _servings(self) -> int:
        return len(self._events(EventKind.MEAL))

    def _events(self, kind: EventKind) -> list[object]:
        return [event for event in self.file().events if event.kind is kind]

    def _cancel_words(self) -> set[str]:
        """What Qt's own Cancel button says in each language, on a dialog that is open."""
        dialog = QDialog(self.window)
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, dialog)
        words = set()
        for code in (*LANGUAGES, self.first_language):
            self.choose_language(code)
            words.add(box.button(QDialogButtonBox.StandardButton.Cancel).text())
        dialog.deleteLater()
        return words

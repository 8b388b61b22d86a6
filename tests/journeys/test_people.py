"""Those for whom a house has to think a little further, through the real window by keyboard."""

from datetime import date

from PySide6.QtWidgets import QLabel, QWidget

from desktop.models.residents import Household, HouseholdRole, LegalGroup, Sex
from desktop.services.residents import Residents
from desktop.services.rooms import Rooms
from desktop.services.search import Search
from desktop.views.widgets.chip import Chip
from tests.house import House, add_resident
from tests.journeys.announcing import Coming, announce
from tests.journeys.checking_in import check_in
from tests.journeys.keyboard import CONTROL, Key, Keyboard

SIXTEEN = date(2010, 6, 6)


def register(host: Keyboard, **fields: str) -> None:
    """Somebody who was not expected, from the page of residents; the file shows then."""
    host.look_up("residents")
    host.press(Key.Key_N, modifier=CONTROL)
    for name, text in fields.items():
        host.fill(name, text)
    host.enter()
    host.see("resident_file", QWidget)


def chips(host: Keyboard, name: str) -> set[str]:
    """The short words in a part of the page that say what is wrong."""
    return {text for text in host.texts(name) if text in {"No guardian", "Here without an adult"}}


def test_minor_who_came_alone_is_pointed_out_and_who_answers_for_him_is_told(
    house: House, host: Keyboard
) -> None:
    alone = Household(site_id=house.site_id)
    house.lay_down(alone)
    add_resident(
        house,
        "Bohdan",
        "Лис",
        "Богдан",
        "Lys",
        born=SIXTEEN,
        bed="1.01 A",
        sex=Sex.MALE,
        household_id=alone.id,
        household_role=HouseholdRole.HEAD,
    )
    host.look_up("today")
    assert chips(host, "guardians_line_0") == {"No guardian", "Here without an adult"}
    host.tab_to("guardians_line_0")
    host.enter()
    assert chips(host, "household_member_0") == {"No guardian", "Here without an adult"}
    host.tab_to("guardian_add_0")
    host.enter()
    host.press(Key.Key_End)  # somebody who lives elsewhere
    host.fill("guardian_name", "Oksana Lys")
    host.fill("guardian_phone", "+45 00 24 18 07")
    host.fill("guardian_relation", "aunt")
    host.enter()
    assert "Guardian: Oksana Lys · aunt · lives elsewhere · +45 00 24 18 07" in host.texts(
        "household_member_0"
    )
    assert chips(host, "household_member_0") == {"Here without an adult"}
    host.picture("minor")
    host.look_up("today")
    assert chips(host, "guardians_line_0") == {"Here without an adult"}


def test_bed_of_a_patient_stays_taken_while_she_is_in_hospital(
    house: House, host: Keyboard
) -> None:
    announce(host, "Savchuk", [Coming("Nadiia", "5.5.1970", "W")], group=LegalGroup.PATIENT)
    host.enter()
    check_in(host)
    place = Search(house.workplace()).people("nadiia")[0].place
    host.enter()
    assert "Patient" in host.texts("resident_file")
    host.tab_to("add_absences")
    host.enter()
    host.press(Key.Key_Left, 2)  # from travelling to the hospital
    host.enter()
    assert "In hospital" in host.texts("absences_0")
    assert host.see("file_status", Chip).text() == "Away"
    assert host.see("file_place", Chip).text() == f"Room {place}"
    free = Rooms(house.workplace()).choices(house.residents["Oksana"])
    assert place not in [choice.bed.place for choice in free], "it is offered to nobody"
    host.picture("patient-away")
    host.tab_to("absences_back_0")
    host.enter()
    assert host.see("file_status", Chip).text() == "Lives here"
    assert host.see("file_place", Chip).text() == f"Room {place}"
    host.picture("patient")


def test_twins_are_two_people_and_stay_two(house: House, host: Keyboard) -> None:
    born = "3.3.1996"
    twins = (Coming("Ivan", born, "M"), Coming("Pavlo", born, "M", HouseholdRole.OTHER))
    announce(host, "Rudenko", twins)
    host.enter()
    check_in(host)
    host.enter()
    family = "\n".join(host.texts("file_household"))
    assert "Ivan Rudenko" in family
    assert "Pavlo Rudenko" in family
    host.picture("twins")
    found = Search(house.workplace()).people("rudenko 3.3.1996")
    assert sorted(line.given_names for line in found) == ["Ivan", "Pavlo"]
    assert len({line.number for line in found}) == 2
    assert not host.sees("file_records"), "nobody takes them for one person"
    host.look_up("today")
    assert not host.sees("duplicates_card")


def test_single_name_in_latin_letters_is_a_whole_name(house: House, host: Keyboard) -> None:
    register(host, given_names="Yulia")
    assert host.see("file_name", QLabel).text() == "Yulia"
    assert not host.sees("file_name_cyrillic")
    host.look_up("today")
    host.look_up("Юлія")
    assert host.see("file_name", QLabel).text() == "Yulia"
    host.picture("single-name")


def test_person_without_papers_is_registered_and_found(house: House, host: Keyboard) -> None:
    register(host, given_names="Stepan", surname="Hrytsenko", birth_date="about 34")
    assert any("about 34" in text for text in host.texts("resident_file"))
    file = Residents(house.workplace()).file(Search(house.workplace()).people("stepan")[0].id)
    assert (file.details.cpr, file.details.document_number) == ("", "")
    host.look_up("today")
    host.look_up("гриценко")
    assert host.see("file_name", QLabel).text() == "Stepan Hrytsenko"
    host.picture("without-papers")

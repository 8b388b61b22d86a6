"""What was typed is kept for its writer, each resident apart, until it is saved."""

import json
from dataclasses import replace

from desktop.models.sites import Role
from desktop.services.details import Details
from desktop.services.details_drafts import SOMEBODY_NEW, DetailsDrafts
from desktop.services.incidents import Incidents
from desktop.services.protected_files import ProtectedFiles
from desktop.services.registering import Registering
from desktop.services.residents import Residents
from tests.house import House


def test_each_resident_has_a_draft_of_their_own(house: House) -> None:
    drafts = DetailsDrafts(house.workplace())
    halyna, petro = house.residents["Halyna"], house.residents["Petro"]
    drafts.save(halyna, {"phone": "20"})
    drafts.save(petro, {"phone": "30"})
    drafts.save(halyna, {"phone": "20 1", "languages": ["uk"]})
    Incidents(house.workplace()).save_draft({"facts": "Larm"})
    assert drafts.load(halyna) == {"phone": "20 1", "languages": ["uk"]}
    assert drafts.load(petro) == {"phone": "30"}
    drafts.drop(halyna)
    assert drafts.load(halyna) is None
    drafts.save(petro, {})
    assert drafts.load(petro) is None
    assert Incidents(house.workplace()).load_draft() == {"facts": "Larm"}


def test_draft_is_its_writers_alone(house: House) -> None:
    halyna = house.residents["Halyna"]
    DetailsDrafts(house.workplace()).save(halyna, {"phone": "20"})
    assert DetailsDrafts(house.workplace(Role.LEAD)).load(halyna) is None


def test_saved_details_take_the_draft_away(house: House) -> None:
    drafts, residents = DetailsDrafts(house.workplace()), Residents(house.workplace())
    halyna, petro = house.residents["Halyna"], house.residents["Petro"]
    for about in (halyna, petro, SOMEBODY_NEW):
        drafts.save(about, {"diet": "Veg"})
    residents.change(halyna, replace(residents.file(halyna).details, diet="Vegetar"))
    Registering(house.workplace()).register(Details(given_names="Vira"))
    assert [drafts.load(about) for about in (halyna, petro, SOMEBODY_NEW)] == [
        None,
        {"diet": "Veg"},
        None,
    ]


def test_draft_of_a_file_that_was_closed_meanwhile_is_not_shown(house: House) -> None:
    drafts, halyna = DetailsDrafts(house.workplace()), house.residents["Halyna"]
    drafts.save(halyna, {"phone": "20"})
    ProtectedFiles(house.workplace(Role.LEAD)).protect(halyna, "Sag")
    assert drafts.load(halyna) is None
    ProtectedFiles(house.workplace()).open(halyna, "Ambulancen")
    assert drafts.load(halyna) == {"phone": "20"}


def test_draft_is_never_sent(house: House) -> None:
    DetailsDrafts(house.workplace()).save(house.residents["Halyna"], {"phone": "Hemmelig"})
    with house.store.read() as session:
        sent = session.connection().exec_driver_sql("SELECT * FROM outbox_change").all()
    assert "Hemmelig" not in json.dumps([list(map(str, row)) for row in sent])

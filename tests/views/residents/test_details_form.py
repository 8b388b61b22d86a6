"""The form of the papers, by itself."""

import json
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop.models.residents import BirthPrecision, Language, Sex
from desktop.services.birth import Birth
from desktop.services.details import Details
from desktop.views.residents.birth_field import BirthField
from desktop.views.residents.details_form import DetailsForm
from desktop.views.residents.languages_field import LanguagesField
from desktop.views.widgets.member_box import MemberBox
from desktop.views.widgets.typed_date_field import TypedDateField
from tests.house import TODAY
from tests.views.residents.stage import part

SOMEBODY = Details(surname="–", given_names="–")


@pytest.fixture
def form(qtbot: QtBot) -> DetailsForm:
    made = DetailsForm(lambda: TODAY)
    qtbot.addWidget(made)
    made.show_details(SOMEBODY)
    return made


@pytest.mark.parametrize("typed", ["14.02.1992", "14/2/1992", "14 02 1992", "14021992"])
def test_birth_date_is_read_however_it_is_typed(qtbot: QtBot, typed: str) -> None:
    field = BirthField(lambda: TODAY)
    qtbot.addWidget(field)
    qtbot.keyClicks(field, typed)
    assert field.value() == Birth(date(1992, 2, 14), BirthPrecision.EXACT)
    assert field.problem() is None


@pytest.mark.parametrize("typed", ["31.02.1992", "abc", "1.1.92"])
def test_what_is_no_date_is_told(qtbot: QtBot, typed: str) -> None:
    field = BirthField(lambda: TODAY)
    qtbot.addWidget(field)
    qtbot.keyClicks(field, typed)
    assert field.value() is None
    assert field.problem()


def test_year_alone_makes_the_date_a_year_only(qtbot: QtBot, form: DetailsForm) -> None:
    field = part(form, BirthField, "birth_date")
    qtbot.keyClicks(field, "1949")
    details = form.details()
    assert details.birth_date == date(1949, 1, 1)
    assert details.birth_precision is BirthPrecision.YEAR
    field.clear()
    qtbot.keyClicks(field, "02.03.1949")
    assert form.details().birth_precision is BirthPrecision.EXACT


def test_every_member_comes_back_as_itself(form: DetailsForm) -> None:
    part(form, MemberBox, "sex").set_value(Sex.FEMALE)
    part(form, MemberBox, "interpreter_language").set_value(Language.RU)
    details = form.details()
    assert details.sex is Sex.FEMALE
    assert details.interpreter_language is Language.RU


def test_cpr_number_that_disagrees_with_the_birth_date_is_told(
    qtbot: QtBot, form: DetailsForm
) -> None:
    qtbot.keyClicks(part(form, BirthField, "birth_date"), "14.02.1992")
    assert form.problems() == {}
    form.rows["cpr"].control.setFocus()
    qtbot.keyClicks(form.rows["cpr"].control, "1502921234")
    assert "don't agree" in form.rows["cpr"].error()


def test_future_birth_date_is_told(qtbot: QtBot, form: DetailsForm) -> None:
    qtbot.keyClicks(part(form, BirthField, "birth_date"), "14.02.2092")
    assert "future" in form.rows["birth_date"].error()


def test_missing_name_is_pointed_out_before_anything_is_told(form: DetailsForm) -> None:
    form.show_details(Details())
    assert form.rows["given_names"].error() == ""
    assert form.accept_or_point_out() is None
    assert "given_names" in form.problems()


def test_draft_keeps_what_is_not_right_yet(qtbot: QtBot, form: DetailsForm) -> None:
    qtbot.keyClicks(part(form, BirthField, "birth_date"), "14.2")
    draft = form.draft()
    form.show_details(SOMEBODY)
    assert not form.is_edited()
    form.restore(draft)
    assert part(form, BirthField, "birth_date").text() == "14.2"
    assert form.is_edited()


def test_fields_stand_below_each_other_where_it_is_narrow(qtbot: QtBot, form: DetailsForm) -> None:
    given, surname = form.rows["given_names"], form.rows["surname"]
    form.resize(900, 900)
    form.show()
    qtbot.waitUntil(lambda: given.y() == surname.y())
    form.resize(320, 900)
    qtbot.waitUntil(lambda: given.y() < surname.y())


def test_age_is_read_as_an_estimate_and_read_back(qtbot: QtBot, form: DetailsForm) -> None:
    field = part(form, BirthField, "birth_date")
    qtbot.keyClicks(field, "about 34")
    details = form.details()
    assert (details.birth_date, details.birth_precision) == (
        date(1992, 1, 1),
        BirthPrecision.ESTIMATED,
    )
    assert form.rows["birth_date"].notice() == "born about 1992 · about 34 years"
    field.clear()
    qtbot.keyClicks(field, "1950")
    assert form.details().birth_precision is BirthPrecision.ESTIMATED


def test_exact_date_needs_its_day(qtbot: QtBot, form: DetailsForm) -> None:
    qtbot.keyClicks(part(form, BirthField, "birth_date"), "1991")
    part(form, MemberBox, "birth_precision").set_value(BirthPrecision.EXACT)
    assert form.accept_or_point_out() is None
    assert "day, month and year" in form.rows["birth_date"].error()


def test_hint_waits_until_the_field_is_left(qtbot: QtBot, form: DetailsForm) -> None:
    form.show()
    form.activateWindow()
    phone, email = part(form, QLineEdit, "phone"), part(form, QLineEdit, "email")
    phone.setFocus()
    qtbot.waitUntil(phone.hasFocus)
    qtbot.keyClicks(phone, "mor 20")
    assert form.rows["phone"].notice() == ""
    qtbot.keyClick(phone, Qt.Key.Key_Tab)
    assert "kept as you wrote it" in form.rows["phone"].notice()
    assert "kept as you wrote it" in phone.accessibleDescription()
    qtbot.keyClicks(email, "ira@gmial.com")
    qtbot.keyClick(email, Qt.Key.Key_Tab)
    assert form.rows["email"].notice() == "Is ira@gmail.com meant?"
    phone.clear()
    qtbot.keyClicks(phone, "0671234567")
    assert form.rows["phone"].notice() == "Taken as Ukrainian: +380 67 123 4567"
    assert form.accept_or_point_out() is not None


def test_date_of_papers_that_is_none_is_pointed_out_even_where_it_is_folded_away(
    qtbot: QtBot, form: DetailsForm
) -> None:
    qtbot.keyClicks(part(form, TypedDateField, "document_expires_on"), "31.02.2027")
    form.folds["papers"].set_open(False)
    assert form.accept_or_point_out() is None
    assert form.folds["papers"].is_open
    assert "14.02.2027" in form.rows["document_expires_on"].error()


def test_part_folds_by_keys_and_tab_passes_it_by(qtbot: QtBot, form: DetailsForm) -> None:
    form.show()
    form.activateWindow()
    button = part(form, QPushButton, "details_papers")
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert not part(form, QLineEdit, "document_type").isVisible()
    qtbot.keyClick(button, Qt.Key.Key_Tab)
    assert part(form, QPushButton, "details_contact").hasFocus()


def test_languages_are_switched_by_keys_with_one_tab_stop(qtbot: QtBot, form: DetailsForm) -> None:
    form.show_details(replace(SOMEBODY, languages=("ru", "xx")))
    form.show()
    form.activateWindow()
    field = part(form, LanguagesField, "languages")
    first, second, third = field.buttons()[:3]
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    qtbot.keyClick(first, Qt.Key.Key_Space)
    qtbot.keyClick(first, Qt.Key.Key_Right)
    assert second.hasFocus()
    qtbot.keyClick(second, Qt.Key.Key_Right)
    qtbot.keyClick(third, Qt.Key.Key_Space)
    assert form.details().languages == ("ru", "xx", "uk", "da")
    qtbot.keyClick(third, Qt.Key.Key_Tab)
    assert part(form, QPushButton, "details_health").hasFocus()


def test_only_what_was_typed_is_a_change(qtbot: QtBot, form: DetailsForm) -> None:
    kept = replace(
        SOMEBODY,
        phone="+4520123456",
        cpr="2110625629",
        birth_date=date(1991, 5, 3),
        birth_precision=BirthPrecision.ESTIMATED,
        languages=("uk",),
    )
    form.show_details(kept)
    assert not form.is_edited()
    assert form.details() == kept
    assert part(form, QLineEdit, "phone").text() == "+45 20 12 34 56"
    qtbot.keyClicks(part(form, QLineEdit, "diet"), "Vegetar")
    assert form.changes() == {"diet": "Vegetar"}
    form.show_details(replace(kept, email="halyna@ukr.net"))
    form.restore({"diet": "Vegetar", "sex": "no such", "languages": "uk", "unknown": 1})
    assert form.changes() == {"diet": "Vegetar"}
    assert form.details().email == "halyna@ukr.net"


def test_draft_can_be_kept_as_json(form: DetailsForm) -> None:
    form.show_details(replace(SOMEBODY, sex=Sex.FEMALE, languages=("uk",)))
    assert json.loads(json.dumps(form.draft())) == form.draft()

"""The form of the papers, by itself."""

from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from desktop.models.residents import BirthPrecision, Language, Sex
from desktop.services.birth import Birth
from desktop.services.details import Details
from desktop.views.residents.birth_field import BirthField
from desktop.views.residents.details_form import DetailsForm
from desktop.views.widgets.member_box import MemberBox
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

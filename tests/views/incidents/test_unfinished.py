"""A draft gives back what was written, and survives what it doesn't know."""

import json

from hypothesis import given
from hypothesis import strategies as st

from desktop.models.incidents import IncidentCategory, IncidentPart, IncidentPlace
from desktop.views.incidents.unfinished import Involved, Unfinished, from_draft, to_draft
from tests.house import NOON

people = st.builds(Involved, st.text(), st.text(), st.text(), st.sampled_from(IncidentPart))
forms = st.builds(
    Unfinished,
    st.just(NOON),
    st.none() | st.sampled_from(IncidentPlace),
    st.none() | st.sampled_from(IncidentCategory),
    st.none() | st.integers(1, 4),
    st.lists(people).map(tuple),
    st.text(),
    st.text(),
    st.booleans(),
    st.booleans(),
    st.text(),
)
json_values = st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.integers())


@given(forms)
def test_draft_gives_back_what_was_written(form: Unfinished) -> None:
    assert from_draft(json.loads(json.dumps(to_draft(form))), NOON) == form


@given(st.dictionaries(st.sampled_from(list(to_draft(Unfinished(NOON)))), json_values))
def test_draft_of_another_version_never_stops_the_form(draft: dict[str, object]) -> None:
    assert from_draft(draft, NOON).happened_at.tzinfo is not None


def test_only_the_clock_is_nothing_to_keep() -> None:
    assert not Unfinished(NOON).begun
    assert not Unfinished(NOON, facts="  \n").begun
    assert Unfinished(NOON, injuries=True).begun


def test_report_needs_place_kind_and_severity() -> None:
    assert Unfinished(NOON, IncidentPlace.KITCHEN, None, 2, facts="x").report() is None
    report = Unfinished(NOON, IncidentPlace.KITCHEN, IncidentCategory.NOISE, 2, facts="x").report()
    assert report is not None
    assert report.severity == 2

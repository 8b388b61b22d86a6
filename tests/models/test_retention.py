"""Who is due, by pure rules."""

from datetime import date, timedelta

import pytest

from desktop.models.base import new_id
from desktop.models.retention import ACCESS_LOG, KEEPING, Life, all_due, default_rules, due, rules

TODAY = date(2026, 11, 20)
RULES = default_rules()


def long_ago(kind: str, days: int = 0) -> date:
    return TODAY - timedelta(days=RULES[kind].days + days)


def life(**facts: object) -> Life:
    gone = {"status": "moved_out", "moved_out_on": long_ago("residents")}
    return Life(**{"id": new_id(), "site_id": "s", "number": "1", **gone, **facts})  # type: ignore[arg-type]


def test_due_from_the_very_day_on_which_the_days_are_over() -> None:
    found = due(life(), RULES, TODAY)
    assert found is not None
    assert (found.kind, found.due_on) == ("residents", TODAY)
    assert due(life(), RULES, TODAY - timedelta(days=1)) is None


def test_without_a_day_of_moving_out_the_end_of_the_last_stay_counts() -> None:
    ended = life(moved_out_on=None, last_stay_ended_on=long_ago("residents", 3))
    found = due(ended, RULES, TODAY)
    assert found is not None
    assert found.due_on == TODAY - timedelta(days=3)
    assert due(life(moved_out_on=None), RULES, TODAY) is None
    open_ended = life(moved_out_on=None, last_stay_ended_on=date(2000, 1, 1), open_stay=True)
    assert due(open_ended, RULES, TODAY) is None


@pytest.mark.parametrize("status", ["arrived", "resident", "away"])
def test_who_lives_here_is_never_due(status: str) -> None:
    assert due(life(status=status), RULES, TODAY) is None


@pytest.mark.parametrize("status", ["expected", "no_show", "cancelled"])
def test_who_never_came_is_due_by_a_rule_of_their_own(status: str) -> None:
    never = life(status=status, moved_out_on=None, expected_on=long_ago("never_came"))
    found = due(never, RULES, TODAY)
    assert found is not None
    assert found.kind == "never_came"
    assert due(life(status=status, moved_out_on=None), RULES, TODAY) is None, "made just now"


@pytest.mark.parametrize("kind", KEEPING)
def test_what_is_younger_than_its_days_keeps_the_file(kind: str) -> None:
    assert due(life(last={kind: long_ago(kind, -1)}), RULES, TODAY) is None
    found = due(life(last={kind: long_ago(kind)}), RULES, TODAY)
    assert found is not None
    assert found.due_on == TODAY


def test_hold_and_open_incident_keep_the_file_whatever_the_days() -> None:
    assert due(life(open_incident=True), RULES, TODAY) is None
    assert due(life(hold_reason="Klagesag"), RULES, TODAY) is None
    assert due(life(hold_reason="Klagesag", hold_until=TODAY), RULES, TODAY) is None
    over = life(hold_reason="Klagesag", hold_until=TODAY - timedelta(days=1))
    assert due(over, RULES, TODAY) is not None


def test_what_hangs_on_a_merged_record_keeps_the_person_and_it_is_never_due_alone() -> None:
    person = life()
    gone = life(id=new_id(), merged_into=person.id)
    (found,) = all_due([gone, person], RULES, TODAY)
    assert found.id == person.id
    for facts in (
        {"last": {"meals": long_ago("meals", -1)}},
        {"open_incident": True},
        {"hold_reason": "Klagesag"},
    ):
        kept = life(id=new_id(), merged_into=person.id, **facts)
        assert all_due([person, kept, gone], RULES, TODAY) == []
    living = life(id=new_id(), status="resident")
    assert all_due([living, life(id=new_id(), merged_into=living.id)], RULES, TODAY) == []
    unknown = life(moved_out_on=None, last_stay_ended_on=None)
    stayed = life(id=new_id(), merged_into=unknown.id, last_stay_ended_on=date(2015, 1, 1))
    (found,) = all_due([unknown, stayed], RULES, TODAY)
    assert (found.id, found.gone_on) == (unknown.id, date(2015, 1, 1))
    (alone,) = all_due([life(id=new_id(), merged_into=new_id())], RULES, TODAY)
    assert alone.kind == "residents", "the other is not held here"


def test_settings_that_are_no_days_are_passed_by() -> None:
    chosen = rules({"retention.meals": 10, "retention.kits": "ten", "retention.incidents": True})
    assert (chosen["meals"].days, chosen["meals"].is_default) == (10, False)
    assert chosen["kits"] == RULES["kits"]
    assert chosen["incidents"] == RULES["incidents"]
    assert rules({"retention.warnings": -1}) == RULES


def test_setting_below_the_least_of_a_rule_is_passed_by() -> None:
    least = RULES[ACCESS_LOG].least
    assert least == 180
    assert rules({"retention.access_log": least - 1}) == RULES
    assert rules({"retention.access_log": least})[ACCESS_LOG].days == least
    assert all(rule.least <= rule.days for rule in RULES.values())


def test_every_rule_names_who_decided_it() -> None:
    assert all(rule.source.strip() and rule.counted_from for rule in RULES.values())

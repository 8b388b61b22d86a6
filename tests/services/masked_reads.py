"""What every service answers, asked about somebody whose file is protected."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from desktop.models.meals import Meal
from desktop.services.arrivals.announced import Announced
from desktop.services.arrivals.list_rows import ListRow
from tests.house import TODAY

SECRETS = (
    "Quirina",
    "Xaviuk",
    "Квірина",
    "Ксав’юк",
    "1977-07-07",
    "0707774444",
    "20777777",
    "20778888",
    "quirina@example.org",
    "FX123456",
    "Zenovia",
    "Ikke svinekød",
    "1234-quirina",
    "Stilhed",
    "XVIRINA",
    "Quasimodo",
    "208210000771123",
    "Bispebjerg",
    "Sårklinikken",
    "Kirurgi",
)
"""What nobody may read of her who has not opened the file."""

WRITES = {
    "Absences": {"record", "change", "leave", "come_back"},
    "Appointments": {"plan", "change", "settle"},
    "ArrivalLists": {"take"},
    "CheckIns": {
        *("confirm_identity", "take_photos", "assign_bed", "assign_beds", "sign_lease"),
        *("explain_rules", "hand_over_key", "start_meals", "hand_over_ticket"),
        *("give_privacy_notice", "undo_step"),
    },
    "CheckOuts": {
        *("plan", "inspect", "take_keys", "take_loans", "free_beds", "finish"),
        *("cancel", "undo", "undo_step"),
    },
    "ChildConcerns": {"pass_on", "take_back"},
    "ExpectedArrivals": {"register", "move", "no_show", "cancel", "expect_again", "undo"},
    "Duplicates": {"tell_apart", "take_back"},
    "Merging": {"merge", "undo"},
    "Receiving": {"again"},
    "ConflictPairs": {"record", "end"},
    "Guardians": {"name", "end"},
    "HouseholdMoves": {"move", "take_back"},
    "Households": {"join", "split", "give_places", "describe", "take_back"},
    "Incidents": {"log", "add_measure", "close", "save_draft", "drop_draft"},
    "Kits": {"hand_out", "hand_out_to_all", "take_back", "deliver", "count"},
    "Meals": {"serve", "undo"},
    "NeedsYou": {
        "decide_conflict",
        "settle_contested",
        "send_again",
        "drop_refused",
        "see_opening",
    },
    "Pets": {"record", "change", "leave"},
    "Preferences": {"choose"},
    "ProtectedFiles": {"protect", "unprotect", "open", "mark_seen"},
    "DetailsDrafts": {"save", "drop"},
    "Photos": {"take", "undo", "remove", "put_back"},
    "Registering": {"register"},
    "Residents": {"change", "seen_today", "undo_seen", "here_again", "put_back"},
    "Referrals": {"send", "note_answer"},
    "Retention": {"hold"},
    "Returns": {"receive", "undo"},
    "RestrictedIncidents": {"log", "add_measure", "close", "save_draft", "drop_draft"},
    "Search": {"prepare"},
    "SiteMoves": {"move"},
    "SupportNeeds": {"record", "change", "end"},
}
"""What changes something, and answers with no person."""

Read = Callable[[Any, Any], Any]
READS: dict[str, dict[str, Read]] = {
    "Absences": {
        "today": lambda s, _: s.today(),
        "of": lambda s, x: s.of(x.child),
        "overdue": lambda s, _: s.overdue(),
        "leaving": lambda s, _: s.leaving(),
    },
    "Appointments": {
        "today": lambda s, _: s.today(),
        "of": lambda s, x: s.of(x.resident),
        "between": lambda s, _: s.between(TODAY, 7),
        "unsettled": lambda s, _: s.unsettled(),
        "slip": lambda s, x: s.slip(x.appointment),
    },
    "ArrivalLists": {"check": lambda s, x: s.check([_row_about_her(x)])},
    "ExpectedArrivals": {
        "today": lambda s, _: s.today(),
        "week": lambda s, _: s.week(TODAY),
        "centres": lambda s, _: s.centres(),
    },
    "ChildConcerns": {
        "now": lambda s, _: s.now(),
        "of": lambda s, x: s.of(x.resident),
    },
    "CheckIns": {
        "arrivals": lambda s, _: s.arrivals(),
        "arriving_today": lambda s, _: s.arriving_today(),
        "unfinished": lambda s, _: s.unfinished(),
        "household": lambda s, x: s.household(x.resident),
        "steps": lambda s, x: s.steps(x.resident),
    },
    "CheckOuts": {
        "departures": lambda s, _: s.departures(),
        "unfinished": lambda s, _: s.unfinished(),
        "household": lambda s, x: s.household(x.resident),
    },
    "ConflictPairs": {"of": lambda s, x: s.of(x.house.residents["Halyna"])},
    "DetailsDrafts": {"load": lambda s, x: s.load(x.resident)},
    "Guardians": {
        "to_point_out": lambda s, _: s.to_point_out(),
        "left_by": lambda s, x: s.left_by([x.house.residents["Petro"], x.resident]),
    },
    "HouseholdMoves": {"plan": lambda s, x: s.plan(x.relative)},
    "Households": {"of": lambda s, x: s.of(x.relative)},
    "FamilyBeds": {"plans": lambda s, x: s.plans([x.resident])},
    "FollowUps": {"due": lambda s, _: s.due()},
    "Interviews": {
        "proposed": lambda s, _: s.proposed(),
        "proposed_to": lambda s, x: s.proposed_to(x.resident),
    },
    "Duplicates": {
        "possible": lambda s, x: s.possible(x.asked),
        "possible_each": lambda s, x: s.possible_each([x.asked]),
        "pairs": lambda s, _: s.pairs(),
    },
    "Merging": {
        "of": lambda s, x: [s.of(one) for one in (x.resident, x.twin)],
        "pair": lambda s, x: s.pair(x.twin, x.resident),
    },
    "Receiving": {},
    "Incidents": {
        "now": lambda s, _: s.now(),
        "list": lambda s, _: s.list(),
        "file": lambda s, x: s.file(x.incident),
        "load_draft": lambda s, _: s.load_draft(),
    },
    "Kits": {
        "shelves": lambda s, _: s.shelves(),
        "suggested": lambda s, x: s.suggested(x.resident),
        "handouts": lambda s, _: s.handouts(),
    },
    "Marks": {"of_residents": lambda s, _: s.of_residents()},
    "Meals": {
        "current": lambda s, _: s.current(),
        "household": lambda s, x: s.household(x.resident, TODAY, Meal.LUNCH),
        "portions": lambda s, _: s.portions(TODAY, Meal.LUNCH),
        "not_collected": lambda s, _: s.not_collected(TODAY, Meal.LUNCH),
    },
    "NeedsYou": {
        "needs": lambda s, _: s.needs(),
        "beds": lambda s, x: s.beds(x.contested),
    },
    "Photos": {"of": lambda s, x: s.of([x.resident])},
    "Registering": {},
    "Pets": {
        "today": lambda s, _: s.today(),
        "of": lambda s, x: s.of(x.resident),
        "allowed": lambda s, _: s.allowed(),
        "house": lambda s, _: s.house(),
        "expiring": lambda s, _: s.expiring(),
    },
    "Preferences": {"get": lambda s, _: s.get("language")},
    "ProtectedFiles": {
        "may_protect": lambda s, _: s.may_protect(),
        "unseen": lambda s, _: s.unseen(),
        "next_closing": lambda s, _: s.next_closing(),
    },
    "Referrals": {
        "may_read": lambda s, _: s.may_read(),
        "today": lambda s, _: s.today(),
        "of": lambda s, x: s.of(x.resident),
        "due": lambda s, _: s.due(),
    },
    "Residents": {
        "list": lambda s, _: s.list(),
        "file": lambda s, x: s.file(x.resident),
    },
    "Retention": {
        "due": lambda s, _: s.due(),
        "archive": lambda s, x: s.archive(x.resident),
        "may_ask": lambda s, _: s.may_ask(),
        "may_hold": lambda s, _: s.may_hold(),
    },
    "RestrictedIncidents": {
        "now": lambda s, _: s.now(),
        "may_read": lambda s, _: s.may_read(),
        "list": lambda s, _: s.list(),
        "file": lambda s, x: s.file(x.restricted),
        "load_draft": lambda s, _: s.load_draft(),
    },
    "Returns": {"possible": lambda s, x: s.possible(x.former)},
    "Rooms": {
        "today": lambda s, _: s.today(),
        "board": lambda s, _: s.board(TODAY - timedelta(days=7), 35),
        "occupancy": lambda s, _: s.occupancy(),
        "choices": lambda s, x: s.choices(x.house.residents["Oksana"]),
    },
    "Search": {
        "people": lambda s, x: [s.people(text) for text in (*SECRETS, "1.01", x.number)],
        "person": lambda s, x: s.person(x.resident),
    },
    "Sending": {
        "outgoing": lambda s, _: s.outgoing(),
        "can_work": lambda s, _: s.can_work(),
    },
    "SiteMoves": {"plan": lambda s, x: s.plan(x.relative)},
    "SupportNeeds": {
        "may_read": lambda s, _: s.may_read(),
        "today": lambda s, _: s.today(),
        "of": lambda s, x: s.of(x.resident),
        "due": lambda s, _: s.due(),
    },
    "Today": {"overview": lambda s, _: s.overview()},
}
"""How each other method is asked about her."""


def _row_about_her(scene: Any) -> ListRow:
    """What a list may say of her: her number, and everything else otherwise."""
    with scene.house.store.applying() as connection:
        connection.exec_driver_sql(
            "UPDATE resident SET foreigner_number = '99000111' WHERE id = ?", (scene.expected,)
        )
    person = Announced("Somebody", "Else", foreigner_number="99000111", phone="1")
    return ListRow(2, person, day=TODAY + timedelta(days=30), pets="Kat")

"""Who may see and do what: one table, read by the desk's services and by the central store.

A service names what it reads or does and is let through by the rule, which also says how it
stands in the access log. The store asks the same of every op, and besides whether the role writes
that table at all, so that a client which names actions of its own gets no further than its
tables. ``docs/roles.md`` is made from this file.
"""

from dataclasses import dataclass
from typing import Literal

from desktop.models.sites import Role

DESK = frozenset({Role.HOST, Role.LEAD, Role.COORDINATOR, Role.LIAISON})
LEADS = frozenset({Role.LEAD, Role.COORDINATOR})
ADMINS = frozenset({Role.ADMIN})
AUDITORS = frozenset({Role.AUDITOR})
CONFIDANTS = frozenset({Role.LEAD, Role.LIAISON})
"""Who may read what is sealed (FEATURES R12, I4)."""
EVERYBODY = frozenset(Role)

EVERYWHERE = frozenset({Role.COORDINATOR, Role.LIAISON, Role.ADMIN, Role.AUDITOR})
"""Roles that work at all sites; the others only where a ``user_site`` row says so."""

PLACE_ACROSS = frozenset({Role.COORDINATOR})
"""Roles that may move a row of a site, with all that hangs on it, to another site."""

Scope = Literal["desk", "site", "everywhere", "org"]
"""Where a rule holds: in what only this desk keeps (its own settings, a person's own drafts), at
the sites where the person works, at every site, in what all sites share."""

Access = Literal["list", "search", "file", "create", "change", "open_protected"]
"""What the access log notes: a list that was shown and by which criterion, what was searched for,
whose file was opened; whose data were made, changed, opened in spite of protection."""


@dataclass(frozen=True)
class Rule:
    """Who may do one thing, where, and how it is logged (``None``: it shows no person's data).
    ``words`` are for the docs."""

    roles: frozenset[Role]
    scope: Scope
    access: Access | None
    words: str


READS: dict[str, Rule] = {
    "see_own_desk": Rule(EVERYBODY, "desk", None, "the desk's name and site, own settings, drafts"),
    "see_sending": Rule(EVERYBODY, "desk", None, "how much waits to be sent, without names"),
    "see_outgoing": Rule(DESK, "site", "list", "what was sent and what waits, with names"),
    "see_needs": Rule(DESK | ADMINS, "site", "list", "the inbox; administrators: the shared part"),
    "see_today": Rule(DESK, "site", None, "Today, made of what follows"),
    "see_figures": Rule(DESK, "site", None, "counts: beds, portions, stock; no names"),
    "see_marks": Rule(DESK, "site", None, "which lines of a list wait or need somebody"),
    "see_residents": Rule(DESK, "site", "list", "the list of residents"),
    "open_file": Rule(DESK, "site", "file", "a resident's file"),
    "find_person": Rule(DESK, "site", "file", "one resident's line, by a link"),
    "see_photos": Rule(DESK, "site", None, "photos beside the names of a page that is logged"),
    "search_people": Rule(DESK, "site", "search", "the search"),
    "see_household": Rule(DESK, "site", "file", "a household, and who answers for its minors"),
    "see_unguarded": Rule(DESK, "site", "list", "minors without a guardian or an adult"),
    "plan_site_move": Rule(PLACE_ACROSS, "site", "file", "what a move to another site means"),
    "find_duplicates": Rule(
        DESK, "site", "search", "who may be somebody who is about to be written down"
    ),
    "see_duplicates": Rule(DESK, "site", "list", "who may be written down twice"),
    "compare_records": Rule(DESK, "site", "file", "two records side by side; what was merged"),
    "see_check_ins": Rule(DESK, "site", "list", "arrivals and unfinished check-ins"),
    "see_arrivals": Rule(DESK, "site", "list", "expected arrivals, and a list before it is taken"),
    "open_check_in": Rule(DESK, "site", "file", "a household's check-in"),
    "see_check_outs": Rule(DESK, "site", "list", "who leaves, and unfinished check-outs"),
    "open_check_out": Rule(DESK, "site", "file", "a household's check-out"),
    "see_rooms": Rule(DESK, "site", "list", "the board of rooms"),
    "choose_bed": Rule(DESK, "site", "file", "beds for a resident, and who lives beside"),
    "see_meals": Rule(DESK, "site", "list", "who has not eaten yet"),
    "see_guests": Rule(DESK, "site", "file", "a household at the serving desk"),
    "see_kits": Rule(DESK, "site", "list", "kits that were handed out"),
    "see_incidents": Rule(DESK, "site", "list", "the incidents"),
    "open_incident": Rule(DESK, "site", "file", "an incident"),
    "see_support": Rule(CONFIDANTS, "site", "file", "a resident's support needs, with reasons"),
    "see_restricted": Rule(CONFIDANTS, "site", "list", "the restricted incidents"),
    "open_restricted": Rule(CONFIDANTS, "site", "file", "a restricted incident"),
    "see_restricted_draft": Rule(CONFIDANTS, "desk", None, "an own unfinished report of one"),
    "see_pairs": Rule(CONFIDANTS, "site", "file", "who must not share a room with a resident"),
    "see_referrals": Rule(CONFIDANTS, "site", "file", "a resident's referrals, with answers"),
    "see_follow_ups": Rule(
        CONFIDANTS, "site", "list", "whose support needs and referrals are to be looked at again"
    ),
    "see_concerns": Rule(
        DESK, "site", "file", "concerns for a child that were passed on; of others: confidants only"
    ),
    "see_pets": Rule(DESK, "site", "list", "the pets of the house"),
    "see_absences": Rule(DESK, "site", "list", "who is elsewhere"),
    "see_appointments": Rule(DESK, "site", "list", "the appointments of the residents"),
    "see_openings": Rule(LEADS | CONFIDANTS, "site", "list", "openings of protected files"),
    "see_due": Rule(LEADS, "site", "list", "whose file may be anonymised"),
    "export_file": Rule(LEADS, "site", None, "a whole file, to save it for the archive"),
    "see_access_log": Rule(AUDITORS, "everywhere", None, "the access log"),
    "find_audited": Rule(AUDITORS, "everywhere", "search", "a resident, to look in the access log"),
    "extract_access": Rule(
        AUDITORS | {Role.LEAD}, "site", "file", "a resident's extract of the log"
    ),
}
"""What the services read, and who may see it."""

ACTIONS: dict[str, Rule] = {
    "register_resident": Rule(DESK, "site", "create", "register a resident"),
    "change_resident": Rule(DESK, "site", "change", "change a resident's details"),
    "note_contact": Rule(DESK, "site", "change", "note that a resident was seen today"),
    "photograph": Rule(DESK, "site", "change", "take or remove a resident's photo"),
    "change_household": Rule(DESK, "site", "change", "who belongs to a household, and how"),
    "change_guardians": Rule(DESK, "site", "change", "who answers for a minor"),
    "register_arrival": Rule(DESK, "site", "create", "announce a household"),
    "change_arrival": Rule(DESK, "site", "change", "move an arrival, not come, cancelled"),
    "import_arrivals": Rule(DESK, "site", "create", "take a list of arrivals"),
    "merge_residents": Rule(DESK, "site", "change", "merge two records of one person"),
    "undo_merge": Rule(DESK, "site", "change", "take a merge back"),
    "tell_apart": Rule(DESK, "site", "change", "say that two records are of two people"),
    "receive_again": Rule(DESK, "site", "change", "receive somebody again who was here before"),
    "check_in": Rule(DESK, "site", "change", "a step of a check-in"),
    "undo_step": Rule(DESK, "site", "change", "undo a step of a check-in or check-out"),
    "check_out": Rule(DESK, "site", "change", "a step of a check-out"),
    "assign_bed": Rule(DESK, "site", "change", "give a bed"),
    "move_household": Rule(DESK, "site", "change", "other beds for a household"),
    "move_across": Rule(PLACE_ACROSS, "site", "change", "a household to another site"),
    "serve_meal": Rule(DESK, "site", "create", "serve a meal"),
    "undo_serving": Rule(DESK, "site", "change", "undo a serving"),
    "hand_out_kit": Rule(DESK, "site", "create", "hand out a starter kit"),
    "return_kit": Rule(DESK, "site", "change", "take a kit back"),
    "move_stock": Rule(DESK, "site", None, "deliveries and counts of kits"),
    "log_incident": Rule(DESK, "site", "create", "log an incident"),
    "change_incident": Rule(DESK, "site", "change", "close an incident"),
    "propose_measure": Rule(DESK, "site", "create", "propose a measure"),
    "decide_measure": Rule(LEADS, "site", "create", "decide a measure"),
    "decide_conflict": Rule(LEADS | ADMINS, "site", "change", "decide a data conflict"),
    "change_rooms": Rule(LEADS | ADMINS, "site", None, "change or block rooms and beds"),
    "record_need": Rule(CONFIDANTS, "site", "change", "record a support need"),
    "log_restricted": Rule(CONFIDANTS, "site", "create", "log a restricted incident"),
    "pair_conflict": Rule(CONFIDANTS, "site", "change", "mark two as not suitable together"),
    "refer": Rule(CONFIDANTS, "site", "change", "refer a resident to other help"),
    "pass_on_concern": Rule(
        DESK, "site", "create", "note that concern for a child was passed on, or take that back"
    ),
    "record_pet": Rule(DESK, "site", "change", "record a pet, or that it lives here no more"),
    "record_absence": Rule(DESK, "site", "change", "note that somebody is elsewhere, or back"),
    "plan_appointment": Rule(DESK, "site", "change", "plan an appointment, or say how it went"),
    "protect_file": Rule(LEADS | CONFIDANTS, "site", "change", "protect a file"),
    "open_protected": Rule(DESK, "site", "open_protected", "open a protected file, with a reason"),
    "see_opening": Rule(LEADS | CONFIDANTS, "site", "change", "mark such an opening as seen"),
    "hold_file": Rule(LEADS | CONFIDANTS, "site", "change", "put a file on legal hold"),
    "anonymise": Rule(
        frozenset({Role.COORDINATOR, Role.ADMIN}), "site", "change", "anonymise a person"
    ),
    "administer": Rule(ADMINS, "org", None, "users, desks, sites, settings"),
}
"""The actions that Ankomst's own services name; each becomes an op."""

OWN: dict[str, Rule] = {
    "keep_own": Rule(EVERYBODY, "desk", None, "own choices and unfinished forms"),
    "keep_restricted": Rule(CONFIDANTS, "desk", None, "own unfinished restricted incidents"),
    "settle_refused": Rule(DESK | ADMINS, "desk", None, "drop what the store refused"),
}
"""What changes only what this desk holds; no op is made of it."""

WRITERS: dict[str, frozenset[Role]] = {
    "site": ADMINS,
    "user": ADMINS,
    "user_site": ADMINS,
    "desk": ADMINS,
    "desk_site": ADMINS,
    "setting": ADMINS,
    "kit_type": ADMINS,
    "room": LEADS | ADMINS,
    "bed": LEADS | ADMINS,
    "household": DESK,
    "resident": DESK,
    "check_in_step": DESK,
    "stay": DESK,
    "meal_entitlement": DESK,
    "meal_serving": DESK,
    "kit_handout": DESK,
    "stock_movement": DESK,
    "incident": DESK,
    "incident_person": DESK,
    "measure": DESK,
    "support_need": CONFIDANTS,
    "restricted_incident": CONFIDANTS,
    "conflict_pair": CONFIDANTS,
    "protected_opening": DESK,
    "further_step": DESK,
    "photo": DESK,
    "guardian": DESK,
    "pet": DESK,
    "absence": DESK,
    "appointment": DESK,
    "referral": CONFIDANTS,
    "child_concern": DESK,
    "not_same": DESK,
    "merge_record": DESK,
    "check_out": DESK,
    "check_out_step": DESK,
    "list_entry": DESK,
    "conflict": LEADS | ADMINS,
}
"""Which roles may write which table."""


def may(role: Role, action: str) -> bool:
    """Whether a role may do one of ``ACTIONS``. An action nobody declared is allowed to nobody."""
    rule = ACTIONS.get(action)
    return rule is not None and role in rule.roles


def may_see(role: Role, what: str) -> bool:
    """Whether a role may see one of ``READS``. What nobody declared is shown to nobody."""
    rule = READS.get(what)
    return rule is not None and role in rule.roles


def may_decide(role: Role, table: str) -> bool:
    """Whether a role decides conflicts about rows of a table: leads what happens in the house,
    administrators what is theirs to write."""
    return may(role, "decide_conflict") and may_write(role, "decide_conflict", table)


def may_write(role: Role, action: str, table: str) -> bool:
    """What the store asks of a change: the role writes the table, and may do the action if it is
    one of ours."""
    writers = WRITERS.get(table, frozenset())
    rule = ACTIONS.get(action)
    return role in writers and (rule is None or role in rule.roles)

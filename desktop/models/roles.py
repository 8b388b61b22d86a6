"""Who may see and do what: one table, read by the desk's services and by the central store.

Rows are FEATURES.md's roles. A service names its action and calls ``may``; the store asks the
same of every op, and besides whether the role writes that table at all, so that a client which
names actions of its own gets no further than its tables.
"""

from desktop.models.sites import Role

DESK = frozenset({Role.HOST, Role.LEAD, Role.COORDINATOR, Role.LIAISON})
LEADS = frozenset({Role.LEAD, Role.COORDINATOR})
ADMINS = frozenset({Role.ADMIN})
CONFIDANTS = frozenset({Role.LEAD, Role.LIAISON})
"""Who may read what is sealed (FEATURES R12, I4)."""
EVERYBODY = frozenset(Role)

READS: dict[str, frozenset[Role]] = {
    "see_own_desk": EVERYBODY,
    "see_sending": EVERYBODY,
    "see_needs": DESK | ADMINS,
    "see_today": DESK,
    "see_residents": DESK,
    "open_file": DESK,
    "search_people": DESK,
    "see_check_ins": DESK,
    "see_rooms": DESK,
    "see_meals": DESK,
    "see_kits": DESK,
    "see_incidents": DESK,
    "open_incident": DESK,
    "see_due": LEADS,
    "export_file": LEADS,
}
"""What the services read, and who may see it."""

ACTIONS: dict[str, frozenset[Role]] = {
    "register_resident": DESK,
    "change_resident": DESK,
    "check_in": DESK,
    "undo_step": DESK,
    "assign_bed": DESK,
    "serve_meal": DESK,
    "undo_serving": DESK,
    "hand_out_kit": DESK,
    "return_kit": DESK,
    "move_stock": DESK,
    "log_incident": DESK,
    "change_incident": DESK,
    "propose_measure": DESK,
    "decide_measure": LEADS,
    "decide_conflict": LEADS | ADMINS,
    "change_rooms": LEADS | ADMINS,
    "record_need": CONFIDANTS,
    "log_restricted": CONFIDANTS,
    "pair_conflict": CONFIDANTS,
    "protect_file": LEADS | CONFIDANTS,
    "open_protected": DESK,
    "see_opening": LEADS | CONFIDANTS,
    "hold_file": LEADS | CONFIDANTS,
    "anonymise": frozenset({Role.COORDINATOR, Role.ADMIN}),
    "administer": ADMINS,
}
"""The actions that Ankomst's own services name."""

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
    "conflict": LEADS | ADMINS,
}
"""Which roles may write which table."""

EVERYWHERE = frozenset({Role.COORDINATOR, Role.LIAISON, Role.ADMIN, Role.AUDITOR})
"""Roles that work at all sites; the others only where a ``user_site`` row says so."""

PLACE_ACROSS = frozenset({Role.COORDINATOR})
"""Roles that may move a row of a site, with all that hangs on it, to another site."""


def may(role: Role, action: str) -> bool:
    """Whether a role may do one of ``ACTIONS``. An action nobody declared is allowed to nobody."""
    return role in ACTIONS.get(action, frozenset())


def may_see(role: Role, what: str) -> bool:
    """Whether a role may see one of ``READS``. What nobody declared is shown to nobody."""
    return role in READS.get(what, frozenset())


def may_decide(role: Role, table: str) -> bool:
    """Whether a role decides conflicts about rows of a table: leads what happens in the house,
    administrators what is theirs to write."""
    return may(role, "decide_conflict") and may_write(role, "decide_conflict", table)


def may_write(role: Role, action: str, table: str) -> bool:
    """What the store asks of a change: the role writes the table, and may do the action if it is
    one of ours."""
    return role in WRITERS.get(table, frozenset()) and role in ACTIONS.get(action, WRITERS[table])

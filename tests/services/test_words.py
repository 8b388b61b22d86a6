"""Every member of every enumeration of the schema has a word."""

import enum
import inspect
from types import ModuleType

import pytest

from desktop.models import (
    absences,
    appointments,
    check_outs,
    confidential,
    conflicts,
    housing,
    incidents,
    kits,
    meals,
    pets,
    referrals,
    residents,
    roles,
    sites,
)
from desktop.services.sending import ACTION_WORDS
from desktop.services.words import knows, word

SILENT = {sites.SiteType, conflicts.ConflictState}
"""Enumerations that no screen shows yet."""


@pytest.mark.parametrize(
    "module",
    [
        *(absences, appointments, check_outs, confidential, housing, incidents, kits, meals),
        *(pets, referrals, residents, sites),
    ],
)
def test_every_member_has_a_word(module: ModuleType) -> None:
    kinds = [
        kind
        for _, kind in inspect.getmembers(module, inspect.isclass)
        if issubclass(kind, enum.StrEnum) and kind is not enum.StrEnum and kind not in SILENT
    ]
    assert kinds
    assert [member for kind in kinds for member in kind if not knows(member)] == []


def test_equal_values_of_different_enumerations_have_their_own_words() -> None:
    assert word(incidents.IncidentCategory.OTHER) != word(incidents.IncidentPlace.OTHER)


def test_every_action_has_words() -> None:
    assert set(roles.ACTIONS) == set(ACTION_WORDS)

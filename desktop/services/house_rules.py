"""The house rules in the languages in which they are written."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from desktop.models.residents import Language

HOUSE_RULES = Path(__file__).parents[2] / "resources" / "house_rules.json"
RULE_LANGUAGES = (Language.UK, Language.RU, Language.DA)
"""The languages in which the house rules are written."""


@dataclass(frozen=True)
class RulesChapter:
    """A chapter of the house rules in one language."""

    title: str
    rules: tuple[tuple[str, str], ...]


@cache
def _house_rules() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(HOUSE_RULES.read_text("utf-8"))
    return loaded


def rules_version() -> str:
    """The version of the house rules in force."""
    return str(_house_rules()["version"])


def house_rules(language: Language) -> tuple[RulesChapter, ...]:
    """The house rules in one of ``RULE_LANGUAGES``: chapters of (number, text)."""
    return tuple(
        RulesChapter(
            chapter["title"][language.value],
            tuple((rule["number"], rule["text"][language.value]) for rule in chapter["rules"]),
        )
        for chapter in _house_rules()["chapters"]
    )

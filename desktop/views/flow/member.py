"""What a guided flow knows of those who go through it; services hand over their own."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from desktop.models.residents import Language
from desktop.services.people import PersonLine


class Done(Protocol):
    """A step that was done: when, in which language, and what was written down with it."""

    @property
    def kind(self) -> StrEnum: ...
    @property
    def at(self) -> datetime: ...
    @property
    def language(self) -> Language | None: ...
    @property
    def note(self) -> str: ...


class Member(Protocol):
    """Somebody with the steps that are done and those that are missing."""

    @property
    def person(self) -> PersonLine: ...
    @property
    def done(self) -> Sequence[Done]: ...
    @property
    def missing(self) -> Sequence[StrEnum]: ...

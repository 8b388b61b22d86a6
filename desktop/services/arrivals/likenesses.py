"""Whom somebody new in a list may be already, written otherwise: said, and left to a person."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlmodel import Session

from desktop.i18n import N_
from desktop.services.arrivals.list_plan import Planned, Verdict
from desktop.services.arrivals.problems import Problem
from desktop.services.duplicates.candidates import Found
from desktop.services.duplicates.described import described
from desktop.services.duplicates.duplicates import found_each
from desktop.services.duplicates.score import Likeness
from desktop.services.workplace import Workplace


def warned(
    session: Session, workplace: Workplace, plan: Sequence[Planned]
) -> tuple[tuple[Planned, ...], tuple[str, ...]]:
    """The plan with what is to be said of those who are new, and the ids of whom it names; used
    within a read."""
    new = [one for one in plan if one.verdict is Verdict.NEW]
    answers = found_each(session, workplace, [described(one.row.person) for one in new])
    told = {one.id: found for one, found in zip(new, answers, strict=True) if found}
    made = tuple(
        replace(one, problems=(*one.problems, *_problems(one, told[one.id])))
        if one.id in told
        else one
        for one in plan
    )
    return made, tuple(c.person.id for found in told.values() for c in found.candidates)


def _problems(one: Planned, found: Found) -> Iterable[Problem]:
    named = {problem.params.get("number") for problem in one.problems}
    for candidate in found.candidates[:1]:
        if candidate.person.number in named:
            continue
        likely = candidate.verdict.likeness is Likeness.LIKELY
        yield Problem(
            N_("Probably the same person as {name}, No. {number}. Please check before you take it.")
            if likely
            else N_("Possibly the same person as {name}, No. {number}. Please check."),
            params={"name": candidate.person.name, "number": candidate.person.number},
        )
    if found.protected:
        yield Problem(N_("A protected file may be the same: ask a lead."))

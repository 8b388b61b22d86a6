"""What is said of households in more than one place."""

from desktop.i18n import _, format_age, format_list
from desktop.models.residents import HouseholdRole
from desktop.services.household_lines import GuardianLine, Member
from desktop.services.household_rules import Minority
from desktop.services.people import PersonLine
from desktop.services.words import word


def name_and_age(person: PersonLine) -> str:
    """Who somebody is among people of one name: the age tells them apart."""
    if person.age is None:
        return person.name
    return f"{person.name} · {format_age(person.age)}"


def member_chips(member: Member) -> list[tuple[str, str, str]]:
    """What stands beside a member's name: text, state, icon."""
    head = member.role is HouseholdRole.HEAD
    chips = [(word(member.role), "accent" if head else "", "resident" if head else "")]
    if member.minority is Minority.PERHAPS:
        chips.append((_("Perhaps under 18"), "attention", "child"))
    if member.unaccompanied:
        chips.append((_("Here without an adult"), "attention", "child"))
    if member.lacks_guardian:
        chips.append((_("No guardian"), "attention", ""))
    return chips


def guardian_words(line: GuardianLine) -> str:
    """A named guardian in one line: who, how they are related, how to reach them."""
    where = "" if line.person else _("lives elsewhere")
    if line.person and not line.here:
        where = _("lives here no more")
    return " · ".join(part for part in (line.name, line.relation, where, line.phone) if part)


def names(people: tuple[PersonLine, ...]) -> str:
    """Several people in a sentence."""
    return format_list(person.name for person in people)

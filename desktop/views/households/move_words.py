"""What a move of a household means, in sentences, before it is done."""

from collections.abc import Mapping, Sequence

from desktop.i18n import _, format_list, ngettext
from desktop.models.residents import KeepTogether
from desktop.services.bed_offers import MovePlan
from desktop.services.people import PersonLine
from desktop.services.site_moves import SiteChoice, SiteMovePlan
from desktop.views.check_in.bed_choice_row import criterion_text
from desktop.views.households.words import names


def listed(sentences: Sequence[str]) -> str:
    """Sentences one below the other; several of them with a mark each."""
    if len(sentences) < 2:
        return "".join(sentences)
    return "\n".join(f"• {sentence}" for sentence in sentences)


def bed_sentences(plan: MovePlan, chosen: Mapping[str, str]) -> list[str]:
    """Who moves whereto when these beds (by member) are taken."""
    said = []
    for mover in plan.movers:
        bed_id = chosen.get(mover.person.id, "")
        if not bed_id or bed_id == mover.bed_id:
            continue
        place = plan.place_of(bed_id)
        if mover.person.place:
            said.append(
                _("{name} moves from {old} to {new}.").format(
                    name=mover.person.name, old=mover.person.place, new=place
                )
            )
        else:
            said.append(_("{name} gets bed {new}.").format(name=mover.person.name, new=place))
    return said


def bed_doubts(plan: MovePlan, chosen: Mapping[str, str]) -> list[str]:
    """What speaks against these beds, or is missing."""
    said = []
    without = [m.person for m in plan.movers if not chosen.get(m.person.id)]
    if without:
        said.append(_("No bed chosen: {people}").format(people=names(tuple(without))))
    beds = [bed for bed in chosen.values() if bed]
    if len(set(beds)) < len(beds):
        said.append(_("A bed was chosen for two people. Please choose another one."))
    rooms = {room.id for bed in beds if (room := plan.room_of(bed))}
    if len(rooms) > 1 and plan.keep_together is KeepTogether.YES:
        said.append(_("The household wants one room together."))
    elif len(rooms) > 1 and plan.keep_together is KeepTogether.PREFERRED:
        said.append(_("The household would rather have one room together."))
    for mover in plan.movers:
        bed_id = chosen.get(mover.person.id, "")
        room = plan.room_of(bed_id) if bed_id and bed_id != mover.bed_id else None
        failed = room.failed.get(mover.person.id, ()) if room else ()
        if room and failed:
            against = format_list(criterion_text(one, passed=False) for one in failed)
            said.append(
                _("Room {room}, {name}: {against}").format(
                    room=room.number, name=mover.person.name, against=against
                )
            )
    return said


def site_sentences(plan: SiteMovePlan, site: SiteChoice) -> list[str]:
    """What happens when the household moves to a site."""
    count = len(plan.movers)
    who = ngettext(
        "{people} moves from {here} to {there} today, with everything on file.",
        "{people} move from {here} to {there} today, with everything on file.",
        count,
    ).format(people=names(plan.movers), here=plan.here, there=site.name)
    said = [who]
    places = [line.place for line in plan.movers if line.place]
    if places:
        said.append(
            ngettext(
                "Their stay here ends today, and the bed is free: {beds}.",
                "Their stays here end today, and the beds are free: {beds}.",
                len(places),
            ).format(beds=format_list(places))
        )
    said.append(
        _(
            "{there} expects them from now on and gives them beds; lease and key are dealt with "
            "there again."
        ).format(there=site.name)
    )
    if plan.have_meals and site.reception:
        said.append(_("Meals go on."))
    elif plan.have_meals:
        said.append(_("Meals end today: {there} serves none.").format(there=site.name))
    said.append(_("Incidents and the stock of kits stay with this site, without their names."))
    if plan.staying:
        said.append(
            _("The files of those who have left the household stay here: {people}.").format(
                people=names(plan.staying)
            )
        )
    said.append(_("A move to another site can't be undone from here."))
    return said


def site_doubts(plan: SiteMovePlan, site: SiteChoice) -> list[str]:
    """What to think of first."""
    said = []
    if plan.have_pets and not site.pets_allowed:
        said.append(_("They have a pet, and {there} allows none.").format(there=site.name))
    if plan.left_without:
        said.append(_without_guardian(plan.left_without))
    if plan.lose_guardian:
        said.append(
            ngettext(
                "{people} moves away from the guardian, who stays here.",
                "{people} move away from their guardians, who stay here.",
                len(plan.lose_guardian),
            ).format(people=names(plan.lose_guardian))
        )
    return said


def _without_guardian(minors: tuple[PersonLine, ...]) -> str:
    return ngettext(
        "{people} stays here without a guardian.",
        "{people} stay here without a guardian.",
        len(minors),
    ).format(people=names(minors))

"""The slip of an appointment: in Danish and in the resident's language, whatever the desk's own."""

from desktop.i18n import N_, Catalogue, catalogue
from desktop.models.appointments import AppointmentKind
from desktop.services.appointments import Slip
from desktop.services.days import day_of
from desktop.services.extracts import DANISH
from desktop.services.words import msgid_of
from desktop.views.documents.paper import Paper, beside, facts, heading, paragraph

_TITLE = N_("Appointment")
_COME = N_("Please bring this slip and your papers, and come a few minutes early.")
_TICKET = N_("You get a transport ticket for the way at the front desk.")
_CANNOT = N_("If you can't come, please tell the front desk as soon as you know.")


def slip_paper(slip: Slip) -> Paper:
    """The document, ready to be saved: one language beside the other."""
    texts = [catalogue(code) for code in dict.fromkeys((DANISH, slip.language))]
    body = beside([_part(slip, text) for text in reversed(texts)])
    first = texts[0]
    return Paper(first.gettext(_TITLE), body, lambda _page, _pages: f"{slip.number} · {slip.site}")


def file_name(slip: Slip) -> str:
    """What the file is called unless somebody calls it otherwise: it names nobody."""
    return f"aftale-{slip.number}.pdf"


def _part(slip: Slip, text: Catalogue) -> str:
    what = slip.title or text.gettext(msgid_of(slip.kind))
    day = day_of(slip.at)
    told = [
        (N_("Resident"), f"{slip.name} · {slip.number}"),
        (N_("Day"), f"{_capitalised(text.format_date(day, 'weekday'))} {day.year}"),
        (N_("Time"), text.format_time(slip.at)),
        (N_("Where"), slip.place),
        (N_("Interpreter"), text.gettext(msgid_of(slip.interpreter)) if slip.interpreter else ""),
    ]
    body = heading(what)
    body += facts((text.gettext(label), said) for label, said in told if said)
    body += paragraph(text.gettext(_COME))
    if slip.kind is not AppointmentKind.OTHER:
        body += paragraph(text.gettext(_TICKET))
    return body + paragraph(text.gettext(_CANNOT), quiet=True)


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]

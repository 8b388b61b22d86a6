"""A resident's extract of the access log on paper: in Danish and in the resident's language."""

from desktop.i18n import N_, Catalogue, catalogue
from desktop.services.access_words import purpose_words
from desktop.services.extracts import DANISH, Extract, ExtractLine
from desktop.views.documents.paper import Paper, facts, heading, paragraph, table

_TITLE = N_("Extract of the access log")
_WHAT = N_(
    "Whenever somebody looks at your data or changes them, it is written down. This is what was "
    "written down about you, day by day, and what it was for. Colleagues and other residents are "
    "not named."
)
_NOTHING = N_("Nothing has been written down about you so far.")
_RIGHTS = N_(
    "If you believe that somebody looked at your data without a reason, please tell the site "
    "lead, or write to the data protection officer of the municipality. You can also complain to "
    "the Danish Data Protection Agency (Datatilsynet)."
)
_PAGE = N_("Page {page} of {pages}")


def extract_paper(extract: Extract) -> Paper:
    """The document, ready to be saved."""
    codes = dict.fromkeys((DANISH, extract.language))
    texts = [catalogue(code) for code in codes]
    first, *others = texts

    def footer(page: int, pages: int) -> str:
        said = [text.gettext(_PAGE).format(page=page, pages=pages) for text in texts]
        return " · ".join((extract.number, *said))

    body = heading(first.gettext(_TITLE), *(other.gettext(_TITLE) for other in others))
    body += facts(_facts(extract, texts))
    body += "".join(paragraph(text.gettext(_WHAT), quiet=text is not first) for text in texts)
    if extract.lines:
        body += _table(extract.lines, texts)
    else:
        body += "".join(paragraph(text.gettext(_NOTHING)) for text in texts)
    body += "".join(paragraph(text.gettext(_RIGHTS), quiet=text is not first) for text in texts)
    return Paper(first.gettext(_TITLE), body, footer)


def file_name(extract: Extract) -> str:
    """What the file is called unless somebody calls it otherwise: it names nobody."""
    return f"adgangslog-{extract.number}.pdf"


def _facts(extract: Extract, texts: list[Catalogue]) -> list[tuple[str, str]]:
    first = texts[0]
    told = [
        (N_("Resident"), extract.name),
        (N_("Number"), extract.number),
        (N_("Site"), extract.site),
        (N_("Made on"), first.format_date(extract.made_on, "short")),
    ]
    if extract.since is not None:
        told.append((N_("Log kept since"), first.format_date(extract.since, "short")))
    return [(_both(label, texts), said) for label, said in told if said]


def _table(lines: tuple[ExtractLine, ...], texts: list[Catalogue]) -> str:
    first = texts[0]
    columns = [text.gettext(N_("What for")) for text in texts]
    headers = [
        _both(N_("Day"), texts),
        *columns,
        _both(N_("Site"), texts),
        _both(N_("Times"), texts),
    ]
    widths = [16, 52, 20, 12] if len(texts) == 1 else [13, 29, 29, 19, 10]
    rows = [
        (
            first.format_date(line.day, "short"),
            *(purpose_words(line.what, text) for text in texts),
            line.site,
            first.format_number(line.times),
        )
        for line in lines
    ]
    return table(headers, rows, widths)


def _both(msgid: str, texts: list[Catalogue]) -> str:
    """A short label in both languages, once where they say the same."""
    return " · ".join(dict.fromkeys(text.gettext(msgid) for text in texts))

"""Extract, update, compile and check the catalogues: ``python -m translations.catalogues``."""

import argparse
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from desktop.i18n import DOMAIN, LANGUAGES

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "translations"
SOURCES = ("desktop", "resources")
KEYWORDS = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
SAME_EVERYWHERE = frozenset({"Ankomst", "CPR", "QR", "PDF", "OK", "XLSX", "CSV", "Ctrl+K"})
SAME_IN_DANISH = SAME_EVERYWHERE | frozenset(
    {
        "Administration",
        "Administrator",
        "E-mail",
        "Information",
        "Normal",
        "Partner",
        "Patient",
        "Relation",
        "Status",
        "System",
        "Transport",
        "Type",
        "patient",
        "{count} person",
    }
)
"""Words that are the same in English; anything longer left in English is a finding."""

_PUNCTUATION = ".:…?!"
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Finding:
    """Something to mend in a catalogue."""

    language: str
    msgid: str
    what: str

    def __str__(self) -> str:
        return f"{self.language}: {self.msgid}: {self.what}"


def extract_texts(root: Path = ROOT) -> Catalog:
    """Every marked text of the Python files under ``SOURCES``, in a template."""
    template = _new_catalogue(None)
    for source in SOURCES:
        folder = root / source
        if not folder.is_dir():
            continue
        found = extract_from_dir(
            folder,
            method_map=[("**.py", "python")],
            keywords=KEYWORDS,
            comment_tags=("Translators:",),
            strip_comment_tags=True,
        )
        for name, line, msgid, comments, context in sorted(found, key=lambda entry: entry[:2]):
            template.add(
                msgid,
                locations=[(f"{source}/{Path(name).as_posix()}", line)],
                auto_comments=comments,
                context=context,
            )
    return template


def extract(root: Path = ROOT, folder: Path = FOLDER) -> None:
    """Write the template and bring every language's catalogue in line with it."""
    template = extract_texts(root)
    _write_po(folder / "messages.pot", template)
    for language in LANGUAGES:
        path = po_path(language, folder)
        catalogue = _read_po(path, language) if path.exists() else _new_catalogue(language)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        _write_po(path, catalogue)


def compile_catalogues(folder: Path = FOLDER) -> list[Path]:
    """Make the .mo of every .po that is newer than its .mo; return those made."""
    made = []
    for language in LANGUAGES:
        source = po_path(language, folder)
        target = source.with_suffix(".mo")
        if not source.exists():
            continue
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        content = BytesIO()
        write_mo(content, _read_po(source, language))
        target.write_bytes(content.getvalue())
        made.append(target)
    return made


def check(root: Path = ROOT, folder: Path = FOLDER) -> list[Finding]:
    """All that is missing or wrong, in the template first, then language by language."""
    in_code = extract_texts(root)
    pot = folder / "messages.pot"
    template = _read_po(pot, None) if pot.exists() else _new_catalogue(None)
    findings = list(_differences("pot", in_code, template))
    for language in LANGUAGES:
        path = po_path(language, folder)
        catalogue = _read_po(path, language) if path.exists() else _new_catalogue(language)
        findings += _differences(language, in_code, catalogue)
        for message in _messages(catalogue):
            findings += [
                Finding(language, _name(message), what)
                for what in check_message(message, language, catalogue.num_plurals)
            ]
    return findings


def check_message(message: Message, language: str, forms: int) -> Iterator[str]:
    """What is wrong with the translation of one message; ``forms`` is the number of plurals."""
    if message.fuzzy:
        yield "marked fuzzy"
    texts = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    wanted = forms if message.pluralizable else 1
    if len(texts) != wanted:
        yield f"has {len(texts)} forms, needs {wanted}"
    one, many = (message.id, message.id) if isinstance(message.id, str) else message.id
    for number, text in enumerate(texts):
        if not text:
            yield "not translated"
            continue
        # Only Danish has a form for exactly one; the first form of the others also says 21.
        singular = message.pluralizable and number == 0 and forms == 2
        yield from _compare(many, text, may_omit={"count"} if singular else set())
        if text.strip() in {one, many} and not _may_stay(text.strip(), language):
            yield "left in English"


def _compare(msgid: str, text: str, may_omit: set[str]) -> Iterator[str]:
    try:
        have, want = _fields(text), _fields(msgid)
    except ValueError as error:
        yield f"not a format: {error}"
        return
    if missing := want - have - may_omit:
        yield f"lacks {_braced(missing)}"
    if extra := have - want:
        yield f"has {_braced(extra)}, which the English lacks"
    if (text[:1].isspace(), text[-1:].isspace()) != (msgid[:1].isspace(), msgid[-1:].isspace()):
        yield "differs in the space at its ends"
    if _ending(text) != _ending(msgid):
        yield f"ends with {_ending(text) or 'no mark'!r}, English with {_ending(msgid) or 'none'!r}"


def _may_stay(text: str, language: str) -> bool:
    letters = re.sub(r"\{[^}]*\}|[^A-Za-z]", "", text)
    allowed = SAME_IN_DANISH if language == "da" else SAME_EVERYWHERE
    return len(letters) <= 3 or text in allowed


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _braced(names: Iterable[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names))


def _ending(text: str) -> str:
    last = text.rstrip()[-1:]
    return last if last and last in _PUNCTUATION else ""


def _differences(language: str, in_code: Catalog, catalogue: Catalog) -> Iterator[Finding]:
    code = {_key(message): message for message in _messages(in_code)}
    listed = {_key(message): message for message in _messages(catalogue)}
    for key in sorted(code.keys() - listed.keys()):
        yield Finding(language, _name(code[key]), "missing; run extract")
    for key in sorted(listed.keys() - code.keys()):
        yield Finding(language, _name(listed[key]), "no longer used; run extract")


def _messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def _key(message: Message) -> tuple[str, ...]:
    ids = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
    return (message.context or "", *ids)


def _name(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, (tuple, list)) else message.id)


def po_path(language: str, folder: Path = FOLDER) -> Path:
    """Where a language's catalogue is."""
    return folder / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def _new_catalogue(language: str | None) -> Catalog:
    return Catalog(
        locale=language,
        domain=DOMAIN,
        project="Ankomst",
        version="1",
        creation_date=_EPOCH,
        revision_date=_EPOCH,
        fuzzy=False,
        header_comment="# Texts of Ankomst.",
    )


def _read_po(path: Path, language: str | None) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def _write_po(path: Path, catalogue: Catalog) -> None:
    """Without dates, names and line numbers: the same texts give the same file."""
    content = BytesIO()
    write_po(content, catalogue, width=100, sort_output=True, include_lineno=False)
    dull = re.compile(
        rb'^"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team'
        rb"|Report-Msgid-Bugs-To|Generated-By|Project-Id-Version): .*\n",
        re.MULTILINE,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(dull.sub(b"", content.getvalue()))


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 1 when ``check`` finds something."""
    parser = argparse.ArgumentParser(prog="python -m translations.catalogues")
    parser.add_argument("command", choices=("extract", "compile", "check"))
    command = parser.parse_args(arguments).command
    if command == "check":
        findings = check()
        sys.stdout.writelines(f"{finding}\n" for finding in findings)
        return 1 if findings else 0
    if command == "extract":
        extract()
    compile_catalogues()
    return 0


if __name__ == "__main__":
    sys.exit(main())
